/**
 * Poolers as containers of their own: each is the one that connects to the database, whatever its clients do.
 *
 * PgBouncer's pool is one of each user and database, with a reserve beside it; `max_db_connections` and `max_user_connections` hold for
 * both together, 0 is no limit (PgBouncer, config.md). Images make its file of variables: `DEFAULT_POOL_SIZE` (edoburu), with
 * `PGBOUNCER_` before it (Bitnami, whose script knows no `max_user_connections`). The others read a file alone.
 */
import type { CommandReading } from "../commands";
import type { Variable } from "./naming";
import { type Figure, number } from "./settings";
import { atLeast, databasesNamed, type DatabaseUse, type DatabaseUseInput } from "./use";

const POOLERS: ReadonlySet<string> = new Set([
  "pgbouncer",
  ...["pgcat", "odyssey", "pgdog", "pgpool", "pgagroal", "proxysql", "maxscale"],
]);

const PREFIX = "PGBOUNCER_";
/** Of PgBouncer's settings those that nobody sets who only connects to it. */
const SETTINGS =
  /^(?:(?:DEFAULT|MIN|RESERVE)_POOL_SIZE|POOL_MODE|MAX_(?:CLIENT_CONN|DB_CONNECTIONS|USER_CONNECTIONS)|RESERVE_POOL_TIMEOUT|QUERY_WAIT_TIMEOUT|SERVER_(?:IDLE_TIMEOUT|LIFETIME|RESET_QUERY|TLS_SSLMODE)|CLIENT_TLS_SSLMODE|AUTH_(?:TYPE|USER|QUERY)|LISTEN_(?:ADDRESS|PORT)|IGNORE_STARTUP_PARAMETERS|(?:ADMIN|STATS)_USERS|SET_DATABASE_USER)$/;

/** Undefined: the container is no pooler. */
export function poolerUse(input: DatabaseUseInput): DatabaseUse[] | undefined {
  const { reading, variables } = input;
  const started = reading.programs.find((program) => program.kind === "other" && POOLERS.has(program.program));
  const program = started?.kind === "other" ? started.program : undefined;
  if (program === undefined && !isToldByVariables(reading, variables)) return undefined;
  const figures = program === undefined || program === "pgbouncer" ? bouncer(input, program !== undefined) : UNREAD;
  const { poolSize, maxOverflow } = figures;
  const named = databasesNamed(variables);
  // Whoever runs one connects somewhere, also where a file alone says to what.
  const databases = named.length > 0 || program === undefined ? named : [{ purpose: "", host: undefined, namings: [] }];
  return databases.map(({ purpose, host, namings }) => ({
    names: namings.map(({ variable }) => variable),
    purpose,
    host,
    program: program ?? "pgbouncer",
    library: "pgbouncer" as const,
    processes: ONE,
    children: undefined,
    threads: ONE,
    engines: ONE,
    ...figures,
    atLeast: atLeast(ONE, 1, poolSize, maxOverflow),
    limits: !("value" in poolSize) ? "unknown" : poolSize.from === "default" ? "default" : "set",
  }));
}

function isToldByVariables({ programs }: CommandReading, variables: readonly Variable[]): boolean {
  if (programs.some((program) => program.kind !== "other" || program.language !== undefined)) return false;
  const names = new Set(variables.map(({ name }) => name));
  if (names.has("MAX_CLIENT_CONN")) return true;
  if ([...names].some((name) => name.startsWith(PREFIX) && SETTINGS.test(name.slice(PREFIX.length)))) return true;
  const mode = variables.find(({ name }) => name === "POOL_MODE")?.value ?? "";
  return (
    programs.length === 0 &&
    /^(?:session|transaction|statement)$/i.test(mode) &&
    ["DEFAULT_POOL_SIZE", "MAX_DB_CONNECTIONS", "MAX_USER_CONNECTIONS"].some((name) => names.has(name))
  );
}

type Figures = Pick<DatabaseUse, "poolSize" | "maxOverflow" | "poolTimeout">;

const ONE: Figure = { value: 1, from: "default" };
const CONFIG_FILE: Figure = { unknown: ["config-file"] };
const UNREAD: Figures = { poolSize: CONFIG_FILE, maxOverflow: CONFIG_FILE, poolTimeout: CONFIG_FILE };

/** `fromFile`: it is started with its file, whose default counts only where the file is the image's own work. */
function bouncer({ variables, open }: DatabaseUseInput, fromFile: boolean): Figures {
  const prefixed = variables.some(({ name }) => name.startsWith(PREFIX) && SETTINGS.test(name.slice(PREFIX.length)));
  const value = (name: string, fallback: number): Figure => {
    const [found, other] = variables.filter((one) => one.name === name || one.name === PREFIX + name);
    if (found !== undefined) {
      // Which of two the image reads is not known, nor whether it reads a name unlike its others.
      const isRead = other === undefined ? !prefixed || found.name.startsWith(PREFIX) : other.value === found.value;
      return isRead ? number(found.value, found.name) : { unknown: [found.name] };
    }
    return open ? { unknown: ["environment"] } : { value: fallback, from: "default" };
  };
  const poolSize = value("DEFAULT_POOL_SIZE", 20);
  const poolTimeout = value("QUERY_WAIT_TIMEOUT", 120);
  if (fromFile && "value" in poolSize && poolSize.from === "default") return { ...UNREAD, poolTimeout };
  const whole = { poolSize, maxOverflow: value("RESERVE_POOL_SIZE", 0) };
  const caps = ["MAX_DB_CONNECTIONS", "MAX_USER_CONNECTIONS"].map((name) => value(name, 0));
  return { ...caps.reduce((pool, cap) => capped(pool, cap), whole), poolTimeout };
}

type Sizes = Pick<DatabaseUse, "poolSize" | "maxOverflow">;

function capped({ poolSize, maxOverflow }: Sizes, cap: Figure): Sizes {
  if (!("value" in cap)) return { poolSize: cap, maxOverflow };
  if (cap.value === 0 || !("value" in poolSize) || !("value" in maxOverflow)) return { poolSize, maxOverflow };
  // No limit that anybody knows of is below none.
  if (cap.value < 0) return { poolSize: { unknown: [cap.from] }, maxOverflow };
  if (poolSize.value > 0 && poolSize.value + maxOverflow.value <= cap.value) return { poolSize, maxOverflow };
  if (cap.from === `${PREFIX}MAX_USER_CONNECTIONS`) return { poolSize: { unknown: [cap.from] }, maxOverflow };
  if (poolSize.value < 1 || poolSize.value > cap.value)
    return { poolSize: cap, maxOverflow: { value: 0, from: cap.from } };
  return { poolSize, maxOverflow: { value: cap.value - poolSize.value, from: cap.from } };
}
