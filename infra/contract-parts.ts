/** Parts of the environment contract that several workloads have. */
import type { DeclaredDatabaseClient, DeclaredVariable } from "guardrails-policies/model";
import { databaseLogin, type DatabaseRole, databaseUrl, SYSTEM_AUTHORITIES } from "./connections";
import { type Environment, plain, redis, secret, stackOr } from "./contract-variables";
import type { Settings } from "./settings";
import { TIMEOUTS, visibilityTimeout } from "./timeouts";
import { longestTaskOfAll } from "./workload-settings";

/** On every workload alike. */
export function common(settings: Settings<unknown>): Environment {
  return {
    API_VERSIONS: plain(JSON.stringify(settings.apiVersions)),
    ENVIRONMENT: plain(settings.environment),
    FEATURE_FLAGS_KEY: plain(settings.featureFlagsKey),
    LOG_LEVEL: plain(settings.logLevel.toUpperCase()),
    ...(settings.secrets.sentryDsn === null ? {} : { SENTRY_DSN: secret("sentry-dsn", null) }),
  };
}

/** What speaks to the queue. Celery reads no environment of its own: each name is its setting's, with `CELERY_` before it. */
export function queue(settings: Settings<unknown>): Environment {
  const visibility = visibilityTimeout(longestTaskOfAll(settings));
  // The same in every process that shares the database: the shortest wins.
  const results = { visibility_timeout: visibility };
  const broker = { ...results, ...RECONNECTING };
  return {
    // The options are those of Celery's Redis transport.
    ...(settings.celeryBroker === "redis" ? { CELERY_BROKER_TRANSPORT_OPTIONS: plain(JSON.stringify(broker)) } : {}),
    CELERY_BROKER_URL: stackOr(settings.celeryBroker, "broker", settings),
    CELERY_REDIS_BACKEND_HEALTH_CHECK_INTERVAL: plain(RECONNECTING.health_check_interval),
    CELERY_REDIS_RETRY_ON_TIMEOUT: plain(String(RECONNECTING.retry_on_timeout)),
    CELERY_REDIS_SOCKET_KEEPALIVE: plain(String(RECONNECTING.socket_keepalive)),
    CELERY_RESULT_BACKEND: redis("results", settings),
    CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS: plain(JSON.stringify(results)),
    // Celery's own default is the queue `celery`, which nobody consumes unless it is named.
    CELERY_TASK_DEFAULT_QUEUE: plain(settings.worker.queues[0] ?? "default"),
    CELERY_VISIBILITY_TIMEOUT: plain(visibility),
  };
}

/**
 * After a failover the primary's name leads to another node. Without these a worker waits on its old connection, for hours
 * (celery/celery#7946, #8030).
 */
const RECONNECTING = {
  health_check_interval: TIMEOUTS.redisHealthCheck,
  retry_on_timeout: true,
  socket_connect_timeout: TIMEOUTS.redisConnect,
  socket_keepalive: true,
} as const;

/** What handles users' data. */
export function application(settings: Settings<unknown>): Environment {
  return {
    // Nothing is evicted (see declareRedis): a cache key without an end stays until memory does.
    CACHE_DEFAULT_TTL: plain(TIMEOUTS.cacheDefault),
    ENCRYPTION_KEY: secret("encryption-key", null),
    PUBSUB_REDIS_URL: redis("pubsub", settings),
    REDIS_URL: redis("cache", settings),
    SECRET_KEY: secret("signing-key", null),
    ...(hasPreviousSigningKey(settings) ? { SECRET_KEY_PREVIOUS: secret("signing-key-previous", null) } : {}),
  };
}

export function database(role: DatabaseRole, pool: DeclaredDatabaseClient, settings: Settings<unknown>): Environment {
  const login = databaseLogin(role, settings.database.passwordGeneration);
  const url = (driver: "asyncpg" | "psycopg", key: string): DeclaredVariable => ({
    kind: "store",
    store: { kind: "database", name: "postgres" },
    url: databaseUrl(login, driver, settings.database),
    secret: `database-${role}`,
    key,
  });
  const proxied = settings.database.proxy && role === "app";
  return {
    // For asyncio, and for what waits for its answer: Celery's tasks, Alembic.
    DATABASE_URL: url("asyncpg", "url"),
    SYNC_DATABASE_URL: url("psycopg", "sync-url"),
    PGSSLROOTCERT: plain(proxied ? SYSTEM_AUTHORITIES : settings.database.authorities),
    DB_MAX_OVERFLOW: plain(pool.maxOverflow),
    DB_POOL_PRE_PING: plain("true"),
    DB_POOL_RECYCLE: plain(TIMEOUTS.poolRecycle),
    DB_POOL_SIZE: plain(pool.poolSize),
    DB_POOL_TIMEOUT: plain(pool.poolTimeout),
  };
}

/** A copy to read from, for what serves and works: by the driver its code waits or does not wait with. */
export function replica(settings: Settings<unknown>, driver: "asyncpg" | "psycopg"): Environment {
  if (!settings.database.replica) return {};
  const login = databaseLogin("app", settings.database.passwordGeneration);
  return {
    REPLICA_DATABASE_URL: {
      kind: "store",
      store: { kind: "database", name: "replica" },
      url: databaseUrl(login, driver, settings.database),
      secret: "database-app",
      key: driver === "asyncpg" ? "replica-url" : "sync-replica-url",
    },
  };
}

/** The key before the current one stays valid for tokens that are still out, from the second generation on. */
export function hasPreviousSigningKey(settings: Settings<unknown>): boolean {
  return settings.secrets.signingKeyPrevious !== null || settings.signingKeyGeneration > 1;
}
