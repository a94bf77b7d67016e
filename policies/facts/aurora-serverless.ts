/**
 * Aurora PostgreSQL, Serverless v2: how many connections a range of capacity serves.
 *
 * Source: Amazon Aurora user guide, "Performance and scaling for Aurora Serverless v2" ("Maximum connections": `max_connections`
 * follows the largest capacity, not the present one: 189 for 1 ACU, 823 for 4, 1669 for 8, 3360 for 16, 5000 from 32 on; at
 * most 2000 where the smallest is 0 or 0.5), read 2026-11-27; AWS re:Post, "Working of max_connections for Amazon Aurora
 * PostgreSQL Serverless", shows the same numbers as `SHOW max_connections` gives them.
 */

/** The instance class of a member that Serverless v2 scales. */
export const SERVERLESS_CLASS = "db.serverless";

/** In Aurora capacity units of about 2 GiB of memory. */
export interface ServerlessCapacity {
  readonly minimum: number;
  readonly maximum: number;
}

/** The line on which the guide's numbers lie, to the last connection. */
const CONNECTIONS_PER_UNIT = 211.45;
const HELD_BACK = 22.4;
const CAP = 5000;

/** What an instance that may shrink this far keeps connections for. */
const SMALL_MINIMUM = 0.5;
const CAP_OF_SMALL_MINIMUM = 2000;

/** RDS's own `max_connections` for a range of capacity, and the most that an explicit one comes to. */
export function serverlessMaxConnections({ minimum, maximum }: ServerlessCapacity): number {
  const ofMemory = Math.floor(maximum * CONNECTIONS_PER_UNIT - HELD_BACK);
  return Math.max(0, Math.min(ofMemory, minimum <= SMALL_MINIMUM ? CAP_OF_SMALL_MINIMUM : CAP));
}
