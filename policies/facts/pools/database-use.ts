/**
 * How many connections one task opens to each database it names, at its worst moment.
 *
 *     connections = processes × engines × (pool size + overflow)
 *
 * A process owns its pools, its threads share them; where there is no pool (Django) a thread has a connection of its own. What
 * is not understood is unknown, never a smaller number.
 */
import type { CommandReading, Program } from "../commands";
import { documentMembers } from "./documents";
import { jvmSettings, poolNames } from "./jvm";
import { poolOf } from "./libraries";
import { isDatabaseName, purposeOf, type Naming, type Variable } from "./naming";
import { poolerUse } from "./poolers";
import { concurrencyOf } from "./processes";
import { poolSetting } from "./setting-names";
import type { Figure } from "./settings";
import { atLeast, databasesNamed, type DatabaseUse, type DatabaseUseInput } from "./use";

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
  return usesWith({ ...input, variables: [...input.variables, ...settingsInside(input.variables)] });
}

/** What a document that is handed over whole says of a pool, beside the database that it names. */
function settingsInside(variables: readonly Variable[]): readonly Variable[] {
  return variables.flatMap(({ value, secret, fetched = false }) =>
    (secret || fetched) && value !== undefined && value.trimStart().startsWith("{")
      ? documentMembers(value).flatMap(([name, member]): readonly Variable[] =>
          poolSetting(name) === undefined ? [] : [{ name, value: member, secret }],
        )
      : [],
  );
}

function usesWith(input: DatabaseUseInput): readonly DatabaseUse[] {
  const pooler = poolerUse(input);
  if (pooler !== undefined) return pooler;
  const { programs } = input.reading;
  const clients = programs.filter((program) => program.kind !== "other" || !program.understood);
  // What has ended holds nothing any more when the rest starts.
  const running = clients.filter(({ step }) => !step);
  if (programs.length > 0 && clients.length === 0) return [];
  if (programs.length === 0) return usesOf(undefined, input);
  return (running.length > 0 ? running : clients).flatMap((program) => usesOf(program, input));
}

function usesOf(program: Program | undefined, { reading, variables, cpus, open }: DatabaseUseInput): DatabaseUse[] {
  const set = program === undefined ? variables : overlaid(variables, program.assignments);
  const { variables: own, unread } = jvmSettings(program, set);
  const known = (figure: Figure): Figure =>
    open && "value" in figure && figure.from === "default" ? { unknown: ["environment"] } : figure;
  const databases = databasesNamed(own);
  const uses = databases.map(({ purpose, host, namings }): DatabaseUse => {
    const concurrency = program === undefined ? undefined : concurrencyOf(program, cpus);
    const pool = poolOf({ program, namings, purpose, variables: own, concurrency, cpus });
    const processes = uncertain(program) ?? known(concurrency?.processes ?? { unknown: notRead(reading) });
    const engines = engineCount(namings);
    const [poolSize, maxOverflow] = [
      unread === undefined ? known(pool.size) : { unknown: [unread] },
      known(pool.overflow),
    ];
    return {
      names: [...new Set(namings.map(({ variable }) => variable))],
      purpose,
      host,
      program: program === undefined ? "?" : nameOf(program),
      library: pool.library,
      processes,
      children: concurrency?.children,
      threads: known(concurrency?.threads ?? { unknown: notRead(reading) }),
      engines: { value: engines, from: "command" },
      poolSize,
      maxOverflow,
      poolTimeout: known(pool.timeout),
      atLeast: program?.certain === false ? 0 : atLeast(processes, engines, poolSize, maxOverflow),
      limits: pool.limits === "default" && open ? "unknown" : pool.limits,
    };
  });
  return [...uses, ...poolsBeside(uses, own)];
}

/** More pools of a JVM are limited by name than databases are named: to which one the others connect is not known. */
function poolsBeside(uses: readonly DatabaseUse[], variables: readonly Variable[]): DatabaseUse[] {
  const [first] = uses;
  if (first === undefined || !["hikari", "jvm-pool"].includes(first.library)) return [];
  const names = poolNames(variables);
  const purposes = new Set(uses.map(({ purpose }) => purpose));
  const isNamed = names.length <= uses.length && names.every((name) => purposes.has(purposeOf(name)));
  return isNamed ? [] : [{ ...first, engines: { unknown: ["property"] }, atLeast: 0 }];
}

function uncertain(program: Program | undefined): Figure | undefined {
  return program?.certain === false ? { unknown: ["condition"] } : undefined;
}

function notRead({ unread }: CommandReading): string[] {
  const reasons = unread.map(({ reason, name }) => (reason.endsWith("variable") && name !== "" ? name : reason));
  return reasons.length === 0 ? ["program"] : [...new Set(reasons)];
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
