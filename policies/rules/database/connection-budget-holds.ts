import {
  ADMIN_CONNECTIONS,
  connectionBudget,
  connectionsFit,
  peakFits,
  type ConnectionBudget,
  type ConnectionClient,
  type ConnectionLimits,
} from "../../facts";
import {
  absent,
  certain,
  chain,
  closed,
  judge,
  known,
  knownOrNone,
  map,
  mayPass,
  optional,
  pass,
  together,
  unknown,
  unproven,
  weaker,
  type Basis,
  words,
  type Fact,
  type Judgement,
  type Location,
  type Stack,
  type UnknownRecord,
} from "../../model";
import type { Database } from "../../subjects";
import { sumLines, type Missing } from "../../wiring/budget-lines";
import { loadOn, type Sum } from "../../wiring/connection-load";
import { databaseClients, nameOf, type DatabaseClient } from "../../wiring/database-client";
import { mayShareConnections } from "../../wiring/proxied-clients";
import { servedBy } from "../../wiring/served-connections";
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
  const fits = ({ connections }: Sum, proxy: Counting["proxy"]) =>
    map(limitsOf(database, proxy), (limits) => peakFits(connections, limits));
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
  readonly proxy: (percent: Fact<number>) => Fact<number | undefined>;
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
    budget: chain(limitsOf(database, proxy), (limits) =>
      exceededOf(counted, limits, database, declared ? "declared" : "verified"),
    ),
    open: facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : [])),
    uncounted: [...new Set(clients.filter((_, at) => facts[at]?.state === "unknown").map(nameOf))],
  };
}

/**
 * The budget where it does not hold. What one user may have is too little for a client that exceeds it alone; whether several log
 * in as one is not told.
 */
function exceededOf(
  clients: readonly ConnectionClient[],
  { upTo, ...limits }: Limits,
  { location }: Database,
  basis: Basis,
): Fact<ConnectionBudget | null> {
  if (connectionsFit(clients, limits)) return known(null, location, basis);
  if (upTo !== undefined && connectionsFit(clients, { ...limits, maxConnections: upTo, reserved: 0 })) {
    return unknown(byDefault(location));
  }
  const ofAll = { ...limits, perUser: Infinity };
  if (!connectionsFit(clients, ofAll)) return known(connectionBudget(clients, ofAll), location, basis);
  const alone = clients.find((client) => !connectionsFit([client], limits));
  if (alone !== undefined) return known(connectionBudget([alone], limits), location, basis);
  const shared = { ...location, path: "users that max_user_connections limits" };
  return unknown({ location: shared, because: "unread", producers: [] });
}

function byDefault(location: Location): UnknownRecord {
  return { location: { ...location, path: "default max_connections" }, because: "unread", producers: [] };
}

function limitOf({ perUser, maxConnections, reserved }: ConnectionBudget): string {
  if (perUser !== null) return `max_user_connections ${perUser} and ${ADMIN_CONNECTIONS} of other users`;
  return `max_connections ${maxConnections} − ${reserved} reserved`;
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

interface Limits extends ConnectionLimits {
  /** What `max_connections` may come to where nobody sets it; undefined: it is known as well as it can be. */
  readonly upTo?: number;
}

function limitsOf(database: Database, proxied: Counting["proxy"]): Fact<Limits> {
  const facts = together({ served: servedBy(database), proxy: proxied(database.proxyMaxConnectionsPercent) });
  return chain(facts, ({ served, proxy }): Fact<Limits> => {
    const { explicit, memory, reserved, perUser, isOfEngine = false } = served;
    const { location } = database;
    const maxConnections = explicit ?? memory?.suggested;
    if (maxConnections === undefined && isOfEngine) return unknown(byDefault(location));
    if (maxConnections === undefined) {
      return unknown({ location: { ...location, path: "instanceClass" }, because: "unsupported", producers: [] });
    }
    const limits = {
      maxConnections,
      ...(proxy === undefined ? {} : { proxyMaxConnectionsPercent: proxy }),
      ...(memory === undefined ? {} : { ceiling: memory.suggested }),
      ...(explicit === undefined && memory?.isEstimate === true ? { upTo: memory.most } : {}),
      ...(reserved === undefined ? {} : { reserved }),
      ...(perUser === undefined ? {} : { perUser }),
    };
    return known(limits, location);
  });
}
