/**
 * Pool models by library. Defaults: SQLAlchemy `QueuePool` 5 + 10, 30 s (async engines the same); pools with a smallest and a
 * largest size (asyncpg, psycopg_pool, aiopg) without overflow; Django a connection for each
 * thread; Prisma `num_cpus × 2 + 1`, 10 s; node-postgres 10; Active Record 5; HikariCP 10, 30 s; Npgsql 100; Go's
 * `database/sql` no limit; PgBouncer 20 for each user and database.
 */
import type { Program } from "../commands";
import { namesAnotherPool } from "./jvm";
import type { Naming, Variable } from "./naming";
import type { Concurrency } from "./processes";
import { type Figure, number, type PoolFigures, poolFigures } from "./settings";

export type Library =
  | "sqlalchemy"
  | "asyncpg"
  | "django"
  | "prisma"
  | "node-pg"
  | "activerecord"
  | "hikari"
  | "jvm-pool"
  | "npgsql"
  | "go"
  | "pgbouncer"
  | "migration"
  | "unknown";

export interface Pool {
  readonly library: Library;
  readonly size: Figure;
  readonly overflow: Figure;
  readonly timeout: Figure;
  readonly limits: "set" | "default" | "none" | "not-applicable" | "unknown";
}

export interface PoolInput {
  readonly program: Program | undefined;
  /** Of one purpose and host. */
  readonly namings: readonly Naming[];
  readonly purpose: string;
  readonly variables: readonly Variable[];
  readonly concurrency: Concurrency | undefined;
  readonly cpus: number | undefined;
}

export function poolOf(input: PoolInput): Pool {
  const figures = poolFigures(input.variables, input.purpose);
  const library = libraryOf(input, figures);
  return { library, ...MODELS[library](input, figures) };
}

type Model = (input: PoolInput, figures: PoolFigures) => Omit<Pool, "library">;

const byDefault = (value: number): Figure => ({ value, from: "default" });
const unknownLibrary: Figure = { unknown: ["library"] };
const none = byDefault(0);
const endless = byDefault(-1);
/** Without a pool nobody waits for a place in it: a full server refuses at once. */
const atOnce = byDefault(0);

