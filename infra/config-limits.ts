/**
 * What no AWS takes, refused before anything is registered: AWS itself refuses it when hundreds of resources exist already.
 * Nothing here is a judgement; an unsafe value that AWS takes is the policy pack's to decide.
 */
import {
  FARGATE_CPUS,
  fargateMemories,
  isFargateSize,
  MAX_CONNECTIONS_RANGE,
  rdsMemoryGiB,
} from "guardrails-policies/facts";
import { cacheMistakes } from "./config-cache";
import { sidecarSecrets } from "./kept-secrets";
import { databaseMistakes } from "./config-database";
import { alarmMistakes } from "./config-alarms";
import { deploymentMistakes } from "./config-deployment";
import { edgeMistakes } from "./config-edge";
import { networkMistakes, wayOutMistakes } from "./config-network";
import { restoreMistakes } from "./config-restore";
import { ConfigError, NAMESPACE } from "./config-schema";
import { tagMistakes } from "./config-tags";
import { type Check, isNetwork, MAX_TASKS, range } from "./checks";
import type { ServiceSettings, Settings } from "./settings";
import { sidecarMistakes } from "./sidecar-limits";
import { workloadMistakes } from "./workload-limits";

/** CloudWatch Logs API, PutRetentionPolicy. */
const RETENTIONS = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

/** RDS user guide, "Amazon RDS DB instance storage": gp3 for PostgreSQL, GiB. */
const MAX_STORAGE = 65_536;

/**
 * Families that RDS has for this stack's PostgreSQL (user guide, "Supported DB engines for DB instance classes": db.r4 ends
 * with version 12, db.z1d has none); sizes: facts.
 */
const DATABASE_FAMILIES =
  /^db\.(t3|t4g|m5|m5d|m6g|m6gd|m6i|m6id|m6idn|m6in|m7g|m7gd|m7i|m8g|m8gd|r5|r5b|r5d|r6g|r6gd|r6i|r6id|r6idn|r6in|r7g|r7gd|r7i|r8g|r8gd|x2g|x2idn|x2iedn)\./;

/**
 * Node types (ElastiCache user guide, "Supported node types"). Without cache.r6gd, whose nodes keep data on a disk too: AWS
 * takes them with data tiering only, and a queue has no use for it.
 */
const CACHE_NODES =
  /^cache\.(t[23]\.(micro|small|medium)|t4g\.(micro|small|medium)|m4\.([24]?x?large|10xlarge)|r4\.([248]?x?large|16xlarge)|[mr]5\.([24]?x?large|12xlarge|24xlarge)|[mr][678]g\.([248]?x?large|12xlarge|16xlarge)|c7gn\.([248]?x?large|12xlarge|16xlarge))$/;

/**
 * What belongs to another region than the stack's: AWS looks for it where the stack is, and does not find it.
 *
 * @throws ConfigError for the first one.
 */
export function refuseElsewhere(settings: Settings<unknown>, region: string): void {
  const arns = [
    ["certificateArn", settings.certificateArn] as const,
    ["databaseSnapshot", snapshotArn(settings)] as const,
    ["ownDatabase", settings.database.own?.masterSecret.secretArn ?? null] as const,
    ["clusterArn", settings.clusterArn] as const,
    ...Object.values(settings.alarms.topics).map((arn) => ["alarmTopics", arn] as const),
    ...Object.values(settings.keys).map((arn) => ["kmsKeys", arn] as const),
    ...Object.values(settings.externalSecrets).map(({ secretArn }) => ["externalSecrets", secretArn] as const),
    ...sidecarSecrets(settings).map(([, { secretArn }]) => ["workloads", secretArn] as const),
  ];
  for (const [key, arn] of arns) {
    const found = arn?.split(":")[3];
    if (found !== undefined && found !== region)
      throw new ConfigError(`${NAMESPACE}:${key} is of ${found}, but must be of ${region}, the stack's region.`);
  }
  // A local or a wavelength zone has its region's name before its own.
  const zone = settings.network.availabilityZones?.find((name) => !name.startsWith(region));
  if (zone !== undefined)
    throw new ConfigError(
      `${NAMESPACE}:availabilityZones is ${JSON.stringify(zone)}, but must be zones of ${region}, the stack's region.`,
    );
}

/** null: it is named without its region, or there is none. */
function snapshotArn({ database: { restoredFrom } }: Settings<unknown>): string | null {
  if (restoredFrom?.kind !== "snapshot") return null;
  return restoredFrom.snapshot.startsWith("arn:") ? restoredFrom.snapshot : null;
}

/**
 * @param given The keys that are set, as against what has its default.
 * @throws ConfigError for the first setting that AWS does not take in any account.
 */
export function refuseImpossible(settings: Settings, given: readonly string[]): void {
  for (const [key, found, wanted] of checks(settings, given)) {
    if (wanted !== null)
      throw new ConfigError(`${NAMESPACE}:${key} is ${JSON.stringify(found)}, but must be ${wanted}.`);
  }
}

