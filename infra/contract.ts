/**
 * The environment contract: every variable the application reads, by name, and where its value comes from. Execution roles,
 * security group rules, secrets and container definitions are all derived from it.
 */
import type { DeclaredDatabaseClient, DeclaredVariable } from "guardrails-policies/model";
import {
  databaseLogin,
  type DatabaseRole,
  databaseUrl,
  type RedisRole,
  redisUrl,
  SYSTEM_AUTHORITIES,
} from "./connections";
import { monitorVariables } from "./monitor";
import type { KeptSecret } from "./config-secrets";
import type { Settings } from "./settings";
import { sidecarSecret } from "./sidecars";
import { subnetRanges } from "./subnets";
import { TIMEOUTS, visibilityTimeout } from "./timeouts";
import {
  additionsByName,
  type CoreWorkload,
  type ExtraWorkload,
  longestTaskOfAll,
  queuesByPool,
} from "./workload-settings";

export type Environment = Readonly<Record<string, DeclaredVariable>>;

/** The workloads of every stack with a database, and the pool of each. */
export type Pools = Readonly<Record<Exclude<CoreWorkload, "monitor">, DeclaredDatabaseClient>>;

/** Each workload's environment, given its database pool. A secret the owner keeps elsewhere takes the place of the stack's. */
export function environments(settings: Settings<unknown>, pools: Pools): Readonly<Record<CoreWorkload, Environment>> {
  const contract = coreContracts(settings, pools);
  const whole = (name: CoreWorkload) => ({
    ...contract[name],
    ...plainAll(settings.additions[name].variables),
    ...external(settings, name),
  });
  return {
    web: whole("web"),
    worker: whole("worker"),
    scheduler: whole("scheduler"),
    migration: whole("migration"),
    monitor: whole("monitor"),
  };
}

function coreContracts(settings: Settings<unknown>, pools: Pools): Readonly<Record<CoreWorkload, Environment>> {
  return {
    web: web(settings, pools.web, settings.web.concurrency),
    worker: worker(settings, pools.worker, settings.worker),
    scheduler: {
      ...common(settings),
      ...queue(settings),
      ...database("app", pools.scheduler, settings),
      BEAT_MAX_LOOP_INTERVAL: plain(TIMEOUTS.schedulerMaxLoop),
      REDBEAT_LOCK_TIMEOUT: plain(TIMEOUTS.schedulerLock),
      REDBEAT_REDIS_URL: redis("scheduler-lock", settings),
    },
    migration: {
      ...common(settings),
      ...database("migration", pools.migration, settings),
      // Only here: the master role creates the two others at the first run, and the first administrator is made.
      DATABASE_APP_PASSWORD: secret("database-app", "password"),
      DATABASE_APP_USERNAME: plain(databaseLogin("app", settings.database.passwordGeneration)),
      DATABASE_MASTER_PASSWORD: secret("database-master", "password"),
      DATABASE_MASTER_USERNAME: secret("database-master", "username"),
      ...(settings.application.firstSuperuser === null
        ? {}
        : {
            FIRST_SUPERUSER: plain(settings.firstSuperuser),
            FIRST_SUPERUSER_PASSWORD: secret("first-superuser-password", null),
          }),
      // Held while it runs (`pg_advisory_lock`): one that a person starts waits for one that a deployment has started.
      MIGRATION_ADVISORY_LOCK: plain(MIGRATION_ADVISORY_LOCK),
    },
    monitor: {
      ...common(settings),
      CELERY_BROKER_URL: stackOr(settings.celeryBroker, "broker", settings),
      REDBEAT_REDIS_URL: redis("scheduler-lock", settings),
      ...plainAll(monitorVariables(queuesByPool(settings))),
    },
  };
}

