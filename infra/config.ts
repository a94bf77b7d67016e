/**
 * The one place that reads configuration.
 *
 * It checks shape only (type, format, the range in which a value means something) and fills what is not set from the
 * environment's profile. It does not judge: an unsafe but well-typed value passes through, and the policy pack decides.
 */
import * as pulumi from "@pulumi/pulumi";
import { rdsConnectionCeiling } from "guardrails-policies/facts";
import type { EnvironmentName, WorkloadRole } from "guardrails-policies/model";
import * as v from "valibot";
import { type CostProfile, type NatStrategy, PROFILES, SAFETY, type Promises } from "./profiles";
import { MAX_ZONES } from "./subnets";

/** The configuration namespace: the project's name in Pulumi.yaml. */
export const NAMESPACE = "guardrails";

/** Keys an owner sets with `pulumi config set --secret`; their values appear in no message. */
export const SECRET_KEYS = ["signingKey", "signingKeyPrevious", "encryptionKey", "sentryDsn"] as const;

type SecretKey = (typeof SECRET_KEYS)[number];

/** Every decision of an owner, defaults filled in. `Secret` is the type a brought secret travels in. */
export interface Settings<Secret = string> {
  readonly product: string;
  readonly environment: EnvironmentName;
  /** Image reference, by digest (`repository@sha256:…`) so that what was reviewed is what runs. */
  readonly image: string;
  /** null: reachable under the load balancer's own name only. */
  readonly domain: string | null;
  readonly hostedZoneId: string | null;
  readonly certificateArn: string | null;
  /** Networks from which plain HTTP is answered, with a redirect. Without a domain all of the internet's is served. */
  readonly httpRedirectFrom: readonly string[];
  readonly corsOrigins: readonly string[];
  /** `redis`: the stack's own; anything else is the URL itself. */
  readonly rateLimitStorage: string;
  readonly celeryBroker: string;
  readonly logLevel: string;
  readonly owner: string;
  readonly costCenter: string;
  readonly costProfile: CostProfile;
  readonly alarmEmail: string | null;
  /** US dollars the account may cost a month; null: computed from what the stack may grow to. */
  readonly monthlyBudget: number | null;
  readonly objectives: Promises;
  readonly firstSuperuser: string;
  readonly secrets: Readonly<Record<SecretKey, Secret | null>>;
  /** Counts up by one to rotate the signing key: the key before stays accepted in the `previous` slot. */
  readonly signingKeyGeneration: number;
  /** Secrets that are kept and filled elsewhere, by the variable they are read into. */
  readonly externalSecrets: Readonly<Record<string, ExternalSecret>>;
  /** The key under which the application's flag store keeps this environment's flags. */
  readonly featureFlagsKey: string;
  /** The versions of its API that the application serves. */
  readonly apiVersions: readonly string[];
  /** Whether the image's repository is this stack's own; off where several stacks deploy from one. */
  readonly createRepository: boolean;
  readonly network: NetworkSettings;
  readonly database: DatabaseSettings;
  readonly cache: CacheSettings;
  readonly web: WebSettings;
  readonly worker: ServiceSettings & {
    readonly queues: readonly string[];
    readonly longestTaskSeconds: number;
  } & QueueSettings;
  readonly logRetentionDays: number;
  /** Protects data and entry points from deletion, in Pulumi and in AWS. */
  readonly deletionProtection: boolean;
}

/** A secret in Secrets Manager that its owner fills. */
export interface ExternalSecret {
  readonly secretArn: string;
  /** Pins one version, so that a new value is deployed on purpose; null: the current one when a task starts. */
  readonly versionId: string | null;
  /** The member of a JSON secret; null: the whole value. */
  readonly key: string | null;
  /** The customer key it is encrypted with; null: AWS's own key for Secrets Manager. */
  readonly kmsKeyArn: string | null;
  readonly workloads: readonly WorkloadRole[];
}

export interface NetworkSettings {
  readonly cidrBlock: string;
  /** Zone names; null: the region's first ones, as many as `availabilityZoneCount` says. */
  readonly availabilityZones: readonly string[] | null;
  readonly availabilityZoneCount: number;
  readonly natGateways: NatStrategy;
}

