/**
 * The environment contract: every variable the application reads, by name, and where its value comes from. Execution roles,
 * security group rules, secrets and container definitions are all derived from it.
 */
import type { DeclaredDatabaseClient } from "guardrails-policies/model";
import { databaseLogin } from "./connections";
import { application, common, database, queue, replica } from "./contract-parts";
import { type Environment, plain, plainAll, redis, secret, stackOr } from "./contract-variables";
import { externalSecretName } from "./kept-secrets";
import { monitorVariables } from "./monitor";
import type { Settings } from "./settings";
import { subnetRanges } from "./subnets";
import { TIMEOUTS } from "./timeouts";
import { type CoreWorkload, type ExtraWorkload, queuesByPool } from "./workload-settings";

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

/** Any number that nothing else in this database locks. */
const MIGRATION_ADVISORY_LOCK = 20_260_101;

/** Where requests reach the application from. */
export function loadBalancerRanges({ edge, network }: Settings<unknown>): string[] {
  if (network.own !== null) {
    const { publicSubnets, privateSubnets } = network.own;
    return Object.values(edge.internal ? privateSubnets : publicSubnets).sort();
  }
  return subnetRanges(network.cidrBlock, edge.internal ? "private" : "public", network.availabilityZoneCount);
}
