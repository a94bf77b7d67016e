/** Defaults as data: what an environment decides (safety) and what a cost profile decides (sizes). */
import type { DeclaredNetwork, EnvironmentName } from "guardrails-policies/model";

export type NatStrategy = DeclaredNetwork["natGateways"];
export type CostProfile = "small" | "medium" | "large";

/** What is promised to whoever calls the service. */
export interface Promises {
  /** Percent of requests that are answered without a server error. */
  readonly availabilityTarget: number;
  /** Within this time, milliseconds, nearly all requests are answered (the share: slo.ts). */
  readonly latencyTargetMs: number;
}

interface Safety {
  readonly costProfile: CostProfile;
  /** A gateway costs about $35 a month (eu-west-1 and us-east-1, 2026) before traffic; one per zone survives a zone. */
  readonly natGateways: NatStrategy;
  readonly multiAz: boolean;
  readonly minTasks: number;
  readonly cacheNodes: number;
  readonly backupRetentionDays: number;
  readonly cacheSnapshotRetentionDays: number;
  readonly logRetentionDays: number;
  readonly logLevel: string;
  readonly deletionProtection: boolean;
  /** Percent of requests without a server error, and milliseconds for an answer: what alarms and deployments are held to. */
  readonly availabilityTarget: number;
  readonly latencyTargetMs: number;
}

/** What keeps running and what can be got back: decided by the environment, whatever is paid. */
export const SAFETY: Readonly<Record<EnvironmentName, Safety>> = {
  production: {
    costProfile: "large",
    natGateways: "per-zone",
    multiAz: true,
    minTasks: 2,
    cacheNodes: 2,
    backupRetentionDays: 14,
    cacheSnapshotRetentionDays: 15,
    logRetentionDays: 365,
    logLevel: "info",
    deletionProtection: true,
    // 43 minutes of failure a month.
    availabilityTarget: 99.9,
    latencyTargetMs: 1000,
  },
  // The same shape as production, so that a failover can be rehearsed; one NAT gateway is all it saves on shape.
  staging: {
    costProfile: "medium",
    natGateways: "single",
    multiAz: true,
    minTasks: 2,
    cacheNodes: 2,
    backupRetentionDays: 7,
    cacheSnapshotRetentionDays: 7,
    logRetentionDays: 90,
    logLevel: "info",
    deletionProtection: false,
    availabilityTarget: 99.5,
    latencyTargetMs: 1500,
  },
  development: {
    costProfile: "small",
    natGateways: "single",
    multiAz: false,
    minTasks: 1,
    cacheNodes: 1,
    backupRetentionDays: 1,
    cacheSnapshotRetentionDays: 0,
    logRetentionDays: 30,
    logLevel: "debug",
    deletionProtection: false,
    availabilityTarget: 99,
    latencyTargetMs: 2000,
  },
};

interface Size {
  /** Fargate CPU units and MiB: a valid pair (ECS developer guide, "Task CPU and memory"). */
  readonly cpu: number;
  readonly memory: number;
  readonly maxTasks: number;
  readonly concurrency: number;
}

interface Profile {
  readonly availabilityZones: number;
  readonly databaseInstanceClass: string;
  readonly databaseStorageGiB: number;
  readonly cacheNodeType: string;
  readonly web: Size;
  readonly worker: Size;
}

/** How much of it there is. The connection budget of each fits its database with a tenth to spare. */
export const PROFILES: Readonly<Record<CostProfile, Profile>> = {
  small: {
    availabilityZones: 2,
    databaseInstanceClass: "db.t4g.micro",
    databaseStorageGiB: 20,
    cacheNodeType: "cache.t4g.micro",
    web: { cpu: 256, memory: 512, maxTasks: 2, concurrency: 1 },
    worker: { cpu: 256, memory: 512, maxTasks: 1, concurrency: 2 },
  },
  medium: {
    availabilityZones: 2,
    databaseInstanceClass: "db.t4g.medium",
    databaseStorageGiB: 50,
    cacheNodeType: "cache.t4g.small",
    web: { cpu: 512, memory: 1024, maxTasks: 4, concurrency: 2 },
    worker: { cpu: 512, memory: 1024, maxTasks: 3, concurrency: 4 },
  },
  large: {
    availabilityZones: 3,
    // Not a burstable class: a CPU credit that runs out under load is an outage.
    databaseInstanceClass: "db.m7g.large",
    databaseStorageGiB: 100,
    cacheNodeType: "cache.m6g.large",
    web: { cpu: 1024, memory: 2048, maxTasks: 8, concurrency: 2 },
    worker: { cpu: 1024, memory: 2048, maxTasks: 6, concurrency: 4 },
  },
};
