/** The shape of every configuration key: its type, its format, and the range in which its value means something. */
import * as v from "valibot";
import { ACCESS_KEYS } from "./config-access";
import { APPLICATION_KEYS } from "./config-application";
import { CACHE_KEYS } from "./config-cache";
import { DATABASE_KEYS } from "./config-database";
import { ALARM_KEYS } from "./config-alarms";
import { CLUSTER_KEYS } from "./config-cluster";
import { DEPLOYMENT_KEYS } from "./config-deployment";
import { EDGE_KEYS } from "./config-edge";
import { ENGINE_KEYS } from "./config-engines";
import { HOURS_KEYS } from "./config-hours";
import { KMS_KEYS } from "./config-keys";
import { NETWORK_KEYS } from "./config-network";
import { ROLE_KEYS } from "./config-roles";
import { TAG_KEYS } from "./config-tags";
import { RESTORE_KEYS } from "./config-restore";
import { externalSecrets } from "./config-secrets";
import { emptyOr, IMAGE, integer, list, networks, percentage, text, truth } from "./config-values";
import { WORKLOADS } from "./config-workloads";
import { MAX_ZONES } from "./subnets";

/** The configuration namespace: the project's name in Pulumi.yaml. */
export const NAMESPACE = "guardrails";

/** A configuration the program cannot mean anything with. The message is one sentence and holds no secret. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const secret = v.string("text");
const email = text("an e-mail address", /^[^\s@]+@[^\s@]+$/);
const path = text("a path that begins with /", /^\/\S*$/);
const storage = text("redis or a URL", /^(redis|[A-Za-z][A-Za-z0-9+.-]*:\/\/\S*)$/);
/** A stack cannot make it: the image that it starts has to be in it before. */
const REPOSITORY =
  "left out, because the image has to be pushed before a stack starts it: bootstrap/ makes the repository; a stack that has one of its own says keep (docs/upgrading.md)";
/** A schema for each key; its messages complete a sentence. */
export const KEYS = {
  product: v.optional(
    text(
      "3 to 20 lower-case letters, digits or single hyphens, a letter first and no hyphen last",
      /^(?=.{3,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    ),
  ),
  environment: v.picklist(["production", "staging", "development"], "production, staging or development"),
  image: IMAGE,
  ...APPLICATION_KEYS,
  domain: v.optional(emptyOr("a host name, or empty for none", /^(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/)),
  hostedZoneId: v.optional(emptyOr("a Route 53 zone id such as Z0123456789ABC", /^Z[A-Z0-9]{1,31}$/)),
  certificateArn: v.optional(emptyOr("an ACM certificate ARN", /^arn:[a-z-]+:acm:[a-z0-9-]+:\d{12}:certificate\/\S+$/)),
  ...EDGE_KEYS,
  ...DEPLOYMENT_KEYS,
  ...HOURS_KEYS,
  httpRedirectFrom: v.optional(networks("a list of IPv4 networks such as 198.51.100.0/24")),
  corsOrigins: v.optional(list("a list of origins")),
  rateLimitStorage: v.optional(storage),
  celeryBroker: v.optional(storage),
  logLevel: v.optional(
    v.picklist(["debug", "info", "warning", "error", "critical"], "debug, info, warning, error or critical"),
  ),
  owner: v.optional(text("a team's name", /^\S.{0,126}$/)),
  costCenter: v.optional(text("a cost centre's name", /^\S.{0,126}$/)),
  ...TAG_KEYS,
  ...ROLE_KEYS,
  ...KMS_KEYS,
  ...CLUSTER_KEYS,
  costProfile: v.optional(v.picklist(["small", "medium", "large"], "small, medium or large")),
  ...ALARM_KEYS,
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
  createRepository: v.optional(v.picklist(["keep", "false"], REPOSITORY)),
  // /16 to /23: a sixteenth of it is a subnet, and a load balancer's is a /27 at least.
  cidrBlock: v.optional(text("an IPv4 network from /16 to /23", /^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-3])$/)),
  availabilityZones: v.optional(list(`a list of 2 to ${MAX_ZONES} zone names`, 2, MAX_ZONES)),
  natGateways: v.optional(
    v.picklist(["none", "instance", "single", "per-zone", "regional"], "none, instance, single, per-zone or regional"),
  ),
  ...NETWORK_KEYS,
  ...ENGINE_KEYS,
  ...RESTORE_KEYS,
  ...DATABASE_KEYS,
  ...CACHE_KEYS,
  // PostgreSQL's own rule for names that need no quotes, without its upper-case letters (which are others in quotes).
  databaseName: v.optional(text("a PostgreSQL name of lower-case letters, digits and _", /^[a-z_][a-z0-9_]{0,62}$/)),
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
  databaseAuthorities: v.optional(path),
  ...ACCESS_KEYS,
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
  workloads: v.optional(WORKLOADS),
  architecture: v.optional(v.picklist(["x86_64", "arm64"], "x86_64 or arm64")),
  logRetentionDays: v.optional(integer(1)),
  deletionProtection: v.optional(truth),
} as const;

export const SCHEMA = v.strictObject(KEYS);

/** What was given, valid and with nothing filled in. */
export type Given = v.InferOutput<typeof SCHEMA>;
