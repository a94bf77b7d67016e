import {
  absent,
  judge,
  known,
  mayPass,
  pass,
  unproven,
  words,
  type Fact,
  type Finding,
  type Judgement,
  type MessageData,
  type Shown,
  type Stack,
  type Unknown,
} from "../../model";
import { clientsOf, type DatabaseClient, type Limit } from "../../wiring/database-client";
import { pooledProgram } from "../examples";
import { rule } from "../rule";

export const poolLimitsDeclared = rule({
  id: "pool-limits-declared",
  title: "Every database pool has limits",
  severity: "high",
  audit: "Top risk 3 (P0): database connection pool exhaustion",
  why: "A pool without a size, an overflow and a timeout takes its library's defaults, or no limit at all, and the connection budget cannot hold.",
  fix: "Set the pool's size, overflow and timeout where the application reads them (DB_POOL_SIZE, DB_MAX_OVERFLOW and DB_POOL_TIMEOUT; in this product's own configuration databasePoolSize and databaseMaxOverflow).",
  about: "workload",
  settings: ["databasePoolSize", "databaseMaxOverflow", "databasePoolTimeout"],
  examples: { bad: pooledProgram(0, -1), good: pooledProgram(2, 1) },
  whenNot:
    "An application that sets its pool in code under no variable: exempt its workload, or let the image read the variables.",
  related: ["connection-budget-holds"],
  messages: {
    missing: "{label} connects to a database but sets no {what}; its library's default would decide.",
    unlimited: "{label} has {what} {found}, which means no limit; it must be {wanted}.",
  },
  advises: { missing: "undeclared" },
  applies: (workload, stack) => {
    const clients = clientsOf(stack, workload).filter(({ database }) => database.state !== "absent");
    return clients.length > 0 ? known(true, workload.location) : absent(workload.location);
  },
  check: (workload, { stack, fail }) => {
    const clients = clientsOf(stack, workload).filter(({ database }) => database.state !== "absent");
    const limits = clients
      .filter(({ use }) => use?.limits !== "not-applicable")
      .flatMap((client) => judgeLimits(client, stack, fail));
    if (limits.length > 0) return limits;
    // What pools nothing passes once it is known that it is a client of a database at all.
    const [first] = clients;
    if (first?.database.state === "unknown" && clients.every(({ database }) => database.state === "unknown"))
      return unproven(first.database);
    return [{ ...pass, basis: "verified", location: workload.location }];
  },
});

type Fail = (messageId: "missing" | "unlimited", data: MessageData) => Finding;

function judgeLimits(
  { use, database, poolSize, maxOverflow, poolTimeout }: DatabaseClient,
  stack: Stack,
  fail: Fail,
): readonly Judgement[] {
  if (database.state === "unknown" && use === undefined) return [unproven(database)];
  const sqlalchemy = use?.library === "sqlalchemy" || use?.library === "unknown";
  const limit = (what: Shown, fact: Fact<Limit>, limited: (value: number) => boolean, wanted: Shown) => {
    const judgement = judge(
      fact,
      ({ value, set }) => {
        if (!set && sqlalchemy) return fail("missing", { what });
        return limited(value) || !set ? pass : fail("unlimited", { what, found: value, wanted });
      },
      () => pass,
    );
    if (judgement.verdict !== "pass" && database.state === "unknown") {
      const { unknowns } = database;
      // A name that no record of the stack is known for yet may be somebody else's database, of which nothing is asked.
      const awaited = unknowns.every(({ because }) => because === "not-registered");
      // Where the address itself is known, what is not is what a database of the stack, or what is before it, will be called; where it is
      // not, it may turn out to be no database's.
      const isSome = use?.host === undefined && isOfDatabase(stack, database);
      const mayBeAnothers = judgement.verdict === "unproven" && !isSome && unknowns.every(mayPass);
      if (awaited || mayBeAnothers) return unproven(database);
    }
    // That it is a database's address is so far the word of a name.
    const named = database.state === "unknown" && database.unknowns.some(mayPass) && !isOfDatabase(stack, database);
    return named && judgement.verdict !== "unproven" ? { ...judgement, basis: "declared" as const } : judgement;
  };
  return [
    limit(words("pool size"), poolSize, (value) => value >= 1, words("at least 1")),
    ...(sqlalchemy
      ? [
          limit(words("pool overflow"), maxOverflow, (value) => value >= 0, words("0 or more")),
          limit(words("pool timeout"), poolTimeout, (value) => value > 0, words("a number of seconds")),
        ]
      : []),
  ];
}

/** Whether an address that is not known yet is worked out from a database of the stack. */
function isOfDatabase(stack: Stack, { unknowns }: Unknown): boolean {
  return unknowns.some(({ producers }) => producers.some((urn) => stack.of("database", urn).length > 0));
}
