/**
 * How a workload names its databases: by a URL under any name, by JDBC, by libpq or ADO.NET keywords, or in parts (`DB_HOST`,
 * `POSTGRES_SERVER`, `PGHOST`).
 *
 * Names are read word by word. Values are looked at, never kept: a naming holds a host, a driver and options, no password.
 */
import { remembered } from "../remember";

export interface Variable {
  readonly name: string;
  /** undefined: not known. */
  readonly value: string | undefined;
  readonly secret: boolean;
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

const DATABASE_SCHEMES =
  /^(?:jdbc:)?(?:(?:db|sqla|sqlalchemy|celery|django|r2dbc|ecto|async)[+:])?(postgres|postgresql|postgis|psql|pgsql|pg|cockroachdb|timescale|timescaledb|timescalegis|mysql|mysql2|mysqlgis|mariadb|mssql|sqlserver|oracle|redshift)(?:\+[a-z0-9_]+)?$/;

/** Names of databases that this workload may connect to, one for each host of each variable. */
export function databaseNamings(variables: readonly Variable[]): Naming[] {
  const found = variables.flatMap(namingsOf);
  const named = new Set(found.map(({ purpose }) => purpose));
  // A direct URL for migrations is no engine of the running application where there is another one.
  return found.filter(({ purpose }) => purpose !== "idle" || named.size === 1);
}

/** Whether a variable of this name decides which database is used: its value must be known, or the answer is not. */
export function isDatabaseName(name: string): boolean {
  return nameKind(name) !== undefined;
}

function namingsOf({ name, value, secret }: Variable): Naming[] {
  // Only a store hands whole documents over; a plain `DB_SECRET` names one.
  const named = nameKind(name);
  const kind = named === "document" && !secret ? undefined : named;
  const purpose = purposeOf(name);
  if (value === undefined) {
    if (kind === undefined || purpose === "unused") return [];
    return [{ variable: name, purpose, host: undefined, scheme: undefined, database: undefined, options: new Map() }];
  }
  if (purpose === "unused" || value.length > LONGEST_VALUE) return [];
  const connection = readUrl(value) ?? readKeywords(value) ?? readDocument(value);
  if (connection !== undefined) {
    return connection.hosts.map((host) => ({
      variable: name,
      purpose,
      host,
      scheme: connection.scheme,
      database: connection.database,
      options: connection.options,
    }));
  }
  if (kind !== "host") return [];
  const hosts = value
    .split(",")
    .map((host) => normalHost(host))
    .filter((host) => host !== undefined);
  return hosts.map((host) => ({
    variable: name,
    purpose,
    host,
    scheme: undefined,
    database: undefined,
    options: new Map(),
  }));
}

interface Connection {
  /** An entry undefined: a host that is not readable. */
  readonly hosts: readonly (string | undefined)[];
  readonly scheme: string | undefined;
  readonly database: string | undefined;
  readonly options: ReadonlyMap<string, string>;
}

function readUrl(value: string): Connection | undefined {
  const trimmed = value.trim().replace(/^["']|["']$/g, "");
  const at = trimmed.indexOf("://");
  if (at <= 0 || at > 60) return undefined;
  const scheme = trimmed.slice(0, at).toLowerCase();
  if (!DATABASE_SCHEMES.test(scheme)) return undefined;
  const rest = trimmed.slice(at + 3);
  const query = rest.indexOf("?");
  // SQL Server's JDBC URLs end in `;name=value`.
  const [beforeQuery, ...properties] = (query < 0 ? rest : rest.slice(0, query)).split(";");
  const body = beforeQuery ?? "";
  const afterUser = body.slice(body.lastIndexOf("@") + 1);
  const slash = afterUser.indexOf("/");
  const authority = slash < 0 ? afterUser : afterUser.slice(0, slash);
  const database = slash < 0 ? undefined : afterUser.slice(slash + 1);
  const options = new Map<string, string>();
  for (const pair of [...(query < 0 ? [] : rest.slice(query + 1).split("&")), ...properties]) {
    const equals = pair.indexOf("=");
    if (equals > 0) options.set(pair.slice(0, equals).toLowerCase(), pair.slice(equals + 1));
  }
  const hostOption = options.get("host");
  const written = authority === "" && hostOption !== undefined ? decode(hostOption) : authority;
  return { hosts: written.split(",").map(normalHost), scheme, database, options };
}

/** libpq's `host=… dbname=…`, ADO.NET's `Host=…;Database=…`. */
function readKeywords(value: string): Connection | undefined {
  const separator = value.includes(";") ? ";" : " ";
  const options = new Map<string, string>();
  for (const pair of value.trim().split(separator)) {
    const equals = pair.indexOf("=");
    if (equals > 0)
      options.set(pair.slice(0, equals).trim().toLowerCase().replace(/\s+/g, "_"), pair.slice(equals + 1).trim());
  }
  const host = options.get("host") ?? options.get("server") ?? options.get("data_source") ?? options.get("hostaddr");
  const database = options.get("dbname") ?? options.get("database") ?? options.get("initial_catalog");
  if (host === undefined || database === undefined) return undefined;
  return { hosts: host.split(",").map(normalHost), scheme: separator === ";" ? "ado" : undefined, database, options };
}

/**
 * A secret as RDS and its rotation keep it, handed over whole: `{"engine": "postgres", "host": "…", "dbname": "…"}` (Secrets Manager
 * user guide, *JSON structure of secrets*). Without an engine or a database's name it may be anything's.
 */
function readDocument(value: string): Connection | undefined {
  const text = value.trim();
  if (!text.startsWith("{")) return undefined;
  const members = membersOf(text);
  const member = (...names: string[]) => names.map((name) => members.get(name)).find((found) => found !== undefined);
  const host = member("host", "hostname", "server");
  const database = member("dbname", "database", "db");
  const engine = member("engine");
  const isDatabase = engine === undefined ? database !== undefined : DATABASE_SCHEMES.test(engine.toLowerCase());
  if (host === undefined || !isDatabase) return undefined;
  return { hosts: [normalHost(host)], scheme: undefined, database, options: new Map() };
}

function membersOf(text: string): ReadonlyMap<string, string> {
  try {
    const parsed: unknown = JSON.parse(text);
    const entries = typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : [];
    return new Map(
      entries.flatMap(([name, member]) => (typeof member === "string" ? [[name.toLowerCase(), member] as const] : [])),
    );
  } catch {
    return new Map();
  }
}

function normalHost(written: string): string | undefined {
  let host = written.trim();
  if (host.startsWith("[")) return host.slice(1, host.indexOf("]")).toLowerCase();
  host = host
    .slice(host.lastIndexOf("@") + 1)
    .replace(/:\d*$/, "")
    .toLowerCase();
  if (host.endsWith(".")) host = host.slice(0, -1);
  return /^[a-z0-9_.-]{1,255}$/.test(host) ? host : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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

/** `url`: a connection string; `host`: a host; `document`: all that is needed, as Secrets Manager keeps it. */
const nameKind = remembered(readKind);

function readKind(name: string): "url" | "host" | "document" | undefined {
  const words = wordsOf(name);
  if (words.length === 2 && DATABASE_WORDS.has(words[0] ?? "") && DOCUMENT_WORDS.has(words[1] ?? "")) return "document";
  if (!words.some((word) => DATABASE_WORDS.has(word)) || words.some((word) => OTHER_WORDS.has(word))) return undefined;
  if (words.some((word) => URL_WORDS.has(word))) return "url";
  return words.some((word) => HOST_WORDS.has(word)) ? "host" : undefined;
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
