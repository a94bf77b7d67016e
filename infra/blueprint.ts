/**
 * The declared architecture: settings in, plain values out, before any resource exists.
 *
 * The connection budget is computed first; the pools it allows are written into the environments, so that what the
 * application opens and what the database serves cannot drift apart.
 */
import type {
  Blueprint,
  DeclaredCache,
  DeclaredDatabase,
  DeclaredDatabaseClient,
  DeclaredSecret,
  DeclaredService,
  DeclaredWorkload,
  MadeDatabase,
  SecretPurpose,
} from "guardrails-policies/model";
import type { ConnectionLimits } from "guardrails-policies/facts";
import { affordablePool, connectionLimits, tasksAtPeak } from "./budget";
import type { ApplicationSettings } from "./config-application";
import { CACHE_VERSIONS } from "./config-engines";
import { environments, extraEnvironment, hasPreviousSigningKey, keptSecrets, type Pools } from "./contract";
import { databaseLogin } from "./connections";
import { givenSubnets } from "./config-network";
import { DATABASE_ACCESS, declareAccess } from "./database-access";
import { migrationCommand } from "./migration";
import { MONITOR_COMMAND } from "./monitor";
import { PID_FILES } from "./pid-files";
import type { ServiceSettings, Settings } from "./settings";
import { declareSidecars } from "./sidecars";
import { TIMEOUTS } from "./timeouts";
import { type CoreWorkload, extrasOf, SMALL_TASK } from "./workload-settings";

/** A blueprint whose parts are known by name. */
export interface ProductBlueprint<Secret = string> extends Blueprint<Secret> {
  readonly databases: { readonly postgres: DeclaredDatabase; readonly replica?: MadeDatabase };
  readonly caches: { readonly redis: DeclaredCache };
  /** The ones every stack has, and those of the map under their own names. */
  readonly workloads: Readonly<Record<CoreWorkload, DeclaredWorkload> & Record<string, DeclaredWorkload>>;
}

/** Everything the program will build. Total: it never throws, whatever well-typed settings it is given. */
export function declareBlueprint<Secret>(settings: Settings<Secret>, region: string): ProductBlueprint<Secret> {
  const services = declareServices(settings);
  const pools = declarePools(settings, services);
  return {
    schemaVersion: 1,
    product: settings.product,
    environment: settings.environment,
    region,
    domain: settings.domain,
    network: {
      cidrBlock: settings.network.cidrBlock,
      availabilityZones: settings.network.availabilityZoneCount,
      natGateways: settings.network.natGateways,
      ...givenSubnets(settings.network),
    },
    edge: {
      scheme: settings.edge.internal ? "internal" : "internet-facing",
      firewall: settings.edge.firewall,
      exclusions: settings.edge.exclusions,
    },
    secrets: declareSecrets(settings),
    databases: {
      postgres: declareDatabase(settings),
      ...(settings.database.replica ? { replica: declareReplica(settings) } : {}),
    },
    caches: { redis: declareRedis(settings) },
    workloads: {
      ...declareWorkloads(settings, services, pools),
      ...declareExtras(settings, services, pools),
      ...(settings.databaseAccessUntil === null ? {} : { [DATABASE_ACCESS]: declareAccess(settings) }),
    },
  };
}

interface Services {
  readonly web: DeclaredService;
  readonly worker: DeclaredService;
  readonly scheduler: DeclaredService;
  readonly monitor: DeclaredService;
  /** Of the map's workloads, by name; a job has none. */
  readonly extras: Readonly<Record<string, DeclaredService | null>>;
}

function declareServices(settings: Settings<unknown>): Services {
  const circuitBreaker = { enable: true, rollback: true };
  const scaled = ({ minTasks, maxTasks }: ServiceSettings) => ({
    desiredCount: minTasks,
    scaling: { min: minTasks, max: maxTasks },
    // New tasks are healthy before old ones go; the budget counts both.
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    availabilityZoneRebalancing: true,
    circuitBreaker,
  });
  const single: DeclaredService = {
    desiredCount: 1,
    scaling: null,
    // Stop, then start: two schedulers would run every task twice. Rebalancing starts first, so it is off.
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    capacity: "on-demand",
    availabilityZoneRebalancing: false,
    circuitBreaker,
  };
  // What the load balancer sends requests to can have two fleets; the others take their work themselves. ECS's circuit breaker
  // is for rolling deployments only (ECS API, DeploymentCircuitBreaker); with two fleets the first one stays.
  const served: Partial<DeclaredService> =
    settings.deployment.strategy === "blue-green"
      ? { strategy: "BLUE_GREEN", circuitBreaker: { enable: false, rollback: false } }
      : {};
  return {
    web: { ...scaled(settings.web), capacity: "on-demand", ...served },
    // A task that is interrupted goes back on the queue, so most workers may be Spot; one stays when Spot is gone.
    worker: { ...scaled(settings.worker), capacity: "spot-with-on-demand-base" },
    scheduler: single,
    // Two would count everything twice.
    monitor: single,
    extras: Object.fromEntries(
      Object.entries(settings.workloads).map(([name, workload]) => [
        name,
        workload.role === "job"
          ? null
          : workload.role === "worker"
            ? { ...scaled(workload), capacity: workload.capacity }
            : { ...scaled(workload), capacity: "on-demand", ...served },
      ]),
    ),
  };
}

