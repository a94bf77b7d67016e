import type { CommandReading } from "../commands";
import type { Library } from "./libraries";
import { databaseNamings, type Naming, type Variable } from "./naming";
import type { Figure } from "./settings";

export interface DatabaseUse {
  /** The variables that name it. */
  readonly names: readonly string[];
  /** `read`, `async`, …: an engine beside the main one; empty: the main one. */
  readonly purpose: string;
  /** Lower case, no trailing dot; undefined: not known. */
  readonly host: string | undefined;
  /** The program that connects, by name; `?`: not known. */
  readonly program: string;
  readonly library: Library;
  /** Processes with a pool each, parents included. */
  readonly processes: Figure;
  /** Those of `processes` that are children of a parent (Celery's prefork pool); undefined: no such split. */
  readonly children: number | undefined;
  /** Threads of one process. */
  readonly threads: Figure;
  readonly engines: Figure;
  /** As SQLAlchemy has it: 0 is no limit. */
  readonly poolSize: Figure;
  /** −1: no limit. */
  readonly maxOverflow: Figure;
  /** Seconds; value −1: waits without end. */
  readonly poolTimeout: Figure;
  /** Connections of one task that are certain; Infinity where the pool has no limit. */
  readonly atLeast: number;
  /** `unknown`: the library is not, so neither is what it does by itself. */
  readonly limits: "set" | "default" | "none" | "not-applicable" | "unknown";
}

export interface DatabaseUseInput {
  readonly reading: CommandReading;
  /** The container's variables; those of the command line are taken from the reading. */
  readonly variables: readonly Variable[];
  /** Virtual CPUs of the task (1024 units are one); undefined: not known, as on EC2 without a limit. */
  readonly cpus: number | undefined;
  /** The environment has parts that were not read: what is not there may be there after all. */
  readonly open: boolean;
}

export function atLeast(processes: Figure, engines: number, size: Figure, overflow: Figure): number {
  const count = "value" in processes ? processes.value : 1;
  if (!("value" in size)) return count * engines;
  if (size.value <= 0) return Infinity;
  if ("value" in overflow && overflow.value < 0) return Infinity;
  return count * engines * (size.value + ("value" in overflow ? overflow.value : 0));
}

export interface Group {
  readonly purpose: string;
  readonly host: string | undefined;
  readonly namings: readonly Naming[];
}

/** One database is often named several times over (a URL, its parts): one group for each purpose and host. */
export function databasesNamed(variables: readonly Variable[]): Group[] {
  const byPurpose = groupBy(databaseNamings(variables), ({ purpose }) => purpose);
  return [...byPurpose].flatMap(([purpose, all]) => {
    const byHost = groupBy(all, ({ host }) => host);
    const unknown = byHost.get(undefined) ?? [];
    byHost.delete(undefined);
    const known = [...byHost].map(([host, own]): Group => ({ purpose, host, namings: own }));
    const [only] = known;
    if (unknown.length === 0) return known;
    // The main database by a URL that is a secret and by a host that is not: the same one, most likely.
    if (known.length === 1 && only !== undefined) return [{ ...only, namings: [...only.namings, ...unknown] }];
    return [...known, { purpose, host: undefined, namings: unknown }];
  });
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, readonly T[]> {
  const found = new Map<K, readonly T[]>();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return found;
}
