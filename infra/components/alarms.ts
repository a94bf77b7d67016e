import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../alarms";
import { type Calculation, isMetric, type Metric, type Signal } from "../metrics";
import type { AlarmTopic } from "./alert-topics";
import { type Context, named } from "./context";

const COMPARISONS = {
  above: "GreaterThanThreshold",
  "at least": "GreaterThanOrEqualToThreshold",
  below: "LessThanThreshold",
} as const;

/**
 * Registers one alarm under `prefix-name`; `topic` hears when it begins and when it is over.
 *
 * @param after What it watches: an alarm that is there first takes what is not there yet for broken.
 */
export function alarm(
  spec: AlarmSpec,
  context: Context,
  topic: AlarmTopic,
  parent: pulumi.Resource,
  after: readonly pulumi.Resource[] = [],
): aws.cloudwatch.MetricAlarm {
  const [datapointsToAlarm, evaluationPeriods] = spec.breaches;
  return new aws.cloudwatch.MetricAlarm(
    spec.name,
    {
      name: `${context.prefix}-${spec.name}`,
      alarmDescription: describe(spec.meaning, spec.runbook ?? spec.name),
      ...watch(spec.signal),
      comparisonOperator: COMPARISONS[spec.when],
      threshold: spec.threshold,
      datapointsToAlarm,
      evaluationPeriods,
      treatMissingData: spec.missing,
      actionsEnabled: true,
      alarmActions: [topic.arn],
      okActions: [topic.arn],
      tags: named(context, spec.name),
    },
    { parent, dependsOn: [...after] },
  );
}

/** What an alarm says: what happened, and where it is written what to do. */
export function describe(meaning: string, section: string): string {
  return `${meaning} What to do: docs/runbook.md#${section}`;
}

function watch(signal: Signal): Partial<aws.cloudwatch.MetricAlarmArgs> {
  return isMetric(signal) ? watchMetric(signal) : { metricQueries: queries(signal) };
}

function watchMetric({
  namespace,
  name,
  dimensions,
  statistic,
  period,
}: Metric): Partial<aws.cloudwatch.MetricAlarmArgs> {
  const metric = { namespace, metricName: name, dimensions, period };
  if (!statistic.startsWith("p")) return { ...metric, statistic };
  // A percentile of a few values says nothing; the alarm waits for more.
  return { ...metric, extendedStatistic: statistic, evaluateLowSampleCountPercentiles: "ignore" };
}

function queries({ expression, metrics }: Calculation): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  return [
    { id: "result", expression, label: "result", returnData: true },
    ...Object.entries(metrics).map(([id, { namespace, name, dimensions, statistic, period }]) => ({
      id,
      metric: { namespace, metricName: name, dimensions, stat: statistic, period },
      returnData: false,
    })),
  ];
}
