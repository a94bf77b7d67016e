/** The CloudWatch metrics this stack looks at: AWS's own, and those it reads out of the scheduler's log. */
import type * as pulumi from "@pulumi/pulumi";

/** One metric, with the statistic and the period (seconds) it is read with. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  /** As CloudWatch writes it: `Sum`, `Average`, `p95`, `TC(:0.5)` (the number of values up to 0.5). */
  readonly statistic: string;
  readonly period: number;
}

/** Metric math over metrics of one period, each under the name it has in the expression. */
export interface Calculation {
  readonly expression: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

export type Signal = Metric | Calculation;

export function isMetric(signal: Signal): signal is Metric {
  return "namespace" in signal;
}

/** Reads a metric of one thing: a database, a service, … */
export type Source = (name: string, statistic: string, period: number) => Metric;

/** What the metrics' dimensions are made of. */
export interface Measured {
  /** Also the namespace of the metrics read from logs, and the cluster's name. */
  readonly prefix: string;
  readonly databaseIdentifier: string;
  readonly cacheNodeIds: readonly string[];
  /** `arnSuffix` of load balancer and target group. */
  readonly loadBalancer: pulumi.Input<string>;
  readonly targetGroup: pulumi.Input<string>;
}

export interface Sources {
  readonly database: Source;
  readonly cacheNodes: readonly Source[];
  readonly edge: Source;
  readonly targets: Source;
  /** ECS's own metrics of a service, and Container Insights', which know the number of tasks. */
  readonly service: (name: string) => Source;
  readonly tasks: (name: string) => Source;
  readonly scheduler: Source;
}

export function sources({ prefix, databaseIdentifier, cacheNodeIds, loadBalancer, targetGroup }: Measured): Sources {
  const service = (name: string) => ({ ClusterName: prefix, ServiceName: name });
  return {
    database: source("AWS/RDS", { DBInstanceIdentifier: databaseIdentifier }),
    cacheNodes: cacheNodeIds.map((id) => source("AWS/ElastiCache", { CacheClusterId: id })),
    edge: source("AWS/ApplicationELB", { LoadBalancer: loadBalancer }),
    targets: source("AWS/ApplicationELB", { LoadBalancer: loadBalancer, TargetGroup: targetGroup }),
    service: (name) => source("AWS/ECS", service(name)),
    tasks: (name) => source("ECS/ContainerInsights", service(name)),
    scheduler: source(prefix, {}),
  };
}

function source(namespace: string, dimensions: Metric["dimensions"]): Source {
  return (name, statistic, period) => ({ namespace, name, dimensions, statistic, period });
}

/**
 * What the application's scheduler writes: one line of JSON on standard output, with nothing in front of it, each time it has
 * renewed its lock (every few seconds, see `BEAT_MAX_LOOP_INTERVAL`); a scheduler without the lock writes none.
 *
 *     {"event":"scheduler.loop","started":1790000000.123,"waiting":12,"oldest_seconds":3.5}
 *
 * - `started`: when this process began, seconds since 1970 with a fraction. Two values in one minute are two schedulers.
 * - `waiting`: messages in all queues that no worker has taken yet.
 * - `oldest_seconds`: the age of the oldest of them; 0 when there is none. Celery's messages carry no time: the application
 *   adds a header when it publishes.
 */
export const SCHEDULER_LINE = {
  pattern: '{ $.event = "scheduler.loop" }',
  metrics: [
    { name: "SchedulerStarted", value: "$.started", unit: "Seconds" },
    { name: "QueueWaiting", value: "$.waiting", unit: "Count" },
    { name: "QueueOldestAge", value: "$.oldest_seconds", unit: "Seconds" },
  ],
} as const;

/** The metrics of {@link SCHEDULER_LINE} by what they tell. */
export const SCHEDULER_STARTED = "SchedulerStarted";
export const QUEUE_WAITING = "QueueWaiting";
export const QUEUE_OLDEST_AGE = "QueueOldestAge";
