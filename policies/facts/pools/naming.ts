/**
 * How a workload names its databases: by a URL under any name, by JDBC, by libpq or ADO.NET keywords, in parts (`DB_HOST`,
 * `POSTGRES_SERVER`, `PGHOST`), or by a document that holds any of these.
 *
 * Names are read word by word. Values are looked at, never kept: a naming holds a host, a driver and options, no password.
 */
import { remembered } from "../remember";
import { normalHost, readKeywords, readUrl, type Connection } from "./connections";
import { isLoginAlone, readDocument } from "./documents";

export interface Variable {
  readonly name: string;
  /** undefined: not known. */
  readonly value: string | undefined;
  readonly secret: boolean;
  /** It is named by the variable and fetched by the program itself. */
  readonly fetched?: boolean;
}

/** One database as named by one variable. */
export interface Naming {
  readonly variable: string;
  /** What tells it from the product's other engines: `read`, `async`, …; empty: the main one. */
  readonly purpose: string;
  /** Lower case, no trailing dot; undefined: not known. */
  readonly host: string | undefined;
  /** The URL's scheme, `jdbc:` included; undefined: not known, or named in parts. */
  readonly scheme: string | undefined;
  /** The database's name; undefined: not known, or in another variable. */
  readonly database: string | undefined;
  /** Options of the URL, lower-case names. */
  readonly options: ReadonlyMap<string, string>;
}

/** Longer values are no connection string. */
const LONGEST_VALUE = 4096;
/** What Secrets Manager keeps at most, in bytes (user guide, *Quotas*). */
const LONGEST_DOCUMENT = 65536;

/** Names of databases that this workload may connect to, one for each host of each variable. */
export function databaseNamings(variables: readonly Variable[]): Naming[] {
  const given = variables.filter(({ fetched }) => fetched !== true).flatMap(namingsOf);
  const told = new Set(given.map(({ purpose }) => purpose));
  // Where a host is given as well, such as a proxy's, a login is what is fetched.
  const fetched = variables.filter(({ fetched }) => fetched === true).flatMap(namingsOf);
  const found = [...given, ...fetched.filter(({ purpose }) => !told.has(purpose))];
  const named = new Set(found.map(({ purpose }) => purpose));
  // Who is handed a database's login, or where it is, connects with it, wherever its code knows the host from.
  if (found.length === 0) return variables.filter(isLogin).map(({ name }) => unnamedHost(name, purposeOf(name)));
  // A direct URL for migrations is no engine of the running application where there is another one.
  return found.filter(({ purpose }) => purpose !== "idle" || named.size === 1);
}

/** Whether a variable of this name decides which database is used: its value must be known, or the answer is not. */
export function isDatabaseName(name: string): boolean {
  const kind = nameKind(name);
  return kind !== undefined && kind !== "reference";
}

function namingsOf({ name, value, secret, fetched = false }: Variable): readonly Naming[] {
  // Only a store hands whole documents over; a plain `DB_SECRET` names one.
  const named = nameKind(name);
  const isDocument = named === "document" || named === "reference";
  const kind = isDocument && !secret && !fetched ? undefined : named;
  const purpose = purposeOf(name);
  if (purpose === "unused") return [];
  if (value === undefined) return kind === undefined ? [] : [unnamedHost(name, purpose)];
  if (value.length > LONGEST_VALUE) return value.length > LONGEST_DOCUMENT ? [] : namingsInside(name, value);
  const connection = readUrl(value) ?? readKeywords(value);
  if (connection !== undefined) return namingsBy(name, purpose, connection);
  const inside = namingsInside(name, value);
  if (inside.length > 0 || kind !== "host") return inside;
  const hosts = value
    .split(",")
    .map((host) => normalHost(host))
    .filter((host) => host !== undefined);
  return hosts.map((host) => ({ ...unnamedHost(name, purpose), host }));
}

function namingsInside(name: string, value: string): readonly Naming[] {
  const found = readDocument(value, { isDatabases: saysDocument(name), kindOf: nameKind }) ?? [];
  return found.flatMap(({ member = "", ...connection }) => {
    const purpose = purposeOf(member) === "" ? purposeOf(name) : purposeOf(member);
    return purpose === "unused" ? [] : namingsBy(name, purpose, connection);
  });
}

function namingsBy(variable: string, purpose: string, { hosts, ...told }: Connection): readonly Naming[] {
  return hosts.map((host) => ({ variable, purpose, host, ...told }));
}

function unnamedHost(variable: string, purpose: string): Naming {
  return { variable, purpose, host: undefined, scheme: undefined, database: undefined, options: new Map() };
}

function isLogin({ name, value, secret, fetched = false }: Variable): boolean {
  if (!saysDocument(name) || purposeOf(name) === "unused") return false;
  // Of a secret that nobody here reads, the name says what it is.
  if (!secret && !fetched) return nameKind(name) === "reference" && value !== "";
  return value !== undefined && value.length <= LONGEST_DOCUMENT && isLoginAlone(value);
}

function saysDocument(name: string): boolean {
  const kind = nameKind(name);
  return kind === "document" || kind === "reference";
}

/** Whether the value of a variable of this name is the name of a secret, as programs that fetch it themselves have it. */
export function fetchedSecretName(name: string): boolean {
  const words = wordsOf(name);
  return REFERENCE_WORDS.has(words.at(-1) ?? "") && words.some((word) => DOCUMENT_WORDS.has(word));
}

