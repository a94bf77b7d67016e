import { isDeepStrictEqual } from "node:util";
import { clientConnections, type ConnectionClient } from "../facts";
import { mayPass, weaker, weakest, type Fact } from "../model/fact";
import type { Basis, UnknownRecord } from "../model/verdict";
import type { Stack } from "../model/stack";
import type { Database } from "../subjects/database";
import type { Workload } from "../subjects/workload";
import { currentWorkload } from "./current-workload";
import { clientsOf, type DatabaseClient } from "./database-client";

/** What the clients of one database open together. */
export interface ConnectionLoad {
  /** Whether there are any, or may be. */
  readonly any: boolean;
  /** Whether there is one for sure. */
  readonly sure: boolean;
  /** At the worst moment. */
  readonly atMost: Sum;
  /** In any case, while it is not known yet how far they scale. */
  readonly atLeast: Sum;
}

export interface Sum {
  /** Connections of the clients that can be counted. */
  readonly connections: number;
  readonly basis: Basis;
  /** Whether all could be counted. */
  readonly complete: boolean;
  /** What keeps one from being counted and may still become known in this run. */
  readonly waitsFor: UnknownRecord | undefined;
}

/** Stands for the database of clients of which it is not known. */
const UNKNOWN = "";

/** The load on one database, by all workloads of the stack. */
export function loadOn(stack: Stack, { key }: Database): ConnectionLoad {
  return stack.memo(key, "load on", () => {
    const byDatabase = stack.overall("workload", {
      name: "connection loads",
      of: (workloads) => added(workloads.map((workload) => loadsOf(stack, workload))),
      together: added,
      same: isSame,
    });
    return [byDatabase.get(key) ?? [], byDatabase.get(UNKNOWN) ?? []].flat().reduce(add, NONE);
  });
}

/** Of each database, what several have for it. */
function added(parts: readonly Iterable<readonly [string, ConnectionLoad]>[]): ReadonlyMap<string, ConnectionLoad> {
  const byDatabase = new Map<string, ConnectionLoad>();
  for (const part of parts) {
    for (const [database, load] of part) {
      const before = byDatabase.get(database);
      byDatabase.set(database, before === undefined ? load : add(before, load));
    }
  }
  return byDatabase;
}

/** Field by field: a large stack asks this again with each of its services. */
function isSame(before: ReadonlyMap<string, ConnectionLoad>, now: ReadonlyMap<string, ConnectionLoad>): boolean {
  if (before.size !== now.size) return false;
  for (const [database, load] of before) {
    const other = now.get(database);
    if (other === undefined || load.any !== other.any || load.sure !== other.sure) return false;
    if (!isSameSum(load.atMost, other.atMost) || !isSameSum(load.atLeast, other.atLeast)) return false;
  }
  return true;
}

function isSameSum(a: Sum, b: Sum): boolean {
  if (a.connections !== b.connections || a.basis !== b.basis || a.complete !== b.complete) return false;
  return a.waitsFor === b.waitsFor || isDeepStrictEqual(a.waitsFor, b.waitsFor);
}

/** The key of a database, or {@link UNKNOWN}, and what a client opens there. */
type ClientLoad = readonly [string, ConnectionLoad];

function loadsOf(stack: Stack, workload: Workload): readonly ClientLoad[] {
  return stack.memo(workload.key, "connection load", () => {
    const clients = clientsOf(stack, workload);
    const counted = clients.filter(({ database }) => database.state !== "absent");
    // That it opens none here is as sure as what it was read from.
    const basis = counted.length === 0 ? basisOf(currentWorkload(stack, workload) ?? workload, clients) : "verified";
    return [
      ...(basis === "verified" ? [] : [[UNKNOWN, nothingFor(basis)] as const]),
      ...counted.map(
        (client) => [client.database.state === "known" ? client.database.value.key : UNKNOWN, loadOf(client)] as const,
      ),
    ];
  });
}

function basisOf({ environment, reading }: Workload, clients: readonly DatabaseClient[]): Basis {
  return weakest(environment.all.basis, [reading, ...clients.map(({ database }) => database)]);
}

function nothingFor(basis: Basis): ConnectionLoad {
  return { ...NONE, atMost: { ...NOTHING, basis }, atLeast: { ...NOTHING, basis } };
}

function loadOf({ database, connections, atLeast }: DatabaseClient): ConnectionLoad {
  const sum = (counted: Fact<ConnectionClient>): Sum => {
    if (database.state === "unknown") return open(database.unknowns);
    if (counted.state === "unknown") return open(counted.unknowns);
    if (counted.state === "absent") return NOTHING;
    const basis = database.state === "known" ? weaker(database.basis, counted.basis) : counted.basis;
    return { ...NOTHING, connections: clientConnections(counted.value), basis };
  };
  return { any: true, sure: database.state === "known", atMost: sum(connections), atLeast: sum(atLeast) };
}

const NOTHING: Sum = { connections: 0, basis: "verified", complete: true, waitsFor: undefined };
const NONE: ConnectionLoad = { any: false, sure: false, atMost: NOTHING, atLeast: NOTHING };

function open(unknowns: readonly UnknownRecord[]): Sum {
  return { ...NOTHING, complete: false, waitsFor: unknowns.find(mayPass) };
}

function add(a: ConnectionLoad, b: ConnectionLoad): ConnectionLoad {
  return {
    any: a.any || b.any,
    sure: a.sure || b.sure,
    atMost: plus(a.atMost, b.atMost),
    atLeast: plus(a.atLeast, b.atLeast),
  };
}

function plus(a: Sum, b: Sum): Sum {
  return {
    connections: a.connections + b.connections,
    basis: weaker(a.basis, b.basis),
    complete: a.complete && b.complete,
    waitsFor: a.waitsFor ?? b.waitsFor,
  };
}
