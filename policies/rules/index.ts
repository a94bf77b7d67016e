import { corsNotWildcard } from "./cors/cors-not-wildcard";
import { connectionBudgetHolds } from "./database/connection-budget-holds";
import { poolLimitsDeclared } from "./database/pool-limits-declared";
import { rateLimiterUsesRedis } from "./redis/rate-limiter-uses-redis";
import { gateIntact } from "./gate/gate-intact";
import type { Rule } from "./rule";
import { schedulerRunsOnce } from "./scheduler/scheduler-runs-once";
import { schedulerUsesRedis } from "./scheduler/scheduler-uses-redis";
import { secretNotDefaulted } from "./secrets/secret-not-defaulted";
import { secretNotInPlainEnvironment } from "./secrets/secret-not-in-plain-environment";

/** The catalogue, in the order reports show it. */
export const rules: readonly Rule[] = [
  gateIntact,
  secretNotDefaulted,
  secretNotInPlainEnvironment,
  corsNotWildcard,
  rateLimiterUsesRedis,
  schedulerUsesRedis,
  schedulerRunsOnce,
  connectionBudgetHolds,
  poolLimitsDeclared,
];

export type { Rule } from "./rule";