export interface DatabaseSettings {
  readonly instanceClass: string;
  readonly maxConnections: number;
  readonly storageGiB: number;
  readonly maxStorageGiB: number;
  readonly multiAz: boolean;
  readonly backupRetentionDays: number;
  /** Pool of one web process; null: as large as the connection budget allows. */
  readonly poolSize: number | null;
  readonly maxOverflow: number | null;
  readonly poolTimeoutSeconds: number;
  /** RDS Proxy between the serving workloads and the database. */
  readonly proxy: boolean;
  /** Counts up by one for new passwords of the database roles; see `databaseLogin`. */
  readonly passwordGeneration: number;
}

export interface CacheSettings {
  readonly nodeType: string;
  readonly nodes: number;
  readonly snapshotRetentionDays: number;
  /** Counts up by one for a new auth token. */
  readonly tokenGeneration: number;
  /** `rotate`: the token before stays valid. `set`: it ends, which is the second step, once everything runs with the new one. */
  readonly tokenUpdate: "rotate" | "set";
}

export interface QueueSettings {
  /** How long a message may wait for a worker before somebody is told, seconds. */
  readonly queueWaitSeconds: number;
  /** What an average task takes; with it a wait becomes a number of messages. */
  readonly averageTaskSeconds: number;
}

export interface ServiceSettings {
  readonly cpu: number;
  readonly memory: number;
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Processes of one task: gunicorn workers, or Celery's prefork children. */
  readonly concurrency: number;
}

export interface WebSettings extends ServiceSettings {
  readonly livenessPath: string;
  readonly readinessPath: string;
  /** Requests of one client a minute that the application serves; the firewall's limit is computed from it. */
  readonly rateLimitPerMinute: number;
}

