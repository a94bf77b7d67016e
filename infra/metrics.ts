/** The CloudWatch metrics this stack looks at: AWS's own, and those the monitor publishes through its log. */
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
  /** What the monitor publishes. */
  readonly monitor: Source;
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
    monitor: source(prefix, {}),
  };
}

function source(namespace: string, dimensions: Metric["dimensions"]): Source {
  return (name, statistic, period) => ({ namespace, name, dimensions, statistic, period });
}
