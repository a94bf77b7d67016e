/**
 * How many connections one task opens to each database it names, at its worst moment.
 *
 *     connections = processes × engines × (pool size + overflow)
 *
 * A process owns its pools, its threads share them; where there is no pool (Django) a thread has a connection of its own. What
 * is not understood is unknown, never a smaller number.
 */
import type { CommandReading, Program } from "../commands";
import { type Library, poolOf } from "./libraries";
import { databaseNamings, isDatabaseName, type Naming, type Variable } from "./naming";
import { concurrencyOf } from "./processes";
import { type Figure, number, poolSetting } from "./settings";

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

/** Names whose values decide how many connections there are. */
export function isDatabaseSettingName(name: string): boolean {
  return isDatabaseName(name) || poolSetting(name) !== undefined || OF_PROCESSES.test(name);
}

/** Those of the given names that matter here: an unknown value of one leaves the number unproven. */
export function databaseSettingNames(names: readonly string[]): readonly string[] {
  return names.filter(isDatabaseSettingName);
}

const OF_PROCESSES =
  /^(?:WEB_CONCURRENCY|GUNICORN_CMD_ARGS|UVICORN_(?:WORKERS|RELOAD)|GRANIAN_(?:WORKERS|BLOCKING_THREADS|RELOAD)|UWSGI_(?:PROCESSES|WORKERS|THREADS)|RAILS_MAX_THREADS|PUMA_MAX_THREADS|CELERY_WORKER_(?:CONCURRENCY|AUTOSCALE|POOL|AMOUNT)|(?:DJANGO_)?CELERYD?_(?:WORKER_)?CONCURRENCY|WORKER_CONCURRENCY)$/;

/** One entry for each program and database; none where no database is named. sqlite is no database server. Never throws. */
export function databaseUse(input: DatabaseUseInput): readonly DatabaseUse[] {
  const bouncer = pgbouncerUse(input);
  if (bouncer !== undefined) return bouncer;
  const { programs } = input.reading;
  const clients = programs.filter((program) => program.kind !== "other" || !program.understood);
  // What has ended holds nothing any more when the rest starts.
  const running = clients.filter(({ step }) => !step);
  if (programs.length > 0 && clients.length === 0) return [];
  if (programs.length === 0) return usesOf(undefined, input);
  return (running.length > 0 ? running : clients).flatMap((program) => usesOf(program, input));
}

function usesOf(program: Program | undefined, { reading, variables, cpus, open }: DatabaseUseInput): DatabaseUse[] {
  const own = program === undefined ? variables : overlaid(variables, program.assignments);
  const known = (figure: Figure): Figure =>
    open && "value" in figure && figure.from === "default" ? { unknown: ["environment"] } : figure;
  return groups(databaseNamings(own)).map(({ purpose, host, namings }) => {
    const concurrency = program === undefined ? undefined : concurrencyOf(program, cpus);
    const pool = poolOf({ program, namings, purpose, variables: own, concurrency, cpus });
    const processes = uncertain(program) ?? known(concurrency?.processes ?? { unknown: notRead(reading) });
    const engines: Figure = { value: engineCount(namings), from: "command" };
    const [poolSize, maxOverflow] = [known(pool.size), known(pool.overflow)];
    return {
      names: [...new Set(namings.map(({ variable }) => variable))],
      purpose,
      host,
      program: program === undefined ? "?" : nameOf(program),
      library: pool.library,
      processes,
      children: concurrency?.children,
      threads: known(concurrency?.threads ?? { unknown: notRead(reading) }),
      engines,
      poolSize,
      maxOverflow,
      poolTimeout: known(pool.timeout),
      atLeast: program?.certain === false ? 0 : atLeast(processes, engines.value, poolSize, maxOverflow),
      limits: pool.limits === "default" && open ? "unknown" : pool.limits,
    };
  });
}

function uncertain(program: Program | undefined): Figure | undefined {
  return program?.certain === false ? { unknown: ["condition"] } : undefined;
}

function notRead({ unread }: CommandReading): string[] {
  const reasons = unread.map(({ reason, name }) => (reason.endsWith("variable") && name !== "" ? name : reason));
  return reasons.length === 0 ? ["program"] : [...new Set(reasons)];
}

function atLeast(processes: Figure, engines: number, size: Figure, overflow: Figure): number {
  const count = "value" in processes ? processes.value : 1;
  if (!("value" in size)) return count * engines;
  if (size.value <= 0) return Infinity;
  if ("value" in overflow && overflow.value < 0) return Infinity;
  return count * engines * (size.value + ("value" in overflow ? overflow.value : 0));
}

interface Group {
  readonly purpose: string;
  readonly host: string | undefined;
  readonly namings: readonly Naming[];
}

/** One database is often named several times over (a URL, its parts): one group for each purpose and host. */
function groups(namings: readonly Naming[]): Group[] {
  const byPurpose = groupBy(namings, ({ purpose }) => purpose);
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

/** Engines of one purpose to one host: one for each driver and database that is told apart. */
function engineCount(namings: readonly Naming[]): number {
  const told = namings.flatMap(({ scheme, database }) => (scheme === undefined ? [] : [`${scheme} ${database ?? ""}`]));
  return Math.max(1, new Set(told).size);
}

function overlaid(variables: readonly Variable[], assignments: ReadonlyMap<string, string | undefined>): Variable[] {
  const own = [...assignments].map(([name, value]): Variable => ({ name, value, secret: false }));
  return [...variables.filter(({ name }) => !assignments.has(name)), ...own];
}

function nameOf(program: Program): string {
  switch (program.kind) {
    case "server":
      return program.server;
    case "celery":
      return program.subcommand === undefined ? "celery" : `celery ${program.subcommand}`;
    case "queue":
    case "migration":
      return program.tool;
    case "other":
      return program.program;
  }
}

/** PgBouncer as a container of its own: it is the one that connects to the database. */
function pgbouncerUse({ reading, variables, open }: DatabaseUseInput): DatabaseUse[] | undefined {
  const names = new Set(variables.map(({ name }) => name));
  const told = names.has("MAX_CLIENT_CONN") || [...names].some((name) => name.startsWith("PGBOUNCER_"));
  const isBouncer = reading.programs.some(
    (program) => program.kind === "other" && ["pgbouncer", "pgcat"].includes(program.program),
  );
  const other = reading.programs.some((program) => program.kind !== "other");
  if (!isBouncer && (other || !told)) return undefined;
  const value = (name: string, fallback: number): Figure => {
    const found = variables.find((variable) => variable.name === name || variable.name === `PGBOUNCER_${name}`);
    if (found !== undefined) return number(found.value, found.name);
    return open ? { unknown: ["environment"] } : { value: fallback, from: "default" };
  };
  const one: Figure = { value: 1, from: "default" };
  const size = value("DEFAULT_POOL_SIZE", 20);
  const reserve = value("RESERVE_POOL_SIZE", 0);
  return groups(databaseNamings(variables)).map(({ purpose, host, namings }) => ({
    names: namings.map(({ variable }) => variable),
    purpose,
    host,
    program: "pgbouncer",
    library: "pgbouncer" as const,
    processes: one,
    children: undefined,
    threads: one,
    engines: one,
    poolSize: size,
    maxOverflow: reserve,
    poolTimeout: value("QUERY_WAIT_TIMEOUT", 120),
    atLeast: atLeast(one, 1, size, reserve),
    limits: "value" in size && size.from === "default" ? ("default" as const) : ("set" as const),
  }));
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, readonly T[]> {
  const found = new Map<K, readonly T[]>();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return found;
}