/** Every workload's database client: those of the map by their names. */
interface AllPools extends Pools {
  readonly extras: Readonly<Record<string, DeclaredDatabaseClient>>;
}

function declarePools(settings: Settings<unknown>, services: Services): AllPools {
  const client = (processes: number, poolSize: number, maxOverflow: number): DeclaredDatabaseClient => ({
    name: "postgres",
    processes,
    engines: 1,
    poolSize,
    maxOverflow,
    poolTimeout: settings.database.poolTimeoutSeconds,
  });
  // A prefork child runs one task at a time and needs one connection; the parent is counted for safety.
  const worker = client(settings.worker.concurrency + 1, 1, 1);
  const scheduler = client(1, 1, 1);
  const migration = client(1, 1, 1);
  const webs = extrasOf(settings, "web");
  const others = Object.entries(settings.workloads).flatMap(([name, workload]) => {
    if (workload.role === "web") return [];
    // A job is one process that opens what it uses.
    return [[name, client(workload.role === "worker" ? workload.concurrency + 1 : 1, 1, 1)] as const];
  });
  const peakOf = (name: string) => tasksAtPeak(services.extras[name] ?? null);
  const pool = affordablePool(
    settings.database,
    [
      { name: "web", peakTasks: tasksAtPeak(services.web), processes: settings.web.concurrency, engines: 1 },
      ...webs.map(([name, { concurrency }]) => ({
        name,
        peakTasks: peakOf(name),
        processes: concurrency,
        engines: 1,
      })),
    ],
    [
      ...others.map(([name, pooled]) => ({ ...pooled, name, peakTasks: peakOf(name) })),
      { ...worker, name: "worker", peakTasks: tasksAtPeak(services.worker) },
      { ...scheduler, name: "scheduler", peakTasks: tasksAtPeak(services.scheduler) },
      { ...migration, name: "migration", peakTasks: tasksAtPeak(null) },
    ],
    limitsOf(settings),
  );
  const serving = (concurrency: number) => client(concurrency, pool.poolSize, pool.maxOverflow);
  const extras = [...others, ...webs.map(([name, { concurrency }]) => [name, serving(concurrency)] as const)];
  return { web: serving(settings.web.concurrency), worker, scheduler, migration, extras: Object.fromEntries(extras) };
}

function declareWorkloads(
  settings: Settings<unknown>,
  services: Services,
  pools: Pools,
): Readonly<Record<CoreWorkload, DeclaredWorkload>> {
  const { additions, application, image, web, worker } = settings;
  const environment = environments(settings, pools);
  const healthCheck = { startPeriod: TIMEOUTS.boot };
  return {
    web: {
      role: "web",
      image,
      command: additions.web.command ?? webCommand(application),
      cpu: web.cpu,
      memory: web.memory,
      environment: environment.web,
      database: pools.web,
      stopTimeout: TIMEOUTS.stop,
      healthCheck,
      service: services.web,
      ...declareSidecars("web", additions.web),
    },
    worker: {
      role: "worker",
      image,
      command: additions.worker.command ?? workerCommand(application, worker.queues),
      cpu: worker.cpu,
      memory: worker.memory,
      environment: environment.worker,
      database: pools.worker,
      stopTimeout: TIMEOUTS.stop,
      healthCheck,
      service: services.worker,
      ...declareSidecars("worker", additions.worker),
    },
    scheduler: {
      role: "scheduler",
      image,
      // The process file is for its health check; who runs, the lock in Redis says.
      command: additions.scheduler.command ?? [
        ...["celery", "-A", application.celery, "beat", "-S", "redbeat.RedBeatScheduler"],
        ...["--pidfile", PID_FILES.scheduler],
      ],
      ...SMALL_TASK,
      environment: environment.scheduler,
      database: pools.scheduler,
      stopTimeout: TIMEOUTS.schedulerStop,
      healthCheck,
      service: services.scheduler,
      ...declareSidecars("scheduler", additions.scheduler),
    },
    migration: {
      role: "migration",
      image,
      command: migrationCommand(application.firstSuperuser),
      ...SMALL_TASK,
      environment: environment.migration,
      database: pools.migration,
      stopTimeout: TIMEOUTS.stop,
      // Its exit code is its health.
      healthCheck: null,
      service: null,
      ...declareSidecars("migration", additions.migration),
    },
    monitor: {
      role: "monitor",
      image,
      command: MONITOR_COMMAND,
      ...SMALL_TASK,
      environment: environment.monitor,
      database: null,
      stopTimeout: TIMEOUTS.monitorStop,
      healthCheck,
      service: services.monitor,
      ...declareSidecars("monitor", additions.monitor),
    },
  };
}

