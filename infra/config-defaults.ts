/** What a key that is not set means: the environment's safety, the cost profile's sizes, or a default of its own. */
import { rdsConnectionCeiling } from "guardrails-policies/facts";
import { withNothing } from "./config-additions";
import { applicationSettings } from "./config-application";
import { ownCache } from "./config-cache";
import { ownDatabase } from "./config-database";
import { alarmSettings } from "./config-alarms";
import { deploymentSettings } from "./config-deployment";
import { edgeSettings } from "./config-edge";
import { ConfigError, type Given, NAMESPACE } from "./config-schema";
import { ownNetwork } from "./config-network";
import { givenKeys } from "./config-keys";
import { roleSettings } from "./config-roles";
import { restoredFrom } from "./config-restore";
import { DATABASE_NAME, POSTGRES_PORT, RDS_AUTHORITIES } from "./connections";
import { PROFILES, SAFETY } from "./profiles";
import type { Settings } from "./settings";
import type { ExtraWorkload } from "./workload-settings";
import type { GivenWorkload } from "./config-workloads";

/** All of the internet: who types or follows an `http://` link is led to HTTPS, and not left to wait. */
const EVERYWHERE = "0.0.0.0/0";

/** @throws ConfigError where a default cannot be computed. */
export function withDefaults(given: Given): Settings {
  const { environment } = given;
  const safety = SAFETY[environment];
  const costProfile = given.costProfile ?? safety.costProfile;
  const profile = PROFILES[costProfile];
  const domain = given.domain ?? null;
  const product = given.product ?? "guardrails";
  const instanceClass = given.databaseInstanceClass ?? profile.databaseInstanceClass;
  const storageGiB = given.databaseStorageGiB ?? profile.databaseStorageGiB;
  const own = ownNetwork(given);
  const { core, extras } = given.workloads ?? { core: {}, extras: {} };
  const database = ownDatabase(given);
  return {
    product,
    environment,
    image: given.image,
    application: applicationSettings(given),
    domain,
    hostedZoneId: given.hostedZoneId ?? null,
    certificateArn: given.certificateArn ?? null,
    httpRedirectFrom: given.httpRedirectFrom ?? [EVERYWHERE],
    corsOrigins: given.corsOrigins ?? [],
    rateLimitStorage: given.rateLimitStorage ?? "redis",
    celeryBroker: given.celeryBroker ?? "redis",
    logLevel: given.logLevel ?? safety.logLevel,
    owner: given.owner ?? product,
    costCenter: given.costCenter ?? product,
    tags: given.tags ?? {},
    roles: roleSettings(given),
    keys: givenKeys(given),
    clusterArn: given.clusterArn ?? null,
    costProfile,
    alarms: alarmSettings(given),
    monthlyBudget: given.monthlyBudget ?? null,
    objectives: {
      availabilityTarget: given.availabilityTarget ?? safety.availabilityTarget,
      latencyTargetMs: given.latencyTargetMs ?? safety.latencyTargetMs,
    },
    firstSuperuser: given.firstSuperuser ?? given.alarmEmail ?? `admin@${domain ?? `${product}.internal`}`,
    secrets: {
      signingKey: given.signingKey ?? null,
      signingKeyPrevious: given.signingKeyPrevious ?? null,
      encryptionKey: given.encryptionKey ?? null,
      sentryDsn: given.sentryDsn ?? null,
      cacheToken: given.cacheToken ?? null,
    },
    signingKeyGeneration: given.signingKeyGeneration ?? 1,
    externalSecrets: given.externalSecrets ?? {},
    featureFlagsKey: given.featureFlagsKey ?? `${product}:${environment}:flags`,
    apiVersions: given.apiVersions ?? ["v1"],
    keepRepository: given.createRepository === "keep",
    network: {
      own,
      // 10.64.0.0/16 keeps out of the way of the ranges people peer with most, 10.0.0.0/16 and 172.31.0.0/16 (the default VPC's).
      cidrBlock: own?.cidrBlock ?? given.cidrBlock ?? "10.64.0.0/16",
      availabilityZones: given.availabilityZones ?? null,
      availabilityZoneCount:
        (own === null ? given.availabilityZones : Object.keys(own.privateSubnets))?.length ?? profile.availabilityZones,
      natGateways: own === null ? (given.natGateways ?? safety.natGateways) : "given",
    },
    edge: edgeSettings(given),
    deployment: deploymentSettings(given),
    workingHours: given.workingHours ?? null,
    storeChanges: given.storeChanges ?? "window",
    database: {
      own: database,
      version: database?.version ?? given.databaseVersion ?? "17",
      name: database?.database ?? given.databaseName ?? DATABASE_NAME,
      port: database?.port ?? POSTGRES_PORT,
      restoredFrom: restoredFrom(given),
      replica: given.databaseReplica ?? false,
      instanceClass,
      maxConnections:
        database?.maxConnections ?? given.databaseMaxConnections ?? suggestedMaxConnections(instanceClass),
      storageGiB,
      // Room for storage autoscaling to double it twice before a person has to look.
      maxStorageGiB: given.databaseMaxStorageGiB ?? Math.min(storageGiB * 4, 65_536),
      multiAz: given.databaseMultiAz ?? safety.multiAz,
      backupRetentionDays: given.databaseBackupRetentionDays ?? safety.backupRetentionDays,
      poolSize: given.databasePoolSize ?? null,
      maxOverflow: given.databaseMaxOverflow ?? null,
      // Below gunicorn's timeout, so that a request fails with an answer and not with a dead worker.
      poolTimeoutSeconds: given.databasePoolTimeout ?? 10,
      // asyncpg pins a proxied connection to its client (prepared statements, the reset at check-in), so a proxy would share
      // nothing: it is for more tasks than pools can be made small for, after prepared statements are switched off.
      proxy: given.databaseProxy ?? false,
      authorities: given.databaseAuthorities ?? RDS_AUTHORITIES,
      passwordGeneration: given.databasePasswordGeneration ?? 1,
    },
    databaseAccessUntil: given.databaseAccessUntil ?? null,
    cache: {
      own: ownCache(given),
      // What a stack that exists has; the stack files of this repository name Valkey: docs/upgrading.md.
      engine: given.cacheEngine ?? "redis",
      nodeType: given.cacheNodeType ?? profile.cacheNodeType,
      nodes: given.cacheNodes ?? safety.cacheNodes,
      snapshotRetentionDays: given.cacheSnapshotRetentionDays ?? safety.cacheSnapshotRetentionDays,
      tokenGeneration: given.cacheTokenGeneration ?? 1,
      tokenUpdate: given.cacheTokenUpdate ?? "rotate",
    },
    web: {
      cpu: given.webCpu ?? profile.web.cpu,
      memory: given.webMemory ?? profile.web.memory,
      minTasks: given.webMinTasks ?? safety.minTasks,
      // A minimum that is set above the profile's maximum moves it along: AWS refuses bounds that cross.
      maxTasks: given.webMaxTasks ?? Math.max(profile.web.maxTasks, given.webMinTasks ?? safety.minTasks),
      concurrency: given.webConcurrency ?? profile.web.concurrency,
      livenessPath: given.livenessPath ?? "/health/live",
      readinessPath: given.readinessPath ?? "/health/ready",
      // Five a second, sustained: no person does that, and a page that loads in a burst stays below it.
      rateLimitPerMinute: given.rateLimitPerMinute ?? 300,
    },
    worker: {
      cpu: given.workerCpu ?? profile.worker.cpu,
      memory: given.workerMemory ?? profile.worker.memory,
      minTasks: given.workerMinTasks ?? safety.minTasks,
      maxTasks: given.workerMaxTasks ?? Math.max(profile.worker.maxTasks, given.workerMinTasks ?? safety.minTasks),
      concurrency: given.workerConcurrency ?? profile.worker.concurrency,
      queues: given.taskQueues ?? ["default"],
      longestTaskSeconds: given.longestTaskSeconds ?? 1800,
      queueWaitSeconds: given.queueWaitSeconds ?? 300,
      averageTaskSeconds: given.averageTaskSeconds ?? 10,
    },
    additions: {
      web: withNothing(core.web),
      worker: withNothing(core.worker),
      scheduler: withNothing(core.scheduler),
      migration: withNothing(core.migration),
      monitor: withNothing(core.monitor),
    },
    workloads: Object.fromEntries(
      Object.entries(extras).map(([name, workload]) => [name, workloadDefaults(workload, given)]),
    ),
    architecture: given.architecture === "arm64" ? "ARM64" : "X86_64",
    logRetentionDays: given.logRetentionDays ?? safety.logRetentionDays,
    deletionProtection: given.deletionProtection ?? safety.deletionProtection,
  };
}