const MODELS: Readonly<Record<Library, Model>> = {
  sqlalchemy: ({ concurrency }, { size, overflow, timeout, nullPool }) => {
    if (nullPool !== undefined) {
      const threads = concurrency === undefined || concurrency.threadsShareLoop ? undefined : concurrency.threads;
      const used: Figure =
        threads !== undefined && "value" in threads
          ? { value: threads.value, from: nullPool }
          : { unknown: [nullPool] };
      return { size: used, overflow: none, timeout: atOnce, limits: "not-applicable" };
    }
    const limits =
      size === undefined || overflow === undefined ? "default" : isUnlimited(size, overflow) ? "none" : "set";
    return {
      size: size ?? byDefault(5),
      overflow: overflow ?? byDefault(10),
      timeout: timeout ?? byDefault(30),
      limits,
    };
  },
  asyncpg: (_, { size, timeout }) => ({
    size: size ?? unknownLibrary,
    overflow: none,
    timeout: timeout ?? endless,
    limits: size === undefined ? "unknown" : "set",
  }),
  django: ({ concurrency }) => ({
    size: concurrency === undefined || concurrency.threadsShareLoop ? { unknown: ["threads"] } : concurrency.threads,
    overflow: none,
    timeout: atOnce,
    limits: "not-applicable",
  }),
  prisma: ({ namings, cpus }, { timeout }) => {
    const limit = option(namings, "connection_limit");
    const size = limit ?? (cpus === undefined ? { unknown: ["cpu"] } : byDefault(2 * Math.max(1, Math.ceil(cpus)) + 1));
    return {
      size: notZero(size),
      overflow: none,
      timeout: option(namings, "pool_timeout") ?? timeout ?? byDefault(10),
      limits: limit === undefined ? "not-applicable" : "set",
    };
  },
  "node-pg": (_, { size, timeout }) => ({
    size: size ?? byDefault(10),
    overflow: none,
    timeout: timeout ?? endless,
    limits: size === undefined ? "not-applicable" : "set",
  }),
  activerecord: ({ namings, variables }, { size, timeout }) => {
    const threads = variables.find(({ name }) => name === "RAILS_MAX_THREADS");
    const given =
      option(namings, "pool") ?? size ?? (threads === undefined ? undefined : number(threads.value, threads.name));
    return {
      size: given ?? byDefault(5),
      overflow: none,
      timeout: timeout ?? byDefault(5),
      limits: given === undefined ? "not-applicable" : "set",
    };
  },
  hikari: ({ namings }, { size, timeout }) => {
    const given = option(namings, "maximumpoolsize") ?? size;
    const limits = given === undefined ? "not-applicable" : "set";
    return { size: notZero(given ?? byDefault(10)), overflow: none, timeout: timeout ?? byDefault(30), limits };
  },
  // Another one than Hikari's: its default is not known.
  "jvm-pool": ({ namings }, { size, timeout }) => {
    const given = option(namings, "maximumpoolsize") ?? size;
    return {
      size: notZero(given ?? unknownLibrary),
      overflow: none,
      timeout: timeout ?? unknownLibrary,
      limits: given === undefined ? "unknown" : "set",
    };
  },
  npgsql: ({ namings }, { size }) => {
    const given = option(namings, "maximum_pool_size") ?? option(namings, "max_pool_size") ?? size;
    return {
      size: given ?? byDefault(100),
      overflow: none,
      timeout: byDefault(15),
      limits: given === undefined ? "default" : "set",
    };
  },
  go: ({ namings }, { size }) => {
    const given = option(namings, "pool_max_conns") ?? size;
    return {
      size: given ?? byDefault(0),
      overflow: none,
      timeout: given === undefined ? atOnce : endless,
      limits: given === undefined ? "none" : "set",
    };
  },
  pgbouncer: () => ({ size: byDefault(20), overflow: none, timeout: byDefault(120), limits: "default" }),
  migration: () => ({
    size: { value: 1, from: "command" },
    overflow: { value: 0, from: "command" },
    timeout: atOnce,
    limits: "not-applicable",
  }),
  unknown: (_, { size, overflow, timeout }) => ({
    size: size ?? unknownLibrary,
    // A library with an overflow has one by default.
    overflow: overflow ?? unknownLibrary,
    timeout: timeout ?? unknownLibrary,
    limits: size === undefined ? "unknown" : "set",
  }),
};

function isUnlimited(size: Figure, overflow: Figure): boolean {
  return ("value" in size && size.value === 0) || ("value" in overflow && overflow.value < 0);
}

/** For libraries where 0 is not "no limit" but a mistake. */
function notZero(figure: Figure): Figure {
  return "value" in figure && figure.value < 1 ? { unknown: [figure.from] } : figure;
}

function option(namings: readonly Naming[], name: string): Figure | undefined {
  const given = namings.flatMap(({ options, variable }) => {
    const value = options.get(name);
    return value === undefined ? [] : [number(value, variable)];
  });
  return given.reduce<Figure | undefined>((most, figure) => {
    if (most === undefined || "unknown" in figure) return figure;
    return "value" in most && figure.value > most.value ? figure : most;
  }, undefined);
}

