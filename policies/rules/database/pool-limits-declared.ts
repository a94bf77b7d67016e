import { all, judge, pass, type Fact } from "../../model";
import { rule } from "../rule";
import { databaseClients, type DatabaseClient } from "./database-client";

export const poolLimitsDeclared = rule({
  id: "pool-limits-declared",
  title: "Every database pool has limits",
  severity: "high",
  audit: "Top risk 3 (P0): database connection pool exhaustion",
  why: "A pool without a size, an overflow and a timeout takes its library's defaults, or no limit at all, and the connection budget cannot hold.",
  fix: "Set databasePoolSize and databaseMaxOverflow; the blueprint writes DB_POOL_SIZE, DB_MAX_OVERFLOW and DB_POOL_TIMEOUT into every workload.",
  messages: {
    missing: "{label} connects to a database but sets no {what}; its library's default would decide.",
    unlimited: "{label} has {what} {found}, which means no limit; it must be {wanted}.",
    unreadable: "{label} has a {what} that is not a number.",
  },
  subjects: (stack) =>
    databaseClients(stack, stack.workloads())
      .filter(({ database }) => database.state !== "absent")
      .map((client) => ({ ...client.workload, client })),
  check: ({ label, client }, { fail }) => {
    const limit = (what: string, found: Fact<number>, limited: (value: number) => boolean, wanted: string) =>
      judge(
        found,
        (value) =>
          Number.isNaN(value)
            ? fail("unreadable", { label, what })
            : limited(value)
              ? pass
              : fail("unlimited", { label, what, found: value, wanted }),
        () => fail("missing", { label, what }),
      );
    return all(judgements(client, limit));
  },
});

function judgements<T>(
  { poolSize, maxOverflow, poolTimeout }: DatabaseClient,
  limit: (what: string, found: Fact<number>, limited: (value: number) => boolean, wanted: string) => T,
): readonly T[] {
  return [
    limit("pool size", poolSize, (value) => value >= 1, "at least 1"),
    limit("pool overflow", maxOverflow, (value) => value >= 0, "0 or more"),
    limit("pool timeout", poolTimeout, (value) => value > 0, "a number of seconds"),
  ];
}
