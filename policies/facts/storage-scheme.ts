/**
 * The words of a storage URL's scheme. `cache+memory`, `async+rediss+cluster`: the words between the pluses say, each, what they are.
 *
 * Sources: limits, "Storage backends" (and the `async+` forms); Celery, `result_backend`; kombu, transport aliases; Flask-Caching, Django
 * and django-environ (cache URLs).
 */
import { lookup } from "./lookup";

/** `rpc`: results travel over the broker itself. `unknown`: a scheme not known here, or no URL at all. */
export type StorageKind =
  | "redis"
  | "memory"
  | "filesystem"
  | "sqlite"
  | "sql"
  | "memcached"
  | "mongodb"
  | "dynamodb"
  | "etcd"
  | "s3"
  | "kafka"
  | "pubsub"
  | "servicebus"
  | "zookeeper"
  | "consul"
  | "cassandra"
  | "elasticsearch"
  | "amqp"
  | "sqs"
  | "rpc"
  | "unknown";

/** The word of a scheme that says where the data lives. */
const KIND_BY_WORD = {
  ...words("redis", "redis rediss valkey valkeys sentinel dragonfly keydb rediscache"),
  ...words(
    "memory",
    "memory mem locmem locmemcache inmemory in-memory in_memory simple simplecache dummy dummycache null nullcache fakeredis local array caffeine",
  ),
  ...words("filesystem", "file filesystem filebased filecache filesystemcache"),
  ...words("sqlite", "sqlite"),
  ...words("sql", "postgres postgresql psql mysql mariadb oracle mssql database"),
  ...words("memcached", "memcached memcache pylibmc pymemcache elasticache"),
  ...words("mongodb", "mongodb mongo"),
  ...words("dynamodb", "dynamodb"),
  ...words("etcd", "etcd"),
  ...words("s3", "s3 gcs azureblockblob"),
  ...words("kafka", "kafka confluentkafka"),
  ...words("pubsub", "gcpubsub"),
  ...words("servicebus", "azureservicebus azurestoragequeues"),
  ...words("zookeeper", "zookeeper"),
  ...words("consul", "consul"),
  ...words("cassandra", "cassandra couchbase couchdb cosmosdbsql arangodb"),
  ...words("elasticsearch", "elasticsearch"),
  ...words("amqp", "amqp amqps pyamqp librabbitmq qpid"),
  ...words("sqs", "sqs"),
  ...words("rpc", "rpc"),
} as const;

/** A word of this file, `other` for any other text, or empty where there is none. */
export type StorageScheme = keyof typeof KIND_BY_WORD | "django-db" | "django-cache" | "unix" | "other" | "";

function words<const Text extends string>(kind: StorageKind, text: Text): Record<Split<Text>, StorageKind> {
  return Object.fromEntries(text.split(" ").map((word) => [word, kind])) as Record<Split<Text>, StorageKind>;
}

type Split<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Split<Rest> : Text;

/** Names that are no scheme's word: Django's result backends, and the class paths of its caches. */
const ALIASES: Readonly<Record<string, StorageKind>> = { "django-db": "sql", "django-cache": "memory" };

/** Words that only wrap another one; alone they mean what their usual content is. */
const KIND_BY_WRAPPER: Readonly<Record<string, StorageKind>> = {
  db: "sql",
  sqla: "sql",
  sqlalchemy: "sql",
  django: "sql", // kombu's transport over Django's database
  cache: "memory", // `cache` without a backend is Django's default cache, process memory unless configured
};

export interface ReadScheme {
  readonly kind: StorageKind;
  readonly scheme: StorageScheme;
  readonly tls: boolean;
  readonly topology: "single" | "cluster" | "sentinel";
  /** It names a socket in the file system. */
  readonly socket: boolean;
}

/** Reads what stands before `://`, or a bare backend's name. */
export function readScheme(text: string): ReadScheme {
  const lower = text.toLowerCase();
  const alias = lookup(ALIASES, lower);
  const parts = lower.split("+").slice(0, 8);
  const own = parts.filter((part): part is keyof typeof KIND_BY_WORD => lookup(KIND_BY_WORD, part) !== undefined);
  const kinds = new Set(own.map((word) => KIND_BY_WORD[word]));
  const wrapper = parts.map((part) => lookup(KIND_BY_WRAPPER, part)).find((kind) => kind !== undefined);
  const [kind] = kinds;
  const socket = parts.some((part) => part === "unix" || part === "socket");
  return {
    // Two kinds in one scheme are no library's: it is not known which would be taken.
    kind: alias ?? (kinds.size > 1 ? "unknown" : (kind ?? wrapper ?? (lower === "unix" ? "redis" : "unknown"))),
    scheme:
      alias === undefined ? (own[0] ?? (lower === "unix" ? "unix" : lower === "" ? "" : "other")) : djangoName(lower),
    tls: parts.some((part) => ["rediss", "valkeys", "amqps"].includes(part)),
    topology: parts.includes("sentinel") ? "sentinel" : parts.includes("cluster") ? "cluster" : "single",
    socket,
  };
}

function djangoName(alias: string): StorageScheme {
  return alias === "django-db" ? "django-db" : "django-cache";
}

/** `LocMemCache` at the end of `django.core.cache.backends.locmem.LocMemCache`, and other classes of stores. */
export function kindOfClass(text: string): StorageKind {
  const [, last] = /^(?:[a-z_]\w*\.){1,12}(\w{1,64})$/i.exec(text.slice(0, 256)) ?? [];
  const name = (last ?? "").toLowerCase();
  if (/locmem|memorystor|inmemory|dummycache|simplecache/.test(name)) return "memory";
  if (/redis|valkey/.test(name)) return "redis";
  if (/memcache|pylibmc/.test(name)) return "memcached";
  if (/databasecache/.test(name)) return "sql";
  return /filebased|filesystem/.test(name) ? "filesystem" : "unknown";
}

/** Where what is counted or queued is kept: in one process, on one machine, or in a store that all share. */
export function storagePlace(kind: StorageKind): "process" | "machine" | "redis" | "shared" | "unknown" {
  if (kind === "memory") return "process";
  if (kind === "filesystem" || kind === "sqlite") return "machine";
  if (kind === "redis" || kind === "unknown") return kind;
  return "shared";
}
