import {
  ADMIN_CONNECTIONS,
  connectionBudget,
  connectionsFit,
  peakFits,
  type ConnectionBudget,
  type ConnectionClient,
  type ConnectionLimits,
} from "../facts";
import { all, chain, known, map, together, unknown, type Basis, type Fact, type UnknownRecord } from "../model";
import type { Database } from "../subjects";
import { servedByEach, type ServedConnections } from "./served-connections";

/** How much of its database's share a proxy is taken to open. */
export type Proxied = (percent: Fact<number>) => Fact<number | undefined>;

interface Limits extends ConnectionLimits {
  /** What `max_connections` may come to where nobody sets it; undefined: it is known as well as it can be. */
  readonly upTo?: number;
}

/**
 * Whether so many connections are served by every server of a database, any of which may become the one that is written to: one that
 * serves fewer is enough, whatever is not known of the others.
 */
export function servesAll(database: Database, proxied: Proxied, connections: number): Fact<boolean> {
  const each = limitsOfEach(database, proxied).map((limits) =>
    chain(limits, (own) => known(peakFits(connections, own), database.location)),
  );
  return each.find((fits) => fits.state === "known" && !fits.value) ?? map(all(each), () => true);
}

/** The budget of the clients on the server that serves least of those on which it does not hold; null: it holds on all. */
export function exceededOn(
  database: Database,
  proxied: Proxied,
  clients: readonly ConnectionClient[],
  basis: Basis,
): Fact<ConnectionBudget | null> {
  const each = limitsOfEach(database, proxied).map((limits) =>
    chain(limits, (own) => exceededBy(clients, own, database, basis)),
  );
  const exceeded = each.flatMap((budget) =>
    budget.state === "known" && budget.value !== null ? [{ budget, usable: budget.value.usable }] : [],
  );
  const [least] = exceeded.toSorted((a, b) => a.usable - b.usable);
  return least?.budget ?? map(all(each), () => null);
}

/** What a budget is held against, in words. */
export function limitOf({ perUser, maxConnections, reserved }: ConnectionBudget): string {
  if (perUser !== null) return `max_user_connections ${perUser} and ${ADMIN_CONNECTIONS} of other users`;
  return `max_connections ${maxConnections} − ${reserved} reserved`;
}

/**
 * The budget where it does not hold. What one user may have is too little for a client that exceeds it alone; whether several log
 * in as one is not told.
 */
function exceededBy(
  clients: readonly ConnectionClient[],
  { upTo, ...limits }: Limits,
  { location }: Database,
  basis: Basis,
): Fact<ConnectionBudget | null> {
  if (connectionsFit(clients, limits)) return known(null, location, basis);
  if (upTo !== undefined && connectionsFit(clients, { ...limits, maxConnections: upTo, reserved: 0 })) {
    return unknown(byDefault({ location }));
  }
  const ofAll = { ...limits, perUser: Infinity };
  if (!connectionsFit(clients, ofAll)) return known(connectionBudget(clients, ofAll), location, basis);
  const alone = clients.find((client) => !connectionsFit([client], limits));
  if (alone !== undefined) return known(connectionBudget([alone], limits), location, basis);
  const shared = { ...location, path: "users that max_user_connections limits" };
  return unknown({ location: shared, because: "unread", producers: [] });
}

function byDefault({ location }: Pick<Database, "location">): UnknownRecord {
  return { location: { ...location, path: "default max_connections" }, because: "unread", producers: [] };
}

function limitsOfEach(database: Database, proxied: Proxied): readonly Fact<Limits>[] {
  const share = proxied(database.proxyMaxConnectionsPercent);
  return servedByEach(database).map((served) =>
    chain(together({ served, share }), (known) => limitsOf(database, known.served, known.share)),
  );
}

function limitsOf(database: Database, served: ServedConnections, proxy: number | undefined): Fact<Limits> {
  const { explicit, memory, reserved, perUser, isOfEngine = false } = served;
  const { location } = database;
  const maxConnections = explicit ?? memory?.suggested;
  if (maxConnections === undefined) {
    const ofClass = { ...location, path: "instanceClass" };
    return unknown(isOfEngine ? byDefault(database) : { location: ofClass, because: "unsupported", producers: [] });
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
}
