import { connectionBudget, rdsConnectionCeiling, type ConnectionBudget, type ConnectionLimits } from "../../facts";
import {
  chain,
  judge,
  known,
  map,
  optional,
  pass,
  together,
  unknown,
  unproven,
  type Database,
  type Fact,
  type Judgement,
} from "../../model";
import { rule } from "../rule";
import { databaseClients, type DatabaseClient } from "./database-client";

export const connectionBudgetHolds = rule({
  id: "connection-budget-holds",
  title: "All pools together fit the database",
  severity: "critical",
  audit: "Top risk 3 (P0): database connection pool exhaustion",
  why: "Every task, process and pool multiplies, and a deployment runs old and new tasks side by side; past max_connections PostgreSQL refuses everyone, health checks included.",
  fix: "Lower databasePoolSize, databaseMaxOverflow or webMaxTasks, or raise the parameter group's max_connections (and the class, if its memory does not carry it).",
  messages: {
    exceeded:
      "{label} would get {peak} connections at peak but serves {usable} (max_connections {maxConnections} − {reserved} reserved):\n{sum}\nCheapest fix: {cheapestFix}",
  },
  subjects: (stack) => stack.databases(),
  check: (database, { stack, fail }) => {
    const clients = databaseClients(stack).map((client) => connectionsOf(client, database));
    const counted = clients.flatMap((client) => (client.state === "known" ? [client.value] : []));
    const open = clients.flatMap((client) => (client.state === "unknown" ? client.unknowns : []));
    const limits = limitsOf(database);
    const basis = clients.some((client) => client.state === "known" && client.basis === "declared")
      ? "declared"
      : "verified";
    const total = chain(limits, (limit) =>
      known(
        connectionBudget(
          counted.flatMap((client) => client ?? []),
          limit,
        ),
        database.location,
        basis,
      ),
    );
    const exceeded = (budget: ConnectionBudget) =>
      fail("exceeded", {
        label: database.label,
        peak: budget.peak,
        usable: budget.usable,
        maxConnections: budget.maxConnections,
        reserved: budget.reserved,
        sum: sumLines(budget),
        cheapestFix: budget.cheapestFix ?? "",
      });
    const judgement: Judgement = judge(
      total,
      (budget) => (budget.fits ? pass : exceeded(budget)),
      () => pass,
    );
    // What is already too much stays too much; what fits so far is proven only when every client was counted.
    if (judgement.verdict === "pass" && open.length > 0) return unproven(unknown(...open));
    return judgement;
  },
});

/** A client's line in the budget of one database; undefined where it connects elsewhere. */
function connectionsOf(client: DatabaseClient, database: Database) {
  return chain(optional(client.database), (own) =>
    own?.key !== database.key ? known(undefined, client.workload.location) : client.connections,
  );
}

function limitsOf(database: Database): Fact<ConnectionLimits> {
  const facts = together({
    explicit: optional(database.maxConnections),
    instanceClass: optional(database.instanceClass),
    proxy: optional(database.proxyMaxConnectionsPercent),
  });
  return chain(facts, ({ explicit, instanceClass, proxy }) => {
    const ceiling = instanceClass === undefined ? undefined : rdsConnectionCeiling(instanceClass);
    const maxConnections = explicit ?? ceiling?.suggestedMaxConnections;
    if (maxConnections === undefined) {
      return unknown({
        location: { ...database.location, path: "instanceClass" },
        because: "unreadable",
        producers: [],
      });
    }
    return map(facts, () => ({
      maxConnections,
      ...(proxy === undefined ? {} : { proxyMaxConnectionsPercent: proxy }),
      ...(ceiling === undefined ? {} : { ceiling: ceiling.suggestedMaxConnections }),
    }));
  });
}

function sumLines({ lines, peak }: ConnectionBudget): string {
  const rows = [
    ...lines.map(({ name, arithmetic, connections }) => [name, arithmetic, String(connections)] as const),
    ["total", "", String(peak)] as const,
  ];
  const width = (column: 0 | 1 | 2) => Math.max(...rows.map((row) => row[column].length));
  return rows
    .map(([name, arithmetic, connections]) =>
      `  ${name.padEnd(width(0))}  ${arithmetic.padEnd(width(1))} = ${connections.padStart(width(2))}`.trimEnd(),
    )
    .join("\n");
}
