import { storeEndpoint, type StoreEndpoint } from "../facts";
import { asDeclared, chain, known, unknown, type Fact } from "../model/fact";
import type { ResourceGraph } from "../model/graph";
import { namedFrom, type Place } from "../model/place";
import { read, texts, type Resource } from "../model/resource";
import type { Stack } from "../model/stack";
import { RECORDS } from "../platforms/route53";
import type { Cache } from "../subjects/cache";
import type { Database } from "../subjects/database";
import type { Variable } from "../subjects/environment";

/**
 * The cache a variable's host leads to. Decided by the host name against the caches' own endpoints and the stack's DNS
 * records, or by the declaration while the host is unknown; absent: it leads to none of this stack.
 */
export function cacheOf(stack: Stack, variable: Variable, host: string | undefined): Fact<Cache> {
  return storeOf(stack, stack.all("cache"), "cache", variable, host);
}

/** The database a variable's host leads to. */
export function databaseOf(stack: Stack, variable: Variable, host: string | undefined): Fact<Database> {
  return storeOf(stack, stack.all("database"), "database", variable, host);
}

function storeOf<S extends Cache | Database>(
  stack: Stack,
  stores: readonly S[],
  kind: StoreEndpoint["kind"],
  variable: Variable,
  host: string | undefined,
): Fact<S> {
  const { location } = variable;
  if (variable.store?.state === "known") {
    return chain(variable.store, (store): Fact<S> => {
      const found = stores.find((candidate) => store.kind === kind && candidate.name === store.name);
      return found === undefined
        ? { state: "absent", basis: "declared", location }
        : known(found, location, "declared");
    });
  }
  return byHost(stack, stores, kind, variable, host === undefined ? undefined : plainHost(host), 0);
}

/** Names may lead to names; nobody writes a longer chain. */
const LONGEST_ALIAS = 4;

function byHost<S extends Cache | Database>(
  stack: Stack,
  stores: readonly S[],
  kind: StoreEndpoint["kind"],
  variable: Variable,
  host: string | undefined,
  depth: number,
): Fact<S> {
  const { graph } = stack;
  const { location } = variable;
  const exact = stores.find(
    ({ hosts }) => hosts.state === "known" && hosts.value.some((own) => plainHost(own) === host),
  );
  if (exact !== undefined) return known(exact, location);
  const endpoint = host === undefined ? undefined : storeEndpoint(host);
  // Until its own endpoint is known, a store is told by its name in AWS, which another account's may have as well.
  const namesakes = stores.filter(
    ({ hosts, identifier }) => hosts.state === "unknown" && isNamed(identifier, endpoint) === true,
  );
  const placed = namesakes.map((store) => ({ store, place: graph.get(store.location.urn)?.place }));
  const [meant] = namedFrom({ place: placeIn(endpoint?.region) }, placed);
  const named = meant?.store;
  if (named !== undefined) return asDeclared(known(named, location));
  if (host !== undefined && depth < LONGEST_ALIAS) {
    const led = recordsFor(graph, location.urn, host).flatMap((record): readonly Fact<S>[] => {
      const producers = record.producers.records ?? [];
      const behind = stores.find(({ key }) => producers.includes(key));
      if (behind !== undefined) return [known(behind, location)];
      const targets = read(record, ["records"], texts);
      if (targets.state === "unknown") return [targets];
      const [target] = targets.state === "known" ? targets.value : [];
      return target === undefined ? [] : [byHost(stack, stores, kind, variable, plainHost(target), depth + 1)];
    });
    const [first, ...others] = led;
    if (first !== undefined && others.every((other) => leadsAlike(first, other))) return first;
    // Zones of several networks, or records that take turns, may lead to several: which of them is not told.
    if (first !== undefined)
      return (
        led.find(({ state }) => state === "unknown") ?? unknown({ location, because: "unsupported", producers: [] })
      );
  }
  if (endpoint?.kind === kind) {
    // An endpoint of such a store, of one that is here or of another: its name tells, where both names are known.
    const undecided = stores.flatMap(({ hosts, identifier }) =>
      hosts.state === "unknown" && isNamed(identifier, endpoint) === undefined ? hosts.unknowns : [],
    );
    if (undecided.length > 0) return unknown(...undecided);
    if (!graph.closed) return graph.missing(location);
  } else if (host !== undefined && host.includes(".") && !graph.closed) {
    // A name that a record of the stack may still give to a store of the stack.
    return graph.missing(location);
  }
  return { state: "absent", basis: "verified", location };
}

/** The records of a name: where several regions have a zone of their own, those of where it is asked. Zones have no region. */
function recordsFor(graph: ResourceGraph, asker: string, host: string): readonly Resource[] {
  const all = graph.find(RECORDS, host);
  if (all.length < 2) return all;
  const own = namedFrom({ place: graph.get(asker)?.place }, all);
  return own.length > 0 ? own : all;
}

function leadsAlike<S extends Cache | Database>(one: Fact<S>, other: Fact<S>): boolean {
  if (one.state !== "known" || other.state !== "known") return one.state === "absent" && other.state === "absent";
  return one.value.key === other.value.key;
}

function placeIn(region: string | undefined): Place {
  return { provider: undefined, region, account: undefined };
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}

/** Whether a store is the one an endpoint names; undefined: one of them says no name. */
function isNamed(identifier: Fact<string>, endpoint: StoreEndpoint | undefined): boolean | undefined {
  if (identifier.state !== "known" || endpoint?.identifier === undefined) return undefined;
  return identifier.value.toLowerCase() === endpoint.identifier.toLowerCase();
}
