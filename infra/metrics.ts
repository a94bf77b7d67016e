/** The CloudWatch metrics this stack looks at: AWS's own, and those the monitor publishes through its log. */
import type * as pulumi from "@pulumi/pulumi";
import { type ServicePlace, servicePlace } from "./config-cluster";

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
  /** Also the namespace of the metrics read from logs. */
  readonly prefix: string;
  /** Left out: services of a cluster of the stack's own, which has its prefix for a name. */
  readonly services?: ServicePlace;
  /** null: one that somebody else watches. */
  readonly databaseIdentifier: string | null;
  readonly cacheNodeIds: readonly string[];
  /** `arnSuffix` of load balancer and target group. */
  readonly loadBalancer: pulumi.Input<string>;
  readonly targetGroup: pulumi.Input<string>;
  /** Of the second fleet, where releases have one. */
  readonly alternate?: pulumi.Input<string> | null;
  /** ARN of the load balancer's certificate; null: there is none. */
  readonly certificate?: pulumi.Input<string> | null;
}

export interface Sources {
  readonly database: Source | null;
  /** Of the copy to read from, where there is one. */
  readonly replica: Source;
  readonly cacheNodes: readonly Source[];
  readonly edge: Source;
  /** Of the load balancer's certificate, where there is one. */
  readonly certificate: Source | null;
  readonly targets: Source;
  /** Tasks that are healthy and that are not are counted by target group: of both fleets, where there are two. */
  readonly fleets: readonly Source[];
  /** ECS's own metrics of a service, and Container Insights', which know the number of tasks. */
  readonly service: (name: string) => Source;
  readonly tasks: (name: string) => Source;
  /** What the monitor publishes. */
  readonly monitor: Source;
}

export function sources({ prefix, databaseIdentifier, cacheNodeIds, loadBalancer, ...fleets }: Measured): Sources {
  const { targetGroup, alternate = null, certificate = null, services = servicePlace(null, prefix) } = fleets;
  const groups = alternate === null ? [targetGroup] : [targetGroup, alternate];
  const edge = source("AWS/ApplicationELB", { LoadBalancer: loadBalancer });
  const service = (name: string) => ({
    ClusterName: services.clusterName,
    ServiceName: `${services.prefix}${name}`,
  });
  return {
    database: databaseIdentifier === null ? null : source("AWS/RDS", { DBInstanceIdentifier: databaseIdentifier }),
    replica: source("AWS/RDS", { DBInstanceIdentifier: `${prefix}-replica` }),
    cacheNodes: cacheNodeIds.map((id) => source("AWS/ElastiCache", { CacheClusterId: id })),
    edge,
    certificate: certificate === null ? null : source("AWS/CertificateManager", { CertificateArn: certificate }),
    // Which of two fleets serves changes with each release: then what the load balancer counts of both.
    targets:
      alternate === null
        ? source("AWS/ApplicationELB", { LoadBalancer: loadBalancer, TargetGroup: targetGroup })
        : edge,
    fleets: groups.map((TargetGroup) => source("AWS/ApplicationELB", { LoadBalancer: loadBalancer, TargetGroup })),
    service: (name) => source("AWS/ECS", service(name)),
    tasks: (name) => source("ECS/ContainerInsights", service(name)),
    monitor: source(prefix, {}),
  };
}

function source(namespace: string, dimensions: Metric["dimensions"]): Source {
  return (name, statistic, period) => ({ namespace, name, dimensions, statistic, period });
}