function suggestedMaxConnections(instanceClass: string): number {
  const ceiling = rdsConnectionCeiling(instanceClass);
  if (ceiling === undefined) {
    throw new ConfigError(
      `${NAMESPACE}:databaseMaxConnections is not set, but must be for ${JSON.stringify(instanceClass)}, a class whose memory is not known here.`,
    );
  }
  return ceiling.suggestedMaxConnections;
}

/** What the map leaves out of a workload is what the workload of its role has in this environment and profile. */
function workloadDefaults(workload: GivenWorkload, given: Given): ExtraWorkload {
  const safety = SAFETY[given.environment];
  const profile = PROFILES[given.costProfile ?? safety.costProfile];
  const common = withNothing(workload);
  if (workload.role === "job") {
    return {
      ...common,
      role: "job",
      command: workload.command,
      cpu: workload.cpu ?? profile.worker.cpu,
      memory: workload.memory ?? profile.worker.memory,
      schedule: workload.schedule ?? null,
      timezone: workload.timezone ?? "UTC",
    };
  }
  const usual = profile[workload.role];
  const minTasks = workload.minTasks ?? safety.minTasks;
  const service = {
    cpu: workload.cpu ?? usual.cpu,
    memory: workload.memory ?? usual.memory,
    minTasks,
    maxTasks: workload.maxTasks ?? Math.max(usual.maxTasks, minTasks),
    concurrency: workload.concurrency ?? usual.concurrency,
  };
  if (workload.role === "web") {
    return {
      ...common,
      ...service,
      role: "web",
      hosts: workload.hosts ?? [],
      paths: workload.paths ?? [],
      livenessPath: workload.livenessPath ?? given.livenessPath ?? "/health/live",
      readinessPath: workload.readinessPath ?? given.readinessPath ?? "/health/ready",
    };
  }
  return {
    ...common,
    ...service,
    role: "worker",
    queues: workload.queues,
    longestTaskSeconds: workload.longestTaskSeconds ?? given.longestTaskSeconds ?? 1800,
    queueWaitSeconds: workload.queueWaitSeconds ?? given.queueWaitSeconds ?? 300,
    averageTaskSeconds: workload.averageTaskSeconds ?? given.averageTaskSeconds ?? 10,
    capacity: workload.capacity === "on-demand" ? "on-demand" : "spot-with-on-demand-base",
  };
}
