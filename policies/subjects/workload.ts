import type { CommandReading, RoleHint } from "../facts";
import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";
import type { Environment } from "./environment";

declare module "./kinds" {
  interface SubjectKinds {
    workload: Workload;
  }
}

/** Code that runs with a command and an environment: a container image as a service or as one-off tasks, a function, a job. */
export interface Workload extends Subject {
  readonly name: string;
  /** What runs it. */
  readonly platform: "ecs" | "apprunner" | "lambda" | "batch" | "beanstalk" | "lightsail";
  /** Whether the platform itself runs each copy as one process: a function's handler. */
  readonly oneProcess: boolean;
  /** Whether it has a role; a workload may have several. No command tells that it is a `job`: a blueprint does. */
  readonly hasRole: (role: RoleHint | "job") => Fact<boolean>;
  /** Absent: the image's own default. */
  readonly command: Fact<readonly string[]>;
  /** What that starts; unknown while the command is. */
  readonly reading: Fact<CommandReading>;
  /** As its programs see it: with what the command line sets. */
  readonly environment: Environment;
  /** As it is written, before the command line sets anything: what stands in it is readable, used or not. */
  readonly written: Environment;
  /** Its labels, tags and log options, and the variables that its starts set: everybody reads them who may describe those. */
  readonly options: Environment;
  /** The commands that its starts put in place of its own; undefined: nothing can. */
  readonly startedWith?: readonly Fact<readonly string[]>[];
  /** What the platform runs inside it to see whether it is well; absent: nothing. */
  readonly healthCommand: Fact<readonly string[]>;
  /** The services that run it; absent: none does, it runs as one-off tasks. */
  readonly services: Fact<readonly Service[]>;
  readonly copies: Copies;
  /** vCPUs its processes see; absent: nothing limits them. */
  readonly cpus: Fact<number>;
  readonly stop: Stop;
  /** URNs of the security groups its tasks are in; absent where they are not this stack's. */
  readonly securityGroups: Fact<readonly string[]>;
  /** Its container's own name, where its task has several; undefined: it is the only one, or none could be read. */
  readonly container: string | undefined;
  /** As it is written: repository, tag and digest. */
  readonly image: Fact<string>;
  /** Seconds its own health check leaves it to boot; absent: it has no such check, or none that waits. */
  readonly startPeriod: Fact<number>;
}

/** How a container is stopped: a signal to its first process, and after a while the end of all. */
export interface Stop {
  /** Seconds between the two; absent: none is written, and the platform's own hold. */
  readonly timeout: Fact<number>;
  /** The platform's own seconds; undefined: it has none. */
  readonly standard: number | undefined;
  /** The most the platform allows; absent: no limit is known. */
  readonly limit: Fact<number>;
  /** Whether the platform puts an init of its own in front, which hands signals on. */
  readonly init: Fact<boolean>;
}

/** How many copies run at once, with a deployment under way at the largest scale. */
export interface Copies {
  /** In any case, however far it scales. */
  readonly atLeast: Fact<number>;
  readonly atMost: Fact<number>;
}

/** A long-running service: how many copies, and how they are replaced. */
export interface Service {
  readonly urn: string;
  readonly desiredCount: Fact<number>;
  /** Its upper bound under autoscaling; absent: it does not scale. */
  readonly scalingMaximum: Fact<number>;
  /** Percent of the desired count that may run while a deployment replaces tasks. */
  readonly maximumPercent: Fact<number>;
  readonly strategy: Fact<DeploymentStrategy>;
  /** One copy on each machine of the cluster, however many there are. */
  readonly onEveryMachine: Fact<boolean>;
  readonly spot: Fact<boolean>;
  /** So many of its tasks are placed on demand before any is on Spot. */
  readonly onDemandFirst: Fact<number>;
  readonly zoneRebalancing: Fact<boolean>;
  /** Absent: none is written, which is AWS's own off. */
  readonly circuitBreaker: Fact<CircuitBreaker>;
  /** Whether an alarm brings back the release before; absent: it has no alarms. */
  readonly alarmRollback: Fact<boolean>;
  /** Seconds in which a load balancer's verdict on a new task does not count; absent: AWS's own, none. */
  readonly gracePeriod: Fact<number>;
  /** How many zones its tasks may run in; absent: its machines decide. */
  readonly zones: Fact<"one" | "several">;
  /** The load balancers that send it requests; absent: none does. */
  readonly balanced: Fact<readonly Balanced[]>;
}

/** What ends a deployment whose tasks do not start. */
export interface CircuitBreaker {
  readonly enable: boolean;
  /** Whether the release before comes back. */
  readonly rollback: boolean;
}

/** A container of a service that a load balancer sends requests to. */
export interface Balanced {
  readonly container: Fact<string>;
  /** URN of the target group. */
  readonly targetGroup: Fact<string>;
}

export type DeploymentStrategy = "ROLLING" | "BLUE_GREEN" | "LINEAR" | "CANARY";