/** A configuration the program cannot mean anything with. The message is one sentence and holds no secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

// Each message completes the sentence "guardrails:key is … but must be …".
const text = (wanted: string, pattern: RegExp) => v.pipe(v.string(wanted), v.regex(pattern, wanted));
const integer = (minimum: number) => {
  const wanted = `an integer of at least ${minimum}`;
  const digits = v.pipe(text(wanted, /^-?\d{1,15}$/), v.transform(Number));
  return v.pipe(digits, v.minValue(minimum, wanted));
};
const percentage = (minimum: number, maximum: number) => {
  const wanted = `a percentage from ${minimum} to ${maximum}`;
  const digits = v.pipe(text(wanted, /^\d{1,3}(\.\d{1,6})?$/), v.transform(Number));
  return v.pipe(digits, v.minValue(minimum, wanted), v.maxValue(maximum, wanted));
};
const truth = v.pipe(
  v.picklist(["true", "false"], "true or false"),
  v.transform((value) => value === "true"),
);
const list = (wanted: string, minimum = 0, maximum = Infinity) =>
  v.pipe(
    v.string(wanted),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const parsed = jsonOrUndefined(dataset.value);
      const texts = Array.isArray(parsed) && parsed.every((item) => typeof item === "string") ? parsed : undefined;
      if (texts !== undefined && texts.length >= minimum && texts.length <= maximum) return texts;
      addIssue({ message: wanted });
      return NEVER;
    }),
  );
const networks = (wanted: string) =>
  v.pipe(
    list(wanted),
    v.check((ranges) => ranges.every((range) => /^(\d{1,3}\.){3}\d{1,3}\/([0-9]|[12]\d|3[0-2])$/.test(range)), wanted),
  );
const secret = v.string("text");
const email = text("an e-mail address", /^[^\s@]+@[^\s@]+$/);
const path = text("a path that begins with /", /^\/\S*$/);
const storage = text("redis or a URL", /^(redis|[A-Za-z][A-Za-z0-9+.-]*:\/\/\S*)$/);
const externalSecret = v.strictObject({
  secretArn: v.pipe(v.string(), v.regex(/^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}$/)),
  versionId: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{32,64}$/))),
  key: v.optional(v.pipe(v.string(), v.regex(/^[^:\s]+$/))),
  kmsKeyArn: v.optional(v.pipe(v.string(), v.regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/))),
  workloads: v.pipe(v.array(v.picklist(["web", "worker", "scheduler", "migration"])), v.minLength(1)),
});
const EXTERNAL_SECRETS =
  "an object of variable names, each with the secretArn and the workloads (web, worker, scheduler, migration) that read it, and if need be versionId, key and kmsKeyArn";
const externalSecrets = v.pipe(
  v.string(EXTERNAL_SECRETS),
  v.rawTransform(({ dataset, addIssue, NEVER }): Record<string, ExternalSecret> => {
    const named = v.record(v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]*$/)), externalSecret);
    const given = jsonOrUndefined(dataset.value);
    const parsed = v.safeParse(named, given);
    if (parsed.success && !Array.isArray(given)) return fillExternal(parsed.output);
    addIssue({ message: EXTERNAL_SECRETS });
    return NEVER;
  }),
);
const emptyOr = (wanted: string, pattern: RegExp) =>
  v.pipe(
    v.string(wanted),
    v.regex(new RegExp(`^$|${pattern.source}`), wanted),
    v.transform((value) => (value === "" ? null : value)),
  );

const KEYS = {
  product: v.optional(text("3 to 20 lower-case letters, digits or hyphens, a letter first", /^[a-z][a-z0-9-]{2,19}$/)),
  environment: v.picklist(["production", "staging", "development"], "production, staging or development"),
  image: text("an image reference such as repository/name@sha256:…", /^[a-z0-9][\w./:-]*(@sha256:[0-9a-f]{64})?$/i),
  domain: v.optional(emptyOr("a host name, or empty for none", /^(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/)),
  hostedZoneId: v.optional(emptyOr("a Route 53 zone id such as Z0123456789ABC", /^Z[A-Z0-9]{1,31}$/)),
  certificateArn: v.optional(emptyOr("an ACM certificate ARN", /^arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/\S+$/)),
  httpRedirectFrom: v.optional(networks("a list of IPv4 networks such as 198.51.100.0/24")),
  corsOrigins: v.optional(list("a list of origins")),
  rateLimitStorage: v.optional(storage),
  celeryBroker: v.optional(storage),
  logLevel: v.optional(
    v.picklist(["debug", "info", "warning", "error", "critical"], "debug, info, warning, error or critical"),
  ),
  owner: v.optional(text("a team's name", /^\S.{0,126}$/)),
  costCenter: v.optional(text("a cost centre's name", /^\S.{0,126}$/)),
  costProfile: v.optional(v.picklist(["small", "medium", "large"], "small, medium or large")),
  alarmEmail: v.optional(email),
  monthlyBudget: v.optional(integer(1)),
  // From 95 on: below, no burn rate could ever be reached.
  availabilityTarget: v.optional(percentage(95, 99.999)),
  latencyTargetMs: v.optional(integer(1)),
  queueWaitSeconds: v.optional(integer(1)),
  averageTaskSeconds: v.optional(integer(1)),
  firstSuperuser: v.optional(email),
  signingKey: v.optional(secret),
  signingKeyPrevious: v.optional(secret),
  encryptionKey: v.optional(secret),
  sentryDsn: v.optional(secret),
  signingKeyGeneration: v.optional(integer(1)),
  externalSecrets: v.optional(externalSecrets),
  featureFlagsKey: v.optional(text("1 to 128 letters, digits or any of /:._-", /^[\w/:.-]{1,128}$/)),
  apiVersions: v.optional(list("a list of at least one version", 1)),
  createRepository: v.optional(truth),
  // /16 to /23: a sixteenth of it is a subnet, and a load balancer's is a /27 at least.
  cidrBlock: v.optional(text("an IPv4 network from /16 to /23", /^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-3])$/)),
  availabilityZones: v.optional(list(`a list of 2 to ${MAX_ZONES} zone names`, 2, MAX_ZONES)),
  natGateways: v.optional(v.picklist(["none", "single", "per-zone"], "none, single or per-zone")),
  databaseInstanceClass: v.optional(text("an RDS instance class such as db.m7g.large", /^db\.[a-z0-9]+\.[a-z0-9]+$/)),
  databaseMaxConnections: v.optional(integer(1)),
  databaseStorageGiB: v.optional(integer(20)),
  databaseMaxStorageGiB: v.optional(integer(20)),
  databaseMultiAz: v.optional(truth),
  databaseBackupRetentionDays: v.optional(integer(0)),
  databasePoolSize: v.optional(integer(0)),
  // −1 is SQLAlchemy's "no limit".
  databaseMaxOverflow: v.optional(integer(-1)),
  databasePoolTimeout: v.optional(integer(0)),
  databaseProxy: v.optional(truth),
  databasePasswordGeneration: v.optional(integer(1)),
  cacheNodeType: v.optional(text("an ElastiCache node type such as cache.t4g.small", /^cache\.[a-z0-9]+\.[a-z0-9]+$/)),
  cacheNodes: v.optional(integer(1)),
  cacheSnapshotRetentionDays: v.optional(integer(0)),
  cacheTokenGeneration: v.optional(integer(1)),
  cacheTokenUpdate: v.optional(v.picklist(["rotate", "set"], "rotate or set")),
  webCpu: v.optional(integer(1)),
  webMemory: v.optional(integer(1)),
  webMinTasks: v.optional(integer(0)),
  webMaxTasks: v.optional(integer(1)),
  webConcurrency: v.optional(integer(1)),
  livenessPath: v.optional(path),
  readinessPath: v.optional(path),
  rateLimitPerMinute: v.optional(integer(1)),
  workerCpu: v.optional(integer(1)),
  workerMemory: v.optional(integer(1)),
  workerMinTasks: v.optional(integer(0)),
  workerMaxTasks: v.optional(integer(1)),
  workerConcurrency: v.optional(integer(1)),
  taskQueues: v.optional(list("a list of at least one queue name", 1)),
  longestTaskSeconds: v.optional(integer(1)),
  logRetentionDays: v.optional(integer(1)),
  deletionProtection: v.optional(truth),
} as const;

const SCHEMA = v.strictObject(KEYS);

/** Every configuration key there is. */
export const CONFIG_KEYS: readonly string[] = Object.keys(KEYS);