function libraryOf({ program, namings, variables }: PoolInput, figures: PoolFigures): Library {
  if (program?.kind === "migration") return "migration";
  const has = (name: string) => namings.some(({ options }) => options.has(name));
  const schemes = namings.flatMap(({ scheme }) => scheme ?? []);
  if (schemes.some((scheme) => scheme.startsWith("jdbc:"))) return jvmLibrary(program, variables);
  if (schemes.includes("ado")) return "npgsql";
  const language = languageOf(program);
  // A driver behind the scheme is SQLAlchemy's; what is no Python reads past it, and Django's own settings contradict it.
  const isDriverNamed = schemes.some((scheme) => /^(?:db|sqla|sqlalchemy)\+|\+[a-z]/.test(scheme));
  if (isDriverNamed && (language === undefined || language === "python")) {
    const contradicted = saysDjango(program, variables, figures) && !saysSqlAlchemy(variables, figures);
    return contradicted && figures.size === undefined ? "unknown" : "sqlalchemy";
  }
  if (schemes.some((scheme) => /^(?:postgis|timescalegis|mysqlgis)$/.test(scheme))) return "django";
  if (has("connection_limit")) return "prisma";
  if (has("pool_max_conns")) return "go";
  switch (language) {
    case "python":
      return pythonLibrary(program, variables, figures);
    case "node":
      if (variables.some(({ name }) => /^PRISMA_/.test(name))) return "prisma";
      return figures.size === undefined ? "unknown" : "node-pg";
    case "ruby":
      return "activerecord";
    case "jvm":
      return jvmLibrary(program, variables);
    case "dotnet":
      return "npgsql";
    case "php":
      return "unknown";
    case undefined:
      if (variables.some(({ name }) => /(?:^|_)(?:HIKARI|SPRING)_/.test(name.slice(0, 200))))
        return jvmLibrary(program, variables);
      if (variables.some(({ name }) => /MAX_(?:OPEN_)?CONNS$/.test(name.slice(0, 200)))) return "go";
      return figures.overflow === undefined ? "unknown" : "sqlalchemy";
  }
}

function jvmLibrary(program: Program | undefined, variables: readonly Variable[]): Library {
  const archive = program?.kind === "other" ? program.java?.program : undefined;
  return archive === "quarkus-run.jar" || namesAnotherPool(variables) ? "jvm-pool" : "hikari";
}

function languageOf(program: Program | undefined): "python" | "node" | "jvm" | "ruby" | "php" | "dotnet" | undefined {
  switch (program?.kind) {
    case "server":
      return program.server === "puma" ? "ruby" : "python";
    case "celery":
      return "python";
    case "queue":
      if (program.tool === "sidekiq" || program.tool === "resque") return "ruby";
      return program.tool === "cron" ? undefined : "python";
    case "other":
      return program.language;
    case "migration":
    case undefined:
      return undefined;
  }
}

/** Django says so by its settings or its module's name; SQLAlchemy by an overflow, which nothing else has. */
function pythonLibrary(program: Program | undefined, variables: readonly Variable[], figures: PoolFigures): Library {
  if (saysSqlAlchemy(variables, figures)) return "sqlalchemy";
  if (figures.ranged && figures.size !== undefined) return "asyncpg";
  const application = program?.kind === "server" ? (program.application ?? "") : "";
  const isDjango = saysDjango(program, variables, figures) || /\.[aw]sgi(?::\w+)?$/.test(application.slice(0, 200));
  return isDjango && figures.size === undefined ? "django" : "unknown";
}

function saysSqlAlchemy(variables: readonly Variable[], { overflow, nullPool }: PoolFigures): boolean {
  return overflow !== undefined || nullPool !== undefined || isNamed(variables, /^SQLALCHEMY_/);
}

function saysDjango(
  program: Program | undefined,
  variables: readonly Variable[],
  { maxAge }: Pick<PoolFigures, "maxAge">,
): boolean {
  return (
    maxAge !== undefined ||
    isNamed(variables, /^DJANGO_/) ||
    (program?.kind === "server" && program.server === "runserver") ||
    (program?.kind === "queue" && program.tool === "django-q")
  );
}

function isNamed(variables: readonly Variable[], pattern: RegExp): boolean {
  return variables.some(({ name }) => pattern.test(name));
}
