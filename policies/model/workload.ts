import type { WorkloadRole } from "./blueprint";
import type { Environment } from "./environment";
import type { Fact } from "./fact";
import type { Subject } from "./subject";

/** A container image that runs with a command and an environment, as a service or as one-off tasks. */
export interface Workload extends Subject {
  readonly name: string;
  readonly role: Fact<WorkloadRole>;
  readonly command: Fact<readonly string[]>;
  readonly environment: Environment;
  /** How it runs; absent: as one-off tasks. */
  readonly service: Fact<Service>;
  /** URNs of the security groups its tasks are in; absent where they are not this stack's. */
  readonly securityGroups: Fact<readonly string[]>;
  /** Whether a blueprint speaks of it. */
  readonly declared: boolean;
}

/** A long-running service: how many copies, and how they are replaced. */
export interface Service {
  readonly desiredCount: Fact<number>;
  /** Its upper bound under autoscaling; absent: it does not scale. */
  readonly scalingMaximum: Fact<number>;
  /** Percent of the desired count that may run while a deployment replaces tasks. */
  readonly maximumPercent: Fact<number>;
  readonly strategy: Fact<DeploymentStrategy>;
  readonly spot: Fact<boolean>;
  readonly zoneRebalancing: Fact<boolean>;
}

export type DeploymentStrategy = "ROLLING" | "BLUE_GREEN" | "LINEAR" | "CANARY";