function checks(settings: Settings, given: readonly string[]): Check[] {
  const { database, cache, network, logRetentionDays, domain, certificateArn } = settings;
  const { instanceClass, storageGiB, maxStorageGiB, maxConnections, backupRetentionDays } = database;
  const leastMaximum = Math.ceil((storageGiB * 11) / 10);
  const knownClass = DATABASE_FAMILIES.test(instanceClass);
  return [
    ...edgeMistakes(settings.edge, domain),
    ...deploymentMistakes(settings.deployment),
    [
      "workingHours",
      settings.environment,
      settings.workingHours !== null && settings.environment === "production"
        ? "left out in production, whose users keep no hours"
        : null,
    ],
    ...tagMistakes(settings.tags),
    ...alarmMistakes(settings.alarms, settings.keys.alerts),
    ...networkMistakes(network, settings.edge.internal, given),
    ...wayOutMistakes(network, settings.environment),
    ...restoreMistakes(given),
    ...databaseMistakes(database.own, given),
    ...cacheMistakes(cache.own, given),
    ...networkLists(settings),
    ...fargate("web", settings.web),
    ...fargate("worker", settings.worker),
    ...workloadMistakes(settings),
    ...sidecarMistakes(settings),
    [
      "databaseInstanceClass",
      instanceClass,
      knownClass ? sizeOf(instanceClass) : "a class that RDS for PostgreSQL has",
    ],
    [
      "databaseMaxConnections",
      maxConnections,
      range(maxConnections, MAX_CONNECTIONS_RANGE.min, MAX_CONNECTIONS_RANGE.max),
    ],
    ["databaseStorageGiB", storageGiB, range(storageGiB, 20, MAX_STORAGE)],
    [
      "databaseMaxStorageGiB",
      maxStorageGiB,
      maxStorageGiB === storageGiB || (maxStorageGiB >= leastMaximum && maxStorageGiB <= MAX_STORAGE)
        ? null
        : `databaseStorageGiB, for storage that does not grow, or ${leastMaximum} (a tenth more) to ${MAX_STORAGE}`,
    ],
    // RDS user guide, "Working with DB instance read replicas": it is made of a backup.
    [
      "databaseReplica",
      "true",
      database.replica && backupRetentionDays === 0 ? "false without backups (databaseBackupRetentionDays 0)" : null,
    ],
    // The proxy's certificate is of other authorities than the copy's, and a process reads one file of them.
    ["databaseReplica", "true", database.replica && database.proxy ? "false with databaseProxy" : null],
    ["databaseBackupRetentionDays", backupRetentionDays, range(backupRetentionDays, 0, 35)],
    ["cacheNodeType", cache.nodeType, CACHE_NODES.test(cache.nodeType) ? null : "a node type that ElastiCache has"],
    ["cacheNodes", cache.nodes, range(cache.nodes, 1, 6)],
    ["cacheSnapshotRetentionDays", cache.snapshotRetentionDays, range(cache.snapshotRetentionDays, 0, 35)],
    [
      "logRetentionDays",
      logRetentionDays,
      RETENTIONS.includes(logRetentionDays) ? null : `one of ${RETENTIONS.join(", ")}`,
    ],
    [
      "cidrBlock",
      network.cidrBlock,
      isNetwork(network.cidrBlock) ? null : "a network's first address, each number up to 255",
    ],
    [
      "availabilityZones",
      (network.availabilityZones ?? []).join(", "),
      new Set(network.availabilityZones).size === (network.availabilityZones ?? []).length
        ? null
        : "a list of different zones",
    ],
    // The name in a certificate (ACM user guide, "Certificate characteristics").
    [
      "domain",
      domain ?? "",
      domain === null || certificateArn !== null || domain.length <= 64
        ? null
        : "64 characters at most without a certificateArn",
    ],
    // Tag values (AWS tagging, "Tag naming limits and requirements").
    ...(["owner", "costCenter"] as const).map((key): Check => [
      key,
      settings[key],
      /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(settings[key]) ? null : "letters, digits, spaces and any of _.:/=+-@",
    ]),
  ];
}

function fargate(name: "web" | "worker", { cpu, memory, minTasks, maxTasks }: ServiceSettings): Check[] {
  return [
    [`${name}Cpu`, cpu, FARGATE_CPUS.includes(cpu) ? null : `one of ${FARGATE_CPUS.join(", ")}`],
    [
      `${name}Memory`,
      memory,
      isFargateSize(cpu, memory) ? null : `one of ${fargateMemories(cpu).join(", ")} with ${name}Cpu ${cpu}`,
    ],
    [`${name}MaxTasks`, maxTasks, range(maxTasks, Math.max(1, minTasks), MAX_TASKS)],
  ];
}

/** A family that is known has the sizes facts know; of one whose memory is not known there, nothing is said. */
function sizeOf(instanceClass: string): string | null {
  const family = instanceClass.replace(/\.[^.]+$/, "");
  const familyIsKnown = rdsMemoryGiB(`${family}.large`) !== undefined;
  return familyIsKnown && rdsMemoryGiB(instanceClass) === undefined ? `a size that ${family} has` : null;
}

function networkLists({ deployment, edge, httpRedirectFrom }: Settings): Check[] {
  const lists = {
    clientNetworks: edge.clientNetworks,
    deploymentTestNetworks: deployment.testNetworks,
    httpRedirectFrom,
  };
  return Object.entries(lists).flatMap(([key, list]) =>
    list.map((one): Check => [key, one, isNetwork(one) ? null : "a list of networks, each by its first address"]),
  );
}
