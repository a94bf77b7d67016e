import type { SecretPurpose } from "../facts";

/**
 * The declared architecture: what a program says it will build, as plain values, before it builds anything.
 *
 * A program states it as the inputs of one top-level component of type {@link BLUEPRINT_TYPE} from which every other
 * resource descends. The engine hands a component's inputs to the pack leaf by leaf, so all of it is known at the
 * first preview, and a violation on it stops an `up` before the first cloud resource.
 *
 * Names are keys (`workloads.web`, `caches.redis`), so that one declared part can refer to another by name.
 * `Secret` is the type a provided secret value travels in: `string` here, a Pulumi secret output in a program.
 */
export interface Blueprint<Secret = string> {
  readonly schemaVersion: 1;
  readonly product: string;
  readonly environment: EnvironmentName;
  readonly region: string;
  /** The product's public domain; null: reachable under the load balancer's own name only. */
  readonly domain: string | null;
  readonly network: DeclaredNetwork;
  /** Left out by blueprints of before: to the internet, with a firewall. */
  readonly edge?: DeclaredEdge;
  readonly secrets: Readonly<Record<string, DeclaredSecret<Secret>>>;
  readonly databases: Readonly<Record<string, DeclaredDatabase>>;
  readonly caches: Readonly<Record<string, DeclaredCache>>;
  readonly workloads: Readonly<Record<string, DeclaredWorkload>>;
}

/** The type token of the component that carries a blueprint. */
export const BLUEPRINT_TYPE = "guardrails:index:Blueprint";

export type EnvironmentName = "production" | "staging" | "development";

export interface DeclaredNetwork {
  readonly cidrBlock: string;
  /** Number of availability zones the subnets span. */
  readonly availabilityZones: number;
  /**
   * How private subnets reach the internet: not at all (VPC endpoints), through one machine that translates addresses, through
   * one NAT gateway, one in each zone, or one that AWS spreads over the zones. `given`: as whoever made the network has decided, which nobody here has read.
   */
  readonly natGateways: "none" | "instance" | "single" | "per-zone" | "regional" | "given";
  /** IPv4 ranges of subnets by their ids, where the stack stands in a network that was made elsewhere. */
  readonly given?: Readonly<Record<"public" | "private" | "isolated", Readonly<Record<string, string>>>>;
}

/** The way in. */
export interface DeclaredEdge {
  readonly scheme: "internet-facing" | "internal";
  /** Whether a web firewall stands in front of it. */
  readonly firewall: boolean;
  /** Rules of the firewall's groups that count instead of blocking, who says so and why. */
  readonly exclusions: readonly {
    readonly group: string;
    readonly rule: string;
    readonly reason: string;
    readonly owner: string;
  }[];
}

export type { SecretPurpose };

export interface DeclaredSecret<Secret = string> {
  readonly purpose: SecretPurpose;
  readonly origin: SecretOrigin<Secret>;
}

/**
 * Where a secret's value comes from.
 * - `generated`: by the named generator resource; `length` in characters (RandomPassword) or bytes (RandomBytes).
 * - `provided`: by the owner, through configuration.
 * - `managed`: by AWS itself (an RDS-managed master password).
 * - `composed`: built from other declared secrets and stores (a connection URL with a password in it).
 * - `owner-filled`: declared here, its value put into Secrets Manager by its owner later.
 */
export type SecretOrigin<Secret = string> =
  | { readonly kind: "generated"; readonly generator: "RandomPassword" | "RandomBytes"; readonly length: number }
  | { readonly kind: "provided"; readonly value: Secret }
  | { readonly kind: "managed" }
  | { readonly kind: "composed"; readonly from: readonly string[] }
  | { readonly kind: "owner-filled" };

/** One that the program makes, or one that is there without it. */
export type DeclaredDatabase = MadeDatabase | GivenDatabase;

interface AnyDatabase {
  readonly engine: "postgres";
  readonly engineVersion: string;
  /** The explicit `max_connections` of the parameter group; of a given one, what this product may open. */
  readonly maxConnections: number;
}

/** A database that was made elsewhere. No resource realises it: what is said of it stays declared. */
export interface GivenDatabase extends AnyDatabase {
  readonly given: { readonly host: string; readonly port: number; readonly instance: string | null };
}

export interface MadeDatabase extends AnyDatabase {
  readonly given?: undefined;
  readonly instanceClass: string;
  readonly multiAz: boolean;
  readonly backupRetentionDays: number;
  readonly deletionProtection: boolean;
  /** RDS Proxy in front of it, and the percentage of `maxConnections` it may open; null: none. */
  readonly proxy: { readonly maxConnectionsPercent: number } | null;
  /** The key of the database it is a copy of, to read from; left out: it is none. */
  readonly replicaOf?: string;
}

/** One that the program makes, or one that is there without it. */
export type DeclaredCache = MadeCache | GivenCache;

interface AnyCache {
  readonly engine: "redis" | "valkey";
  readonly engineVersion: string;
  readonly clusterMode: boolean;
  readonly transitEncryption: boolean;
  readonly authentication: boolean;
  readonly evictionPolicy: string;
}