/** The workloads of the map: each as the one of its role, but for what it says itself. */
function declareExtras(
  settings: Settings<unknown>,
  services: Services,
  pools: AllPools,
): Readonly<Record<string, DeclaredWorkload>> {
  const { application } = settings;
  const declared = Object.entries(settings.workloads).map(([name, workload]): [string, DeclaredWorkload] => {
    const database = pools.extras[name] ?? pools.migration;
    return [
      name,
      {
        role: workload.role,
        image: settings.image,
        command:
          workload.command ??
          (workload.role === "worker" ? workerCommand(application, workload.queues) : webCommand(application)),
        cpu: workload.cpu,
        memory: workload.memory,
        environment: extraEnvironment(settings, name, workload, database),
        database,
        stopTimeout: TIMEOUTS.stop,
        healthCheck: workload.role === "job" ? null : { startPeriod: TIMEOUTS.boot },
        service: services.extras[name] ?? null,
        ...declareSidecars(name, workload),
      },
    ];
  });
  return Object.fromEntries(declared);
}

/** The port the web container listens on. */
export const WEB_PORT = 8000;

function webCommand({ web }: ApplicationSettings): string[] {
  return ["gunicorn", web, "--worker-class", "uvicorn.workers.UvicornWorker", "--bind", `0.0.0.0:${WEB_PORT}`];
}

function workerCommand({ celery }: ApplicationSettings, queues: readonly string[]): string[] {
  return [...["celery", "-A", celery, "worker"], ...["--queues", queues.join(","), "--pidfile", PID_FILES.worker]];
}

/** What is there is declared as its owner describes it, and nothing more is promised of it. */
function declareDatabase(settings: Settings<unknown>): DeclaredDatabase {
  const { own, version, maxConnections } = settings.database;
  if (own === null) return declarePostgres(settings);
  const { host, port, instance } = own;
  return { engine: "postgres", engineVersion: version, maxConnections, given: { host, port, instance } };
}

/** Of one that is brought no class is known, and its owner has counted already. */
function limitsOf(settings: Settings<unknown>): ConnectionLimits {
  const { own, maxConnections } = settings.database;
  return connectionLimits(own === null ? settings.database : { maxConnections }, declareProxy(settings));
}

function declarePostgres(settings: Settings<unknown>): MadeDatabase {
  const { database, deletionProtection } = settings;
  return {
    engine: "postgres",
    engineVersion: database.version,
    instanceClass: database.instanceClass,
    maxConnections: database.maxConnections,
    multiAz: database.multiAz,
    backupRetentionDays: database.backupRetentionDays,
    deletionProtection,
    proxy: declareProxy(settings),
  };
}

/** A copy of it, in one zone: whoever reads from it can read from the database instead. */
function declareReplica(settings: Settings<unknown>): MadeDatabase {
  return { ...declarePostgres(settings), multiAz: false, backupRetentionDays: 0, replicaOf: "postgres" };
}

/** A fifth of the connections is left to what goes past a proxy: the migration and people. */
function declareProxy({ database }: Settings<unknown>): MadeDatabase["proxy"] {
  return database.proxy ? { maxConnectionsPercent: 80 } : null;
}

function declareRedis({ cache }: Settings<unknown>): DeclaredCache {
  if (cache.own !== null) {
    const { engine, version, clusterMode, evictionPolicy, host, port, nodes } = cache.own;
    // Every client speaks TLS, verifies and sends the token: one that has neither serves none of them.
    const guarded = { transitEncryption: true, authentication: true };
    return { engine, engineVersion: version, clusterMode, evictionPolicy, ...guarded, given: { host, port, nodes } };
  }
  return {
    engine: cache.engine,
    engineVersion: CACHE_VERSIONS[cache.engine],
    nodeType: cache.nodeType,
    nodes: cache.nodes,
    // Celery's transport cannot use a sharded cluster.
    clusterMode: false,
    transitEncryption: true,
    authentication: true,
    // It holds queues and locks: when memory ends a write must fail, not a message vanish.
    evictionPolicy: "noeviction",
    snapshotRetentionDays: cache.snapshotRetentionDays,
  };
}

