import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Metric, Sources } from "../metrics";
import { QUEUE_OLDEST_AGE, QUEUE_WAITING } from "../monitor";
import type { Context } from "./context";

export interface DashboardArgs {
  readonly context: Context;
  readonly measured: Sources;
  /** Alarms by the heading they go under. */
  readonly groups: readonly DashboardGroup[];
}

export interface DashboardGroup {
  readonly title: string;
  /** A title and an alarm's ARN; its widget shows what the alarm looks at, and its threshold. */
  readonly alarms: readonly { readonly title: string; readonly arn: pulumi.Output<string> }[];
}

/** One page: the state of every alarm, what callers see, what waits, then each alarm's own graph. $3 a month. */
export function dashboard(name: string, args: DashboardArgs, parent: pulumi.Resource): aws.cloudwatch.Dashboard {
  const { context } = args;
  return new aws.cloudwatch.Dashboard(
    name,
    // Dashboards are the account's, whatever the region.
    {
      dashboardName: `${context.prefix}-${context.region}`,
      dashboardBody: pulumi.jsonStringify({ widgets: widgets(args) }),
    },
    { parent },
  );
}

/** CloudWatch's grid is 24 wide; graphs go four to a row. */
const GRID = 24;
const WIDTH = 6;
const HEIGHT = 6;

interface Widget {
  readonly type: "alarm" | "metric" | "text";
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

function widgets({ context: { region }, measured, groups }: DashboardArgs): unknown[] {
  const { edge, monitor } = measured;
  const everyAlarm = groups.flatMap(({ alarms }) => alarms.map(({ arn }) => arn));
  const rows: (readonly Widget[])[] = [
    [{ type: "alarm", width: GRID, height: 4, properties: { title: "Alarms", alarms: everyAlarm } }],
    [
      graph("Requests a minute", region, [edge("RequestCount", "Sum", 60)]),
      graph("Response time, seconds", region, [
        edge("TargetResponseTime", "p50", 60),
        edge("TargetResponseTime", "p95", 60),
        edge("TargetResponseTime", "p99", 60),
      ]),
      graph("Messages waiting", region, [monitor(QUEUE_WAITING, "Maximum", 60)]),
      graph("Oldest message, seconds", region, [monitor(QUEUE_OLDEST_AGE, "Maximum", 60)]),
    ],
    ...groups.flatMap(({ title, alarms }) => [
      [heading(title)],
      alarms.map((alarm) => alarmGraph(alarm.title, region, alarm.arn)),
    ]),
  ];
  return placed(rows);
}

/** Each row below the one before, its widgets from left to right, on more lines when they are too many. */
function placed(rows: readonly (readonly Widget[])[]): unknown[] {
  let y = 0;
  return rows.flatMap((row) => {
    const perLine = Math.floor(GRID / (row[0]?.width ?? GRID));
    const height = row[0]?.height ?? 0;
    const top = y;
    y += Math.ceil(row.length / perLine) * height;
    return row.map((widget, i) => ({
      ...widget,
      x: (i % perLine) * widget.width,
      y: top + Math.floor(i / perLine) * height,
    }));
  });
}

function heading(title: string): Widget {
  return { type: "text", width: GRID, height: 1, properties: { markdown: `## ${title}` } };
}

function alarmGraph(title: string, region: string, arn: pulumi.Output<string>): Widget {
  return {
    type: "metric",
    width: WIDTH,
    height: HEIGHT,
    properties: { annotations: { alarms: [arn] }, region, title, view: "timeSeries" },
  };
}

function graph(title: string, region: string, metrics: readonly Metric[]): Widget {
  return {
    type: "metric",
    width: WIDTH,
    height: HEIGHT,
    properties: { metrics: metrics.map(line), region, title, view: "timeSeries" },
  };
}

/** CloudWatch's form of one line: namespace, name, dimension names and values in turn, then how to draw it. */
function line({ namespace, name, dimensions, statistic, period }: Metric): unknown[] {
  return [namespace, name, ...Object.entries(dimensions).flat(), { label: statistic, period, stat: statistic }];
}