/**
 * Settings from a stack's configuration.
 *
 * @param raw Configuration of the namespace `guardrails` as the engine gives it: text, lists as JSON text.
 * @throws ConfigError naming the key, the value found (never a secret's) and the value wanted.
 */
export function parseConfig(raw: Readonly<Record<string, string>>): Settings {
  const parsed = v.safeParse(SCHEMA, raw);
  if (!parsed.success) throw new ConfigError(sentence(parsed.issues[0], raw));
  return settings(parsed.output);
}

/** Settings of the running program, its secrets as Pulumi secrets, and the region it deploys to. */
export function readConfig(): { readonly settings: Settings<pulumi.Output<string>>; readonly region: string } {
  const prefix = `${NAMESPACE}:`;
  const raw: Record<string, string> = {};
  for (const [key, value] of Object.entries(pulumi.runtime.allConfig())) {
    if (key.startsWith(prefix)) raw[key.slice(prefix.length)] = value;
  }
  const settings = parseConfig(raw);
  const config = new pulumi.Config(NAMESPACE);
  const secretOf = (key: SecretKey): pulumi.Output<string> | null => config.getSecret(key) ?? null;
  const secrets = {
    signingKey: secretOf("signingKey"),
    signingKeyPrevious: secretOf("signingKeyPrevious"),
    encryptionKey: secretOf("encryptionKey"),
    sentryDsn: secretOf("sentryDsn"),
  };
  return { settings: { ...settings, secrets }, region: readRegion() };
}

function readRegion(): string {
  const region = new pulumi.Config("aws").get("region") ?? process.env["AWS_REGION"];
  if (region === undefined || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    const found = region === undefined ? "not set" : JSON.stringify(region);
    throw new ConfigError(`aws:region is ${found}, but must be an AWS region such as eu-west-1.`);
  }
  return region;
}