/** A cache that was made elsewhere. No resource realises it: what is said of it stays declared. */
export interface GivenCache extends AnyCache {
  /** `nodes`: ids of its ElastiCache nodes, as far as this product watches them. */
  readonly given: { readonly host: string; readonly port: number; readonly nodes: readonly string[] };
}

export interface MadeCache extends AnyCache {
  readonly given?: undefined;
  readonly nodeType: string;
  readonly nodes: number;
  readonly snapshotRetentionDays: number;
}

/** `monitor`: watches the others and serves nobody. `job`: runs to its end, when it is due or when somebody starts it. */
export const WORKLOAD_ROLES = ["web", "worker", "scheduler", "migration", "monitor", "job"] as const;

export type WorkloadRole = (typeof WORKLOAD_ROLES)[number];

export interface DeclaredWorkload {
  readonly role: WorkloadRole;
  readonly image: string;
  readonly command: readonly string[];
  /** Fargate CPU units (1024 = 1 vCPU) and memory in MiB of one task. */
  readonly cpu: number;
  readonly memory: number;
  /** Every environment variable of the container, by name. */
  readonly environment: Readonly<Record<string, DeclaredVariable>>;
  /** Its database clients; null: it has none. */
  readonly database: DeclaredDatabaseClient | null;
  /** Seconds between the stop signal and the kill. */
  readonly stopTimeout: number;
  /** What looks into its container to see whether it is well; left out or null: nothing does. */
  readonly healthCheck?: DeclaredHealthCheck | null;
  /** How it runs; null: as one-off tasks (a migration). */
  readonly service: DeclaredService | null;
  /** Containers beside its own in each of its tasks, by name; left out: nothing is said of them. */
  readonly sidecars?: Readonly<Record<string, DeclaredSidecar>>;
  /** What its own container waits for before it starts: the others by name. */
  readonly dependsOn?: Readonly<Record<string, ContainerCondition>>;
}

/** What a container waits for of another one (ECS API, ContainerDependency). */
export const CONTAINER_CONDITIONS = ["START", "HEALTHY", "COMPLETE", "SUCCESS"] as const;

export type ContainerCondition = (typeof CONTAINER_CONDITIONS)[number];

/** A container beside an application's: a collector, an agent. It has none of the workload's duties. */
export interface DeclaredSidecar {
  readonly image: string;
  /** null: the image's own. */
  readonly command: readonly string[] | null;
  /** CPU units of the task's that are its share, and the MiB of the task's memory that it may use. */
  readonly cpu: number;
  readonly memory: number;
  readonly environment: Readonly<Record<string, DeclaredVariable>>;
  /** Whether its end is the end of the task. */
  readonly essential: boolean;
  /** Seconds between the stop signal and the kill. */
  readonly stopTimeout: number;
  readonly healthCheck: DeclaredCommandCheck | null;
  /** The containers it waits for. */
  readonly dependsOn: Readonly<Record<string, ContainerCondition>>;
  /** null: its image's own. */
  readonly user: string | null;
  readonly readonlyRootFilesystem: boolean;
  readonly dropCapabilities: boolean;
}

/** A command inside a container, whose exit code says whether it is well; seconds. */
export interface DeclaredCommandCheck extends DeclaredHealthCheck {
  readonly command: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
}

export interface DeclaredHealthCheck {
  /** Seconds a container may take to boot before a failed look counts. */
  readonly startPeriod: number;
}

export interface DeclaredDatabaseClient {
  /** The key in `databases` of the database it connects to. */
  readonly name: string;
  /** Operating-system processes of one task that own a pool each. */
  readonly processes: number;
  /** Pools (engines) in one process. */
  readonly engines: number;
  readonly poolSize: number;
  readonly maxOverflow: number;
  /** Seconds a request waits for a free connection. */
  readonly poolTimeout: number;
}

export interface DeclaredService {
  readonly desiredCount: number;
  /** The service's bounds under autoscaling; null: it does not scale. */
  readonly scaling: { readonly min: number; readonly max: number } | null;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly capacity: "on-demand" | "spot-with-on-demand-base";
  readonly availabilityZoneRebalancing: boolean;
  /** Left out: rolling. Blue/green runs a second full set of tasks while a release takes over. */
  readonly strategy?: "ROLLING" | "BLUE_GREEN";
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
}

/**
 * One environment variable.
 * - `plain`: a literal in the task definition.
 * - `secret`: injected from the named secret; `key`: the JSON key in it (null: the whole value).
 * - `store`: the connection URL of a declared cache or database, injected from the named secret because the URL holds a
 *   password. `url` is the URL with `{user}`, `{password}` and `{host}` for what is unknown before creation.
 */
export type DeclaredVariable =
  | { readonly kind: "plain"; readonly value: string }
  | { readonly kind: "secret"; readonly secret: string; readonly key: string | null }
  | {
      readonly kind: "store";
      readonly store: { readonly kind: "cache" | "database"; readonly name: string };
      readonly url: string;
      readonly secret: string;
      readonly key: string;
    };
