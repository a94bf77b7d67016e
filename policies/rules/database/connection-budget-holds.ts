import {
  connectionBudget,
  connectionsFit,
  rdsConnectionCeiling,
  type ConnectionBudget,
  type ConnectionClient,
  type ConnectionLimits,
} from "../../facts";
import {
  chain,
  judge,
  known,
  knownOrNone,
  map,
  optional,
  pass,
  together,
  unknown,
  unproven,
  type Database,
  type Fact,
  type UnknownRecord,
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
    const clients = databaseClients(stack, stack.allWorkloads());
    const { budget, open } = add(clients, database, { connections: (client) => client.connections, proxy: optional });
    const exceeded = (found: ConnectionBudget) =>
      fail("exceeded", {
        label: database.label,
        peak: found.peak,
        usable: found.usable,
        maxConnections: found.maxConnections,
        reserved: found.reserved,
        sum: sumLines(found),
        cheapestFix: found.cheapestFix ?? "",
      });
    const check = (found: ConnectionBudget | null) => (found === null ? pass : exceeded(found));
    const judgement = judge(budget, check, () => pass);
    if (judgement.verdict === "fail" || (judgement.verdict === "pass" && open.length === 0)) return judgement;

    // What is already too much stays too much: scaling only adds to it, and a proxy only takes away.
    const least = add(clients, database, { connections: (client) => client.atLeast, proxy: knownOrNone });
    const soFar = judge(least.budget, check, () => pass);
    if (soFar.verdict === "fail") return soFar;
    return judgement.verdict === "unproven" ? judgement : unproven(unknown(...open));
  },
});

interface Counting {
  readonly connections: (client: DatabaseClient) => Fact<ConnectionClient>;
  readonly proxy: (percent: Fact<number>) => Fact<number | undefined>;
}

/** The budget of the clients that can be counted (null: it holds), and why the others cannot be. */
function add(
  clients: readonly DatabaseClient[],
  database: Database,
  { connections, proxy }: Counting,
): { readonly budget: Fact<ConnectionBudget | null>; readonly open: readonly UnknownRecord[] } {
  const facts = clients.map((client) => connectionsOf(client, database, connections(client)));
  const counted = facts.flatMap((fact) => (fact.state === "known" && fact.value !== undefined ? [fact.value] : []));
  const basis = facts.some((fact) => fact.state === "known" && fact.basis === "declared") ? "declared" : "verified";
  return {
    budget: chain(limitsOf(database, proxy), (limits) =>
      known(connectionsFit(counted, limits) ? null : connectionBudget(counted, limits), database.location, basis),
    ),
    open: facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : [])),
  };
}

/** A client's line in the budget of one database; undefined where it connects elsewhere. */
function connectionsOf(
  client: DatabaseClient,
  database: Database,
  connections: Fact<ConnectionClient>,
): Fact<ConnectionClient | undefined> {
  return chain(optional(client.database), (own): Fact<ConnectionClient | undefined> =>
    own?.key === database.key ? connections : known(undefined, client.workload.location),
  );
}

function limitsOf(database: Database, proxied: Counting["proxy"]): Fact<ConnectionLimits> {
  const facts = together({
    explicit: optional(database.maxConnections),
    instanceClass: optional(database.instanceClass),
    proxy: proxied(database.proxyMaxConnectionsPercent),
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
