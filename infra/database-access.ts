/**
 * A way into the database for people, when the runbook sends them there: opened by a key of the stack file, closed by the
 * clock. A task that does nothing for an hour carries a port of the database to the machine of whoever may start it; what
 * lets it do so ends at the time the key names, whether or not anybody takes the key out.
 */
import type { DeclaredWorkload } from "guardrails-policies/model";
import { ConfigError, NAMESPACE } from "./config-schema";
import type { Settings } from "./settings";
import { TIMEOUTS } from "./timeouts";
import { SMALL_TASK } from "./workload-settings";

/** Its name among the workloads. */
export const DATABASE_ACCESS = "database-access";

/** Days ahead that the way in may be opened for: longer is no exception any more. */
const MAX_DAYS = 7;

const SESSION_SECONDS = 3600;

/** @throws ConfigError where the way in would stand open for longer than a week from now. */
export function refuseLongAccess({ databaseAccessUntil: until }: Settings<unknown>, now: Date): void {
  if (until === null) return;
  const days = (Date.parse(until) - now.getTime()) / 86_400_000;
  if (days <= MAX_DAYS) return;
  throw new ConfigError(
    `${NAMESPACE}:databaseAccessUntil is ${JSON.stringify(until)}, but must be at most ${MAX_DAYS} days from now: a way in that stays belongs to the network, not to an exception.`,
  );
}

/** What whoever runs the program is told about a way in; null: there is none. */
export function describeAccess({ databaseAccessUntil: until }: Settings<unknown>, now: Date): string | null {
  if (until === null) return null;
  const over = Date.parse(until) <= now.getTime();
  return over
    ? `database access: ended ${until}, nobody gets in any more; take databaseAccessUntil out of the stack file`
    : `database access: open until ${until} for who may run and enter a task of ${DATABASE_ACCESS} (docs/runbook.md)`;
}

/**
 * The task: the application's own image, for one hour. It holds no secret, and no connection until somebody opens one through
 * it: those find room in the tenth that pools leave free (budget.ts).
 */
export function declareAccess({ image }: Pick<Settings<unknown>, "image">): DeclaredWorkload {
  return {
    role: "job",
    image,
    command: ["python", "-c", `import time; time.sleep(${SESSION_SECONDS})`],
    ...SMALL_TASK,
    environment: {},
    database: null,
    stopTimeout: TIMEOUTS.stop,
    healthCheck: null,
    service: null,
  };
}