function settings(given: v.InferOutput<typeof SCHEMA>): Settings {
  const { environment } = given;
  const safety = SAFETY[environment];
  const costProfile = given.costProfile ?? safety.costProfile;
  const profile = PROFILES[costProfile];
  const domain = given.domain ?? null;
  const product = given.product ?? "guardrails";
  const instanceClass = given.databaseInstanceClass ?? profile.databaseInstanceClass;
  const storageGiB = given.databaseStorageGiB ?? profile.databaseStorageGiB;
  return {
    product,
    environment,
    image: given.image,
    domain,
    hostedZoneId: given.hostedZoneId ?? null,
    certificateArn: given.certificateArn ?? null,
    httpRedirectFrom: given.httpRedirectFrom ?? [],
    corsOrigins: given.corsOrigins ?? [],
    rateLimitStorage: given.rateLimitStorage ?? "redis",
    celeryBroker: given.celeryBroker ?? "redis",
    logLevel: given.logLevel ?? safety.logLevel,
    owner: given.owner ?? product,
    costCenter: given.costCenter ?? product,
    costProfile,
    alarmEmail: given.alarmEmail ?? null,
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
    },
    signingKeyGeneration: given.signingKeyGeneration ?? 1,
    externalSecrets: given.externalSecrets ?? {},
    featureFlagsKey: given.featureFlagsKey ?? `${product}:${environment}:flags`,
    apiVersions: given.apiVersions ?? ["v1"],
    createRepository: given.createRepository ?? false,
    network: {
      // 10.64.0.0/16 keeps out of the way of the ranges people peer with most, 10.0.0.0/16 and 172.31.0.0/16 (the default VPC's).
      cidrBlock: given.cidrBlock ?? "10.64.0.0/16",
      availabilityZones: given.availabilityZones ?? null,
      availabilityZoneCount: given.availabilityZones?.length ?? profile.availabilityZones,
      natGateways: given.natGateways ?? safety.natGateways,
    },
    database: {
      instanceClass,
      maxConnections: given.databaseMaxConnections ?? suggestedMaxConnections(instanceClass),
      storageGiB,
      // Room for storage autoscaling to double it twice before a person has to look.
      maxStorageGiB: given.databaseMaxStorageGiB ?? storageGiB * 4,
      multiAz: given.databaseMultiAz ?? safety.multiAz,
      backupRetentionDays: given.databaseBackupRetentionDays ?? safety.backupRetentionDays,
      poolSize: given.databasePoolSize ?? null,
      maxOverflow: given.databaseMaxOverflow ?? null,
      // Below gunicorn's timeout, so that a request fails with an answer and not with a dead worker.
      poolTimeoutSeconds: given.databasePoolTimeout ?? 10,
      // asyncpg pins a proxied connection to its client (prepared statements, the reset at check-in), so a proxy would share
      // nothing: it is for more tasks than pools can be made small for, after prepared statements are switched off.
      proxy: given.databaseProxy ?? false,
      passwordGeneration: given.databasePasswordGeneration ?? 1,
    },
    cache: {
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
    logRetentionDays: given.logRetentionDays ?? safety.logRetentionDays,
    deletionProtection: given.deletionProtection ?? safety.deletionProtection,
  };
}

function fillExternal(
  given: Readonly<Record<string, v.InferOutput<typeof externalSecret>>>,
): Record<string, ExternalSecret> {
  const filled = Object.entries(given).map(([variable, { secretArn, workloads, versionId, key, kmsKeyArn }]) => {
    const optional = { versionId: versionId ?? null, key: key ?? null, kmsKeyArn: kmsKeyArn ?? null };
    return [variable, { secretArn, workloads, ...optional }] as const;
  });
  return Object.fromEntries(filled);
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

function sentence(issue: v.InferIssue<typeof SCHEMA>, raw: Readonly<Record<string, string>>): string {
  const key = v.getDotPath(issue)?.split(".", 1)[0] ?? "";
  if (!(key in KEYS)) return `${NAMESPACE}:${key} is not a configuration key: ${nearest(key)}.`;
  const value = raw[key];
  // A required key that is absent is reported by the object, not by the key's own schema.
  if (value === undefined) return `${NAMESPACE}:${key} is not set, but must be ${wanted(key as keyof typeof KEYS)}.`;
  return `${NAMESPACE}:${key} is ${shown(key, value)}, but must be ${issue.message}.`;
}

/** What a key's schema says about a value of no type at all. */
function wanted(key: keyof typeof KEYS): string {
  return v.safeParse(KEYS[key], null).issues?.[0].message ?? "set";
}

/** A value for a message: never a secret's, nor one where a secret may have been put by mistake. */
function shown(key: string, value: string): string {
  const hidden: readonly string[] = [...SECRET_KEYS, "externalSecrets"];
  if (hidden.includes(key) || value.includes("@")) return "a value that is not shown";
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}

function nearest(key: string): string {
  const alike = CONFIG_KEYS.find((known) => known.toLowerCase() === key.toLowerCase().replaceAll(/[-_]/g, ""));
  return alike === undefined ? `the keys are ${[...CONFIG_KEYS].sort().join(", ")}` : `did you mean ${alike}`;
}

function jsonOrUndefined(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