function declareSecrets<Secret>(settings: Settings<Secret>): Readonly<Record<string, DeclaredSecret<Secret>>> {
  const { signingKey, signingKeyPrevious, encryptionKey, sentryDsn, cacheToken } = settings.secrets;
  // 64 letters and digits hold 381 bits and need no escaping in a URL, a shell or an ElastiCache token.
  const password = (purpose: SecretPurpose): DeclaredSecret<Secret> => ({
    purpose,
    origin: { kind: "generated", generator: "RandomPassword", length: 64 },
  });
  const provided = (purpose: SecretPurpose, value: Secret): DeclaredSecret<Secret> => ({
    purpose,
    origin: { kind: "provided", value },
  });
  const composed = (...from: string[]): DeclaredSecret<Secret> => ({
    purpose: "connection",
    origin: { kind: "composed", from },
  });
  const signing = (brought: Secret | null) => (brought === null ? password("signing") : provided("signing", brought));
  return {
    "signing-key": signing(signingKey),
    ...(hasPreviousSigningKey(settings) ? { "signing-key-previous": signing(signingKeyPrevious) } : {}),
    "encryption-key":
      encryptionKey === null
        ? { purpose: "encryption", origin: { kind: "generated", generator: "RandomBytes", length: 32 } }
        : provided("encryption", encryptionKey),
    "redis-auth": cacheToken === null ? password("cache-password") : provided("cache-password", cacheToken),
    "redis-connection": composed("redis-auth", "redis"),
    "database-app-password": password("database-password"),
    "database-app": composed("database-app-password", "postgres"),
    // What the proxy logs in with for the application.
    ...(settings.database.proxy ? { [proxyLogin(settings, 0)]: composed("database-app-password") } : {}),
    // And for the tasks of the release before, under the login they still have.
    ...(hasPreviousLogin(settings)
      ? {
          "database-app-password-previous": password("database-password"),
          [proxyLogin(settings, 1)]: composed("database-app-password-previous"),
        }
      : {}),
    "database-migration-password": password("database-password"),
    "database-migration": composed("database-migration-password", "postgres"),
    "database-master": { purpose: "database-password", origin: { kind: masterOrigin(settings) } },
    ...(settings.application.firstSuperuser === null ? {} : { "first-superuser-password": password("admin-password") }),
    ...(sentryDsn === null ? {} : { "sentry-dsn": provided("external", sentryDsn) }),
    ...Object.fromEntries(
      keptSecrets(settings).map(([name]) => [name, { purpose: "external", origin: { kind: "owner-filled" } }]),
    ),
  };
}

/** RDS names the secrets it manages itself, and rotates them. */
function masterOrigin({ database: { own } }: Settings<unknown>): "managed" | "owner-filled" {
  return own === null || own.masterSecret.secretArn.includes(":secret:rds!") ? "managed" : "owner-filled";
}

/** The secret the proxy has of the login that is so many generations back. */
function proxyLogin({ database }: Settings<unknown>, back: number): string {
  return databaseLogin("app", database.passwordGeneration - back) === "app" ? "database-proxy" : "database-proxy-b";
}

/** The proxy knows the logins it is told only; while services move to the other one, it has to know both. */
export function hasPreviousLogin({ database }: Settings<unknown>): boolean {
  return database.proxy && database.passwordGeneration > 1;
}

/**
 * The logical name of the resource that generates a secret. It counts generations: a new name is a new value. The signing
 * key's last generator moves to the `previous` slot with its value.
 */
export function generatorName(secret: string, settings: Settings<unknown>): string {
  if (secret === "signing-key") return `signing-key-${settings.signingKeyGeneration}`;
  if (secret === "signing-key-previous") return `signing-key-${settings.signingKeyGeneration - 1}`;
  if (secret === "database-app-password-previous")
    return counted("database-app-password", settings.database.passwordGeneration - 1);
  return counted(secret, passwordGeneration(secret, settings));
}

function counted(secret: string, generation: number): string {
  return generation === 1 ? secret : `${secret}-${generation}`;
}

function passwordGeneration(secret: string, { cache, database }: Settings<unknown>): number {
  if (secret === "redis-auth") return cache.tokenGeneration;
  return /^database-(app|migration)-password$/.test(secret) ? database.passwordGeneration : 1;
}