/** The environment of a workload of the map: its role's contract, and the owner's own variables beside it. */
export function extraEnvironment(
  settings: Settings<unknown>,
  name: string,
  workload: ExtraWorkload,
  pool: DeclaredDatabaseClient,
): Environment {
  const own = { ...plainAll(workload.variables), ...external(settings, name) };
  return { ...contractOf(settings, workload, pool), ...own };
}

function contractOf(settings: Settings<unknown>, workload: ExtraWorkload, pool: DeclaredDatabaseClient): Environment {
  switch (workload.role) {
    case "web":
      return web(settings, pool, workload.concurrency);
    case "worker":
      return worker(settings, pool, workload);
    case "job":
      return {
        ...common(settings),
        ...queue(settings),
        ...application(settings),
        ...database("app", pool, settings),
        ...replica(settings, "psycopg"),
      };
  }
}

/** Names the contract has for a workload, which the owner's own variables may not take. */
export function contractNames(
  settings: Settings<unknown>,
  workload: CoreWorkload | ExtraWorkload,
): ReadonlySet<string> {
  const pool = { name: "postgres", processes: 1, engines: 1, poolSize: 1, maxOverflow: 0, poolTimeout: 1 };
  const environment =
    typeof workload === "string"
      ? coreContracts(settings, { web: pool, worker: pool, scheduler: pool, migration: pool })[workload]
      : contractOf(settings, workload, pool);
  return new Set(Object.keys(environment));
}

function web(settings: Settings<unknown>, pool: DeclaredDatabaseClient, concurrency: number): Environment {
  return {
    ...common(settings),
    ...queue(settings),
    ...application(settings),
    ...database("app", pool, settings),
    ...replica(settings, "asyncpg"),
    CORS_ORIGINS: plain(JSON.stringify(settings.corsOrigins)),
    // The load balancer's subnets: only from there is a forwarded client address believed. Needs a gunicorn that reads networks.
    FORWARDED_ALLOW_IPS: plain(loadBalancerRanges(settings).join(",")),
    GUNICORN_CMD_ARGS: plain(
      `--timeout ${TIMEOUTS.request} --graceful-timeout ${TIMEOUTS.graceful} --keep-alive ${TIMEOUTS.keepAlive}` +
        // gunicorn's heartbeat file: in memory, since the root file system is read-only.
        " --worker-tmp-dir /dev/shm",
    ),
    // Nothing of its fallbacks: slowapi takes any text for true, "false" too, and without them a limiter that cannot count
    // refuses, in every task alike. One that counts by itself, or lets pass, is no limit.
    RATELIMIT_STORAGE_URL: stackOr(settings.rateLimitStorage, "limiter", settings),
    // Requests of one client; the firewall's own limit is computed from it, strictly above.
    RATE_LIMIT_PER_MINUTE: plain(settings.web.rateLimitPerMinute),
    WEB_CONCURRENCY: plain(concurrency),
  };
}

function worker(
  settings: Settings<unknown>,
  pool: DeclaredDatabaseClient,
  { concurrency, longestTaskSeconds }: Pick<Settings["worker"], "concurrency" | "longestTaskSeconds">,
): Environment {
  return {
    ...common(settings),
    ...queue(settings),
    ...application(settings),
    ...database("app", pool, settings),
    ...replica(settings, "psycopg"),
    // A message is taken off the queue when its task has ended, not when it begins: a worker that is killed loses none.
    // Tasks run again then, so they have to be repeatable.
    CELERY_TASK_ACKS_LATE: plain("true"),
    // The same where only the process of the task dies, for want of memory say: without it Celery counts it as done.
    CELERY_TASK_REJECT_ON_WORKER_LOST: plain("true"),
    // The promise the visibility timeout is computed from, kept: a task that takes longer is ended, not handed out twice.
    CELERY_TASK_TIME_LIMIT: plain(longestTaskSeconds),
    CELERY_WORKER_CONCURRENCY: plain(concurrency),
    // A message that is fetched ahead waits behind a long task, invisible to idle workers. One a process, and with late
    // acknowledgement that one is the task that runs.
    CELERY_WORKER_PREFETCH_MULTIPLIER: plain(1),
    CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT: plain(TIMEOUTS.softShutdown),
    // ECS sends SIGTERM; Celery's soft shutdown begins at SIGQUIT.
    REMAP_SIGTERM: plain("SIGQUIT"),
  };
}