const DATABASE_WORDS = new Set([
  ...[
    "db",
    "database",
    "databases",
    "postgres",
    "postgresql",
    "pg",
    "psql",
    "pgsql",
    "mysql",
    "mariadb",
    "rds",
    "aurora",
    "sql",
  ],
  ...["sqlalchemy", "datasource", "pgbouncer", "dbs", "jdbc", "timescale", "cockroach"],
]);
const URL_WORDS = new Set(["url", "uri", "dsn", "conn", "connection", "connectionstring", "connstring", "connstr"]);
const HOST_WORDS = new Set(["host", "hosts", "hostname", "server", "endpoint", "address", "writer", "reader"]);
const DOCUMENT_WORDS = new Set(["secret", "secrets", "credentials", "creds"]);
const REFERENCE_WORDS = new Set(["arn", "id", "name"]);
/** After one of these, a name is about something else of the database, or about another store. */
const OTHER_WORDS = new Set([
  ...[
    "redis",
    "valkey",
    "mongo",
    "mongodb",
    "elastic",
    "elasticsearch",
    "opensearch",
    "vector",
    "graph",
    "neo4j",
    "rabbitmq",
    "amqp",
  ],
  ...[
    "admin",
    "pgadmin",
    "auth",
    "method",
    "port",
    "name",
    "user",
    "username",
    "password",
    "pass",
    "max",
    "min",
    "timeout",
    "retries",
  ],
  ...[
    "pool",
    "age",
    "health",
    "checks",
    "ssl",
    "cert",
    "header",
    "docs",
    "clickhouse",
    "cassandra",
    "dynamodb",
    "dynamo",
    "s3",
    "path",
  ],
  ...[
    "count",
    "limit",
    "lifetime",
    "log",
    "echo",
    "secret",
    "arn",
    "id",
    "key",
    "type",
    "engine",
    "driver",
    "scheme",
    "options",
    "migrate",
  ],
]);

/**
 * `url`: a connection string; `host`: a host; `document`: all that is needed, as Secrets Manager keeps it; `reference`: what that
 * is asked for by.
 */
const nameKind = remembered(readKind);

function readKind(name: string): "url" | "host" | "document" | "reference" | undefined {
  const words = wordsOf(name);
  if (isDocument(words)) return "document";
  if (fetchedSecretName(name) && isDocument(words.slice(0, -1))) return "reference";
  if (!words.some((word) => DATABASE_WORDS.has(word)) || words.some((word) => OTHER_WORDS.has(word))) return undefined;
  if (words.some((word) => URL_WORDS.has(word))) return "url";
  return words.some((word) => HOST_WORDS.has(word)) ? "host" : undefined;
}

/** `DB_SECRET`, `ORDERS_DATABASE_CREDENTIALS`, `DATABASE_URL_SECRET`: what is before says whose. */
function isDocument(words: readonly string[]): boolean {
  const before = words.slice(0, -1);
  if (!DOCUMENT_WORDS.has(words.at(-1) ?? "") || before.some((word) => OTHER_WORDS.has(word))) return false;
  const owner = URL_WORDS.has(before.at(-1) ?? "") ? before.at(-2) : before.at(-1);
  return DATABASE_WORDS.has(owner ?? "");
}

/** `DATABASE_URL`, `databaseUrl`, `PGHOST`, `Database__ConnectionString`, `DATABASE_READ_URL` as lower-case words. */
export const wordsOf = remembered(readWords);

function readWords(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .flatMap((word) => {
      const [, prefix, rest] =
        /^(pg|db|database|postgres|postgresql|mysql)(host|hosts|hostaddr|server|url|uri|dsn|connection|poolsize|pool)$/.exec(
          word,
        ) ?? [];
      // `MAXIMUMPOOLSIZE`, as Spring Boot binds `maximum-pool-size` from the environment.
      const [, most, pool, of] = /^(max|maximum|min|minimum)(pool)?(size|active|total|idle)$/.exec(word) ?? [];
      if (most !== undefined && of !== undefined) return pool === undefined ? [most, of] : [most, pool, of];
      return prefix !== undefined && rest !== undefined ? [prefix, rest === "hostaddr" ? "host" : rest] : [word];
    })
    .filter((word) => word !== "");
}

/** Engines of their own beside the main one. */
const PURPOSES: readonly (readonly [string, ReadonlySet<string>])[] = [
  ["unused", new Set(["test", "testing", "shadow", "example"])],
  ["idle", new Set(["direct", "migration", "migrations", "unpooled", "nonpooling", "alembic"])],
  ["read", new Set(["read", "reader", "readonly", "ro", "replica", "replicas", "slave", "secondary"])],
  ["analytics", new Set(["analytics", "reporting", "warehouse", "olap"])],
  ["async", new Set(["async", "asyncpg", "aio"])],
  ["sync", new Set(["sync", "psycopg", "psycopg2"])],
  ["result", new Set(["result", "results", "backend"])],
  ["broker", new Set(["broker"])],
];

export const purposeOf = remembered(readPurpose);

function readPurpose(name: string): string {
  const words = wordsOf(name);
  return PURPOSES.find(([, known]) => words.some((word) => known.has(word)))?.[0] ?? "";
}
