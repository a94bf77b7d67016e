/** The workloads a product has beside those every stack has: what its owner decides about each. */
import type { ContainerCondition, WorkloadRole } from "guardrails-policies/model";
import type { ServiceSettings, Settings } from "./settings";
import type { Sidecar } from "./sidecars";

/** The workloads of every stack; what the map of workloads adds comes beside them, under names of its own. */
export type CoreWorkload = Exclude<WorkloadRole, "job">;

export const CORE_WORKLOADS: readonly CoreWorkload[] = ["web", "worker", "scheduler", "migration", "monitor"];

/** Names that the map may not take: resources of other parts have them where a workload's would stand beside them. */
export const TAKEN_NAMES: readonly string[] = [
  ...CORE_WORKLOADS,
  ...[
    "database",
    "database-access",
    "deployment-check",
    "edge",
    "endpoints",
    "firewall",
    "flow-logs",
    "migration-gate",
    "postgres",
  ],
  ...[
    "postgres-postgresql",
    "postgres-upgrade",
    "redis",
    "replica",
    "replica-postgresql",
    "replica-upgrade",
    "redis-engine-log",
    "redis-slow-log",
  ],
];

/** What an owner adds to a workload, one that every stack has or one of the map. */
export interface Additions {
  /** null: what the workload of its role runs in every stack. */
  readonly command: readonly string[] | null;
  /** Plain variables of the application's own, beside those of the contract. */
  readonly variables: Readonly<Record<string, string>>;
  /** What its code may do in AWS. */
  readonly permissions: readonly Permission[];
  /** Where it connects to beside its stores and HTTPS. */
  readonly egress: readonly Egress[];
  /** Containers beside its own in each of its tasks, by name. */
  readonly sidecars: Readonly<Record<string, Sidecar>>;
  /** What its own container waits for; null: for every sidecar to start that does not itself wait for it. */
  readonly dependsOn: Readonly<Record<string, ContainerCondition>> | null;
}

/** A statement of its task role that allows. */
export interface Permission {
  readonly actions: readonly string[];
  /** ARNs; `*` for actions that belong to no resource. */
  readonly resources: readonly string[];
}

export interface Egress {
  readonly port: number;
  /** An IPv4 network, or the id of a security group or of a prefix list. */
  readonly to: string;
  /** Shown in the security group's rule. */
  readonly reason: string;
}

/** Workers for queues of their own, so that what is slow does not keep waiting what is quick. */
export interface WorkerPool extends Additions, ServiceSettings {
  readonly role: "worker";
  readonly queues: readonly string[];
  readonly longestTaskSeconds: number;
  readonly queueWaitSeconds: number;
  readonly averageTaskSeconds: number;
  readonly capacity: "on-demand" | "spot-with-on-demand-base";
}

/** Another service behind the load balancer, for the requests of some hosts or paths. */
export interface WebService extends Additions, ServiceSettings {
  readonly role: "web";
  readonly hosts: readonly string[];
  /** As the load balancer writes them: `/reports/*`. */
  readonly paths: readonly string[];
  readonly livenessPath: string;
  readonly readinessPath: string;
}

/** A task that runs to its end: when it is due, or when somebody starts it. */
export interface Job extends Additions {
  readonly role: "job";
  readonly command: readonly string[];
  readonly cpu: number;
  readonly memory: number;
  /** `rate(1 hour)`, `cron(0 3 * * ? *)` or `at(2027-01-31T03:00:00)`; null: started by hand. */
  readonly schedule: string | null;
  readonly timezone: string;
}

export type ExtraWorkload = WorkerPool | WebService | Job;

/** The workloads of one role that the map adds, by name. */
export function extrasOf<Role extends ExtraWorkload["role"]>(
  { workloads }: Settings<unknown>,
  role: Role,
): readonly (readonly [name: string, workload: Extract<ExtraWorkload, { readonly role: Role }>])[] {
  const isOfRole = (workload: ExtraWorkload): workload is Extract<ExtraWorkload, { readonly role: Role }> =>
    workload.role === role;
  return Object.entries(workloads).flatMap(([name, workload]) =>
    isOfRole(workload) ? [[name, workload] as const] : [],
  );
}

/** Queues by the workload that consumes them. */
export function queuesByPool(settings: Settings<unknown>): Readonly<Record<string, readonly string[]>> {
  const extras = extrasOf(settings, "worker").map(([name, { queues }]) => [name, queues] as const);
  return { worker: settings.worker.queues, ...Object.fromEntries(extras) };
}

/** Seconds; of all pools, because they share a Redis database and its shortest visibility timeout wins. */
export function longestTaskOfAll(settings: Settings<unknown>): number {
  const extras = extrasOf(settings, "worker").map(([, { longestTaskSeconds }]) => longestTaskSeconds);
  return Math.max(settings.worker.longestTaskSeconds, ...extras);
}

/** What an owner adds to each workload there is, by name. */
export function additionsByName(settings: Settings<unknown>): readonly (readonly [name: string, Additions])[] {
  return [
    ...CORE_WORKLOADS.map((name) => [name, settings.additions[name]] as const),
    ...Object.entries(settings.workloads),
  ];
}

/** Of what waits far more than it works: the smallest Fargate has. */
export const SMALL_TASK = { cpu: 256, memory: 512 } as const;

/** CPU units and MiB of one task of a workload. */
export function taskSize(name: string, settings: Settings<unknown>): { readonly cpu: number; readonly memory: number } {
  if (name === "web" || name === "worker") return settings[name];
  return settings.workloads[name] ?? SMALL_TASK;
}

/** Host names beside the product's domain. */
export function furtherHosts(settings: Settings<unknown>): readonly string[] {
  const hosts = extrasOf(settings, "web").flatMap(([, { hosts: own }]) => own);
  return [...new Set([...settings.edge.hostNames, ...hosts])].filter((host) => host !== settings.domain);
}
