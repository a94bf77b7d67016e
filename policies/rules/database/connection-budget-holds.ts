import { type ConnectionBudget, type ConnectionClient } from "../../facts";
import {
  absent,
  certain,
  chain,
  closed,
  judge,
  known,
  knownOrNone,
  mayPass,
  optional,
  pass,
  unknown,
  unproven,
  weaker,
  words,
  type Fact,
  type Judgement,
  type Stack,
  type UnknownRecord,
} from "../../model";
import type { Database } from "../../subjects";
import { sumLines, type Missing } from "../../wiring/budget-lines";
import { loadOn, type Sum } from "../../wiring/connection-load";
import { databaseClients, nameOf, type DatabaseClient } from "../../wiring/database-client";
import { mayShareConnections } from "../../wiring/proxied-clients";
import { exceededOn, limitOf, servesAll, type Proxied } from "../../wiring/server-limits";
import { pooledProgram } from "../examples";
import { rule } from "../rule";

export const connectionBudgetHolds = rule({
  id: "connection-budget-holds",
  title: "All pools together fit the database",
  severity: "critical",
  audit: "Top risk 3 (P0): database connection pool exhaustion",
  why: "Every task, process and pool multiplies, and a deployment runs old and new tasks side by side; past max_connections PostgreSQL refuses everyone, health checks included.",
  fix: "Lower the pools or the largest number of tasks, or raise the parameter group's max_connections (and the class, if its memory does not carry it). In this product's own configuration: databasePoolSize, databaseMaxOverflow, webMaxTasks.",
  about: "database",
  settings: [
    ...["databasePoolSize", "databaseMaxOverflow", "databaseMaxConnections", "databaseInstanceClass", "databaseProxy"],
    ...["webMaxTasks", "webConcurrency", "workerMaxTasks", "workerConcurrency"],
  ],
  examples: { bad: pooledProgram(5, 10), good: pooledProgram(2, 1) },
  whenNot:
    "A database that is shared with clients of other stacks needs room for those as well: a pass here counts only this stack's.",
  related: ["pool-limits-declared"],
  messages: {
    exceeded:
      "{label} would get {peak} connections at peak but serves {usable} ({limit}):\n{sum}\nCheapest fix{partly}: {cheapestFix}",
  },
  applies: (database, stack) => hasClients(database, stack),
  check: (database, { stack, fail }) => {
    const decided = withoutLines(database, stack);
    if (decided !== undefined) return decided;
    const clients = databaseClients(stack);
    const alone = clients.filter((client) => !mayShareConnections(client));
    const most: Counting = { connections: (client) => client.connections, proxy: optional };
    const { budget, open, uncounted } = add(clients, database, most);
    const exceeded = (found: ConnectionBudget, missing: Missing | undefined) =>
      fail("exceeded", {
        peak: missing === undefined || !Number.isFinite(found.peak) ? found.peak : closed(`at least ${found.peak}`),
        usable: found.usable,
        limit: closed(limitOf(found)),
        sum: closed(sumLines(found, missing)),
        // What mends a part of the sum mends no more than that.
        partly: missing === undefined ? closed("") : words(" for what is counted, which is not all"),
        cheapestFix: closed(found.cheapestFix ?? ""),
      });
    const check = (missing?: Missing) => (found: ConnectionBudget | null) =>
      found === null ? pass : exceeded(found, missing);
    // Without a blueprint nobody knows what else will come; with one, who is declared is counted.
    const later = !stack.graph.closed && stack.graph.declarations.length === 0;
    const isPart = later || uncounted.length > 0;
    const judgement = judge(budget, check(isPart ? { uncounted, later } : undefined), () => pass);
    if (judgement.verdict === "pass" && open.length === 0) return judgement;
    // Nothing is too small for clients that may all turn out to be another's.
    const { sure } = loadOn(stack, database);
    // Who may share connections of a proxy's is counted with all of its own, and exceeds nothing by that.
    const exceedsAlone = (counting: Counting) =>
      alone.length === clients.length ||
      judge(add(alone, database, counting).budget, check(), () => pass).verdict === "fail";
    if (judgement.verdict === "fail" && sure && exceedsAlone(most)) return judgement;

    // What is already too much stays too much: scaling only adds to it, and a proxy only takes away.
    const least: Counting = { connections: (client) => client.atLeast, proxy: knownOrNone };
    const counted = add(clients, database, least);
    const soFar = judge(counted.budget, check({ uncounted: counted.uncounted, later }), () => pass);
    if (soFar.verdict === "fail" && sure && exceedsAlone(least)) return soFar;
    const unknowns = judgement.verdict === "unproven" ? judgement.unknowns : [];
    const pinning = { ...database.location, path: "pinning of sessions to the proxy" };
    const shared: UnknownRecord = { location: pinning, because: "unread", producers: [] };
    return unproven(unknown(...unknowns, ...open, ...(alone.length === clients.length ? [] : [shared])));
  },
});

/** Whether any workload is known to connect to it, or may. */
function hasClients(database: Database, stack: Stack): Fact<boolean> {
  return loadOn(stack, database).any ? known(true, database.location) : absent(database.location);
}

/**
 * The answer where the sums alone give it: the budget holds, or something that may still come has to be awaited. A large
 * stack asks this again with each of its services; who is counted, and with what, is told where it does not hold.
 */
function withoutLines(database: Database, stack: Stack): Judgement | undefined {
  const { atMost, atLeast } = loadOn(stack, database);
  const fits = ({ connections }: Sum, proxy: Counting["proxy"]) => servesAll(database, proxy, connections);
  const most = fits(atMost, optional);
  if (most.state === "absent" || (most.state === "known" && !most.value)) return undefined;
  if (most.state === "known" && atMost.complete)
    return certain(pass, database.location, weaker(most.basis, atMost.basis));
  const least = fits(atLeast, knownOrNone);
  if (stack.graph.closed || (least.state === "known" && !least.value)) return undefined;
  const waitsFor = most.state === "unknown" ? most.unknowns.find(mayPass) : undefined;
  const awaited = waitsFor ?? atMost.waitsFor;
  return awaited === undefined ? undefined : unproven(unknown(awaited));
}

interface Counting {
  readonly connections: (client: DatabaseClient) => Fact<ConnectionClient>;
  readonly proxy: Proxied;
}

interface Added {
  readonly budget: Fact<ConnectionBudget | null>;
  readonly open: readonly UnknownRecord[];
  readonly uncounted: Missing["uncounted"];
}

/** The budget of the clients that can be counted (null: it holds), and why the others cannot be. */
function add(clients: readonly DatabaseClient[], database: Database, { connections, proxy }: Counting): Added {
  const facts = clients.map((client) => connectionsOf(client, database, connections(client)));
  const counted = facts.flatMap((fact) => (fact.state === "known" && fact.value !== undefined ? [fact.value] : []));
  const declared = facts.some(
    (fact) => fact.state === "known" && fact.value !== undefined && fact.basis === "declared",
  );
  return {
    budget: exceededOn(database, proxy, counted, declared ? "declared" : "verified"),
    open: facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : [])),
    uncounted: [...new Set(clients.filter((_, at) => facts[at]?.state === "unknown").map(nameOf))],
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
