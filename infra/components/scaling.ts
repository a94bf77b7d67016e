import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeclaredService } from "guardrails-policies/model";
import type { Backlog } from "../backlog";
import { cronAt, type WorkingHours } from "../config-hours";
import type { Context } from "./context";

export interface ScalingArgs {
  readonly name: string;
  readonly context: Context;
  readonly bounds: NonNullable<DeclaredService["scaling"]>;
  readonly clusterName: pulumi.Input<string>;
  readonly service: aws.ecs.Service;
  /** ALB `loadbalancer/targetgroup` label for scaling on requests; null: CPU only. */
  readonly requestLabel: pulumi.Output<string> | null;
  /** What waits for it, for scaling on that too; null: it takes nothing off a queue. */
  readonly backlog: Backlog | null;
  /** When it runs; outside of them it has no tasks. null: always. */
  readonly hours: WorkingHours | null;
}

/** Percent; a task that is busier than this is joined by another. */
const CPU_TARGET = 60;

/** Requests a minute for one task. */
const REQUESTS_TARGET = 1000;

/** Scales a service between its bounds. The upper one is what the connection budget was computed with. */
export function scale(args: ScalingArgs, parent: pulumi.Resource): void {
  const { name, bounds, clusterName, service, requestLabel, backlog } = args;
  const target = new aws.appautoscaling.Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${clusterName}/${service.name}`,
      minCapacity: bounds.min,
      maxCapacity: bounds.max,
      tags: args.context.tags,
    },
    { parent },
  );
  if (args.hours !== null) keepHours(name, target, bounds, args.hours, parent);
  const cpu = { predefinedMetricType: "ECSServiceAverageCPUUtilization" };
  track(`${name}-cpu`, target, { predefinedMetricSpecification: cpu, targetValue: CPU_TARGET }, parent);
  if (requestLabel !== null) {
    const requests = { predefinedMetricType: "ALBRequestCountPerTarget", resourceLabel: requestLabel };
    track(
      `${name}-requests`,
      target,
      { predefinedMetricSpecification: requests, targetValue: REQUESTS_TARGET },
      parent,
    );
  }
  if (backlog !== null) {
    const waiting = { metrics: metricMath(backlog) };
    track(`${name}-backlog`, target, { customizedMetricSpecification: waiting, targetValue: backlog.target }, parent);
  }
}

/**
 * Nobody works at night, so nothing runs: two thirds of what tasks cost are saved. The bounds change and with them the number
 * of tasks; in the morning the minimum starts again, and the upper bound is never above the one the budget knows.
 */
function keepHours(
  name: string,
  target: aws.appautoscaling.Target,
  bounds: ScalingArgs["bounds"],
  { days, from, timezone, to }: WorkingHours,
  parent: pulumi.Resource,
): void {
  const { serviceNamespace, scalableDimension, resourceId } = target;
  const at = (when: string, time: string, action: { minCapacity: number; maxCapacity: number }) =>
    new aws.appautoscaling.ScheduledAction(
      `${name}-${when}`,
      {
        ...{ serviceNamespace, scalableDimension, resourceId, timezone },
        schedule: cronAt(time, days),
        scalableTargetAction: action,
      },
      { parent },
    );
  at("morning", from, { minCapacity: bounds.min, maxCapacity: bounds.max });
  at("evening", to, { minCapacity: 0, maxCapacity: 0 });
}

type Tracking = aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfiguration;
type MetricMath =
  aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationCustomizedMetricSpecificationMetric;

function metricMath({ perTask: { expression, metrics } }: Backlog): MetricMath[] {
  return [
    { id: "backlog", expression, label: "Waiting messages per task", returnData: true },
    ...Object.entries(metrics).map(([id, { namespace, name, dimensions, statistic }]) => ({
      id,
      metricStat: {
        metric: {
          namespace,
          metricName: name,
          dimensions: Object.entries(dimensions).map(([key, value]) => ({ name: key, value })),
        },
        stat: statistic,
      },
      returnData: false,
    })),
  ];
}

function track(
  name: string,
  target: aws.appautoscaling.Target,
  what: Pick<Tracking, "customizedMetricSpecification" | "predefinedMetricSpecification" | "targetValue">,
  parent: pulumi.Resource,
): void {
  new aws.appautoscaling.Policy(
    name,
    {
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        ...what,
        // Seconds: out quickly, in slowly. It grows when one of a service's policies says so, and shrinks when all do.
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
        disableScaleIn: false,
      },
    },
    { parent },
  );
}