/** What the owner keeps elsewhere, for one workload. */
function external(settings: Settings<unknown>, name: string): Environment {
  const read = Object.entries(settings.externalSecrets).filter(([, { workloads }]) => workloads.includes(name));
  return Object.fromEntries(read.map(([variable, { key }]) => [variable, secret(externalSecretName(variable), key)]));
}

/** Secrets kept elsewhere, by their name in the blueprint. */
export function keptSecrets(settings: Settings<unknown>): readonly (readonly [name: string, KeptSecret])[] {
  return [
    ...Object.entries(settings.externalSecrets).map(
      ([variable, kept]) => [externalSecretName(variable), kept] as const,
    ),
    ...sidecarSecrets(settings),
  ];
}

export function sidecarSecrets(settings: Settings<unknown>): readonly (readonly [name: string, KeptSecret])[] {
  return additionsByName(settings).flatMap(([workload, { sidecars }]) =>
    Object.entries(sidecars).flatMap(([sidecar, { secrets }]) =>
      Object.entries(secrets).map(([variable, kept]) => [sidecarSecret(workload, sidecar, variable), kept] as const),
    ),
  );
}

function externalSecretName(variable: string): string {
  return `external-${variable.toLowerCase().replaceAll("_", "-")}`;
}

/** On every workload alike. */
function common(settings: Settings<unknown>): Environment {
  return {
    API_VERSIONS: plain(JSON.stringify(settings.apiVersions)),
    ENVIRONMENT: plain(settings.environment),
    FEATURE_FLAGS_KEY: plain(settings.featureFlagsKey),
    LOG_LEVEL: plain(settings.logLevel.toUpperCase()),
    ...(settings.secrets.sentryDsn === null ? {} : { SENTRY_DSN: secret("sentry-dsn", null) }),
  };
}

/** Any number that nothing else in this database locks. */
const MIGRATION_ADVISORY_LOCK = 20_260_101;

/** What speaks to the queue. Celery reads no environment of its own: each name is its setting's, with `CELERY_` before it. */
function queue(settings: Settings<unknown>): Environment {
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
function application(settings: Settings<unknown>): Environment {
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

function database(role: DatabaseRole, pool: DeclaredDatabaseClient, settings: Settings<unknown>): Environment {
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
function replica(settings: Settings<unknown>, driver: "asyncpg" | "psycopg"): Environment {
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

/** Where requests reach the application from. */
export function loadBalancerRanges({ edge, network }: Settings<unknown>): string[] {
  if (network.own !== null) {
    const { publicSubnets, privateSubnets } = network.own;
    return Object.values(edge.internal ? privateSubnets : publicSubnets).sort();
  }
  return subnetRanges(network.cidrBlock, edge.internal ? "private" : "public", network.availabilityZoneCount);
}

function plain(value: string | number): DeclaredVariable {
  return { kind: "plain", value: String(value) };
}

function plainAll(values: Readonly<Record<string, string>>): Environment {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));
}

function secret(name: string, key: string | null): DeclaredVariable {
  return { kind: "secret", secret: name, key };
}

function redis(role: RedisRole, { cache }: Settings<unknown>): DeclaredVariable {
  return {
    kind: "store",
    store: { kind: "cache", name: "redis" },
    url: redisUrl(role, cache.own?.port),
    secret: "redis-connection",
    key: role,
  };
}

/** `redis` in the configuration means the stack's own; any other URL is passed on as it was given. */
function stackOr(setting: string, role: RedisRole, settings: Settings<unknown>): DeclaredVariable {
  return setting === "redis" ? redis(role, settings) : plain(setting);
}
