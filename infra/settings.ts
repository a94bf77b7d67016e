/** What an owner decides about a stack, once everything that was left open has its default. */
import type { EnvironmentName } from "guardrails-policies/model";
import type { ApplicationSettings } from "./config-application";
import type { OwnCache } from "./config-cache";
import type { OwnDatabase } from "./config-database";
import type { AlarmSettings } from "./config-alarms";
import type { DeploymentSettings } from "./config-deployment";
import type { EdgeSettings } from "./config-edge";
import type { CacheEngine, StoreChanges } from "./config-engines";
import type { WorkingHours } from "./config-hours";
import type { GivenKeys } from "./config-keys";
import type { OwnNetwork } from "./config-network";
import type { RoleSettings } from "./config-roles";
import type { RestoredFrom } from "./config-restore";
import type { ExternalSecret } from "./config-secrets";
import type { CostProfile, NatStrategy, Promises } from "./profiles";
import type { Additions, CoreWorkload, ExtraWorkload } from "./workload-settings";

/** Keys an owner sets with `pulumi config set --secret`; their values appear in no message. */
export const SECRET_KEYS = ["signingKey", "signingKeyPrevious", "encryptionKey", "sentryDsn", "cacheToken"] as const;

export type SecretKey = (typeof SECRET_KEYS)[number];

/** Every decision of an owner, defaults filled in. `Secret` is the type a brought secret travels in. */
export interface Settings<Secret = string> {
  readonly product: string;
  readonly environment: EnvironmentName;
  /** Image reference, by digest (`repository@sha256:…`) so that what was reviewed is what runs. */
  readonly image: string;
  readonly application: ApplicationSettings;
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
  /** Beside the stack's own, on everything that takes tags. */
  readonly tags: Readonly<Record<string, string>>;
  readonly roles: RoleSettings;
  readonly keys: GivenKeys;
  /** An ECS cluster that exists; null: the stack makes its own. */
  readonly clusterArn: string | null;
  readonly costProfile: CostProfile;
  readonly alarms: AlarmSettings;
  /** US dollars the stack may cost a month; null: nobody is told. */
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
  /** Whether the stack still has a repository of its own, from before bootstrap/ was there. */
  readonly keepRepository: boolean;
  readonly network: NetworkSettings;
  readonly edge: EdgeSettings;
  readonly deployment: DeploymentSettings;
  /** null: always. Never set in production. */
  readonly workingHours: WorkingHours | null;
  readonly database: DatabaseSettings;
  /** Until when people may be let into the database, as an instant of ISO 8601; null: nobody is. */
  readonly databaseAccessUntil: string | null;
  /** When what restarts a store is done to it. */
  readonly storeChanges: StoreChanges;
  readonly cache: CacheSettings;
  readonly web: WebSettings;
  readonly worker: ServiceSettings & {
    readonly queues: readonly string[];
    readonly longestTaskSeconds: number;
  } & QueueSettings;
  /** What is added to the workloads of every stack. */
  readonly additions: Readonly<Record<CoreWorkload, Additions>>;
  /** What the product runs beside the workloads of every stack, by name. */
  readonly workloads: Readonly<Record<string, ExtraWorkload>>;
  /** Of the image, and so of every task. */
  readonly architecture: "X86_64" | "ARM64";
  readonly logRetentionDays: number;
  /** Protects data and entry points from deletion, in Pulumi and in AWS. */
  readonly deletionProtection: boolean;
}

export interface NetworkSettings {
  readonly cidrBlock: string;
  /** Zone names; null: the region's first ones, as many as `availabilityZoneCount` says. */
  readonly availabilityZones: readonly string[] | null;
  readonly availabilityZoneCount: number;
  readonly natGateways: NatStrategy;
  /** One that exists; null: the stack makes its own. */
  readonly own: OwnNetwork | null;
}

export interface DatabaseSettings {
  /** One that exists; null: the stack makes its own, and what follows is said of that. */
  readonly own: OwnDatabase | null;
  /** The major version. */
  readonly version: string;
  /** The database inside the instance. */
  readonly name: string;
  readonly port: number;
  /** null: it begins empty. */
  readonly restoredFrom: RestoredFrom | null;
  readonly instanceClass: string;
  /** A copy to read from, of the same class. */
  readonly replica: boolean;
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
  /** The file of the image with the certificate authorities RDS signs with. */
  readonly authorities: string;
  /** Counts up by one for new passwords of the database roles; see `databaseLogin`. */
  readonly passwordGeneration: number;
}

export interface CacheSettings {
  /** One that exists; null: the stack makes its own, and what follows is said of that. */
  readonly own: OwnCache | null;
  readonly engine: CacheEngine;
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
