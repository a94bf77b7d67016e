/**
 * What a rate limiter's storage URI, a Celery broker URL or a result backend points at.
 *
 * Sources: limits, "Storage backends" (schemes, the `async+` forms); Celery, "Backends and brokers" and the configuration
 * reference, `result_backend`; kombu, transport aliases. Hosts may be templates (`{host}`): a URL is read before the store
 * exists.
 */
import { lookup } from "./lookup";

/** `rpc`: results travel over the broker itself. `unknown`: a scheme not known here, or no URI at all. */
export type StorageKind =
  "redis" | "memory" | "filesystem" | "sql" | "memcached" | "mongodb" | "amqp" | "sqs" | "rpc" | "unknown";

/** Never holds the password: only whether there is one. */
export interface StorageUri {
  readonly kind: StorageKind;
  /** Lower case, without `://`; empty when the text has none. */
  readonly scheme: string;
  readonly tls: boolean;
  /** Redis Cluster, or several hosts behind a sentinel. */
  readonly topology: "single" | "cluster" | "sentinel";
  readonly authenticated: boolean;
  /** The first host, as written; null: none (`memory://`, a socket). */
  readonly host: string | null;
  readonly port: number | null;
  /** Redis: the database index; null: not given (the client's default is 0). */
  readonly database: number | null;
  /** The query's parameters by name, `ssl_cert_reqs` among them. */
  readonly options: Readonly<Record<string, string>>;
}

/** The word of a scheme (`cache+memory`, `async+rediss`) that says where the data lives. */
const KIND_BY_WORD: Readonly<Record<string, StorageKind>> = {
  redis: "redis",
  rediss: "redis",
  valkey: "redis",
  valkeys: "redis",
  sentinel: "redis",
  memory: "memory",
  locmem: "memory",
  inmemory: "memory",
  dummy: "memory",
  file: "filesystem",
  filesystem: "filesystem",
  sqlite: "sql",
  postgres: "sql",
  postgresql: "sql",
  mysql: "sql",
  mariadb: "sql",
  oracle: "sql",
  mssql: "sql",
  database: "sql",
  "django-db": "sql",
  memcached: "memcached",
  memcache: "memcached",
  pylibmc: "memcached",
  pymemcache: "memcached",
  mongodb: "mongodb",
  amqp: "amqp",
  amqps: "amqp",
  pyamqp: "amqp",
  librabbitmq: "amqp",
  sqs: "sqs",
  rpc: "rpc",
};

/** Words that only wrap another one; alone they mean what their usual content is. */
const KIND_BY_WRAPPER: Readonly<Record<string, StorageKind>> = {
  db: "sql",
  sqla: "sql",
  sqlalchemy: "sql",
  cache: "memory", // `cache` without a backend is Django's default cache, process memory unless configured
};

/** Reads a storage URI. Never throws: what cannot be read is of kind `unknown`. */
export function parseStorageUri(uri: string): StorageUri {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*)(?::\/\/([^]*))?$/i.exec(uri.trim()) ?? [];
  const words = scheme.toLowerCase().split("+");
  const [location, query] = splitOnce(firstServer(rest), "?");
  const [authority, path] = splitOnce(location, "/");
  const at = authority.lastIndexOf("@");
  const options = parseQuery(query);
  return {
    kind: kindOf(words),
    scheme: scheme.toLowerCase(),
    tls: words.some((word) => ["rediss", "valkeys", "amqps"].includes(word)) || sslMode(options),
    topology: topologyOf(words),
    authenticated: at > 0 && authority.slice(0, at).includes(":"),
    ...parseHost(authority.slice(at + 1)),
    database: index(path) ?? index(options["db"] ?? "") ?? index(options["virtual_host"] ?? ""),
    options,
  };
}

/** Where a storage URI keeps its data. */
export function storageKind(uri: string): StorageKind {
  return parseStorageUri(uri).kind;
}

function kindOf(words: readonly string[]): StorageKind {
  const inner = words.map((word) => lookup(KIND_BY_WORD, word)).find((kind) => kind !== undefined);
  const wrapper = words.map((word) => lookup(KIND_BY_WRAPPER, word)).find((kind) => kind !== undefined);
  return inner ?? wrapper ?? "unknown";
}

function topologyOf(words: readonly string[]): StorageUri["topology"] {
  if (words.includes("sentinel")) return "sentinel";
  return words.includes("cluster") ? "cluster" : "single";
}

/** Sentinel and cluster URIs list servers: `sentinel://a:26379;sentinel://b:26379`, `redis+cluster://a:7000,b:7001`. */
function firstServer(rest: string): string {
  return splitOnce(rest, ";")[0].replace(/^([^/?@]*@)?([^/?,]*),[^/?]*/, "$1$2");
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

function parseHost(hostAndPort: string): { host: string | null; port: number | null } {
  const [, host = "", port] = /^(\[[^\]]*\]|.*?)(?::(\d+|\{[^}]*\}))?$/.exec(hostAndPort) ?? [];
  return { host: host === "" ? null : host, port: port !== undefined && /^\d+$/.test(port) ? Number(port) : null };
}

function parseQuery(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(splitOnce(query, "#")[0]));
}

function index(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null;
}

function sslMode(options: Readonly<Record<string, string>>): boolean {
  return ["require", "verify-ca", "verify-full"].includes(options["sslmode"] ?? options["ssl"] ?? "");
}
