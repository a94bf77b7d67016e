import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarmGroups, metricsIn } from "../alarms";
import type { ProductBlueprint } from "../blueprint";
import { ownKeyUses } from "../config-keys";
import { type CostRange, costRange } from "../cost";
import type { Sources } from "../metrics";
import { MONITOR_LINE, poolMetric } from "../monitor";
import type { Settings } from "../settings";
import { TASK_FAILURES } from "../task-failures";
import { queuesByPool } from "../workload-settings";
import { alarm } from "./alarms";
import type { AlertTopics } from "./alert-topics";
import { spendingLimit } from "./budget";
import { type Context, named } from "./context";
import { dashboard, type DashboardGroup } from "./dashboard";
import type { Database } from "./database";
import type { ServiceLevels } from "./slo";
import type { Workload } from "./workload";

export interface ObservabilityArgs {
  readonly context: Context;
  readonly topics: AlertTopics;
  readonly measured: Sources;
  readonly blueprint: ProductBlueprint<unknown>;
  readonly settings: Settings<unknown>;
  readonly serviceLevels: ServiceLevels;
  readonly postgres: Database;
  readonly monitor: Workload;
  /** Every pool of workers. */
  readonly workers: readonly Workload[];
  /** What the alarms watch. */
  readonly services: readonly pulumi.Resource[];
}

/** Alarms, what feeds them, and the page that shows them. An alarm costs $0.10 a month for each metric it reads. */
export class Observability extends pulumi.ComponentResource {
  readonly dashboardName: pulumi.Output<string>;
  readonly cost: CostRange;

  constructor(name: string, args: ObservabilityArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Observability", name, {}, opts);
    const { blueprint, context, topics, measured, serviceLevels, settings } = args;
    const { storageGiB } = settings.database;
    this.readMonitorLog(args);
    this.readWorkerLogs(args);
    this.databaseEvents(args);

    const specs = alarmGroups(
      blueprint,
      {
        storageGiB,
        sleeps: settings.workingHours !== null,
        latencyTargetMs: settings.objectives.latencyTargetMs,
        queueWaitSeconds: settings.worker.queueWaitSeconds,
      },
      measured,
    );
    const groups = specs.map(({ title, alarms }): DashboardGroup => ({
      title,
      alarms: alarms.map((spec) => ({
        title: spec.name,
        arn: alarm(spec, context, topics.people, this, args.services).arn,
      })),
    }));
    const windows = serviceLevels.windows.map(({ name: title, arn }) => ({ title, arn }));
    const objectives = { title: "Objectives", alarms: windows };
    this.dashboardName = dashboard(
      "dashboard",
      { context, measured, groups: [objectives, ...groups] },
      this,
    ).dashboardName;

    const alarmMetrics = [...specs.flatMap(({ alarms }) => alarms), ...serviceLevels.windows].map((spec) =>
      metricsIn(spec),
    );
    this.cost = costRange(blueprint, {
      storageGiB,
      logRetentionDays: settings.logRetentionDays,
      architecture: settings.architecture,
      workingHours: settings.workingHours,
      ownKeys: ownKeyUses(settings.keys, settings.alarms).length,
      alarmMetrics: alarmMetrics.reduce((sum, metrics) => sum + metrics, 0),
    });
    const dollarsAMonth = settings.monthlyBudget;
    if (dollarsAMonth !== null) spendingLimit("spending", { context, topics, dollarsAMonth }, this);
    this.registerOutputs();
  }

  /** No default value: a minute without a line has to stay a minute without data. */
  private readMonitorLog({ context, monitor, settings }: ObservabilityArgs): void {
    const pools = Object.keys(queuesByPool(settings));
    for (const metric of [...MONITOR_LINE.metrics, ...(pools.length > 1 ? pools.map(poolMetric) : [])]) {
      new aws.cloudwatch.LogMetricFilter(
        metric.name,
        {
          name: metric.name,
          logGroupName: monitor.logGroupName,
          pattern: MONITOR_LINE.pattern,
          metricTransformation: {
            name: metric.name,
            namespace: context.prefix,
            value: metric.value,
            unit: metric.unit,
          },
        },
        { parent: this },
      );
    }
  }

  /** What Celery says of tasks that failed: one metric for all pools, their logs side by side. */
  private readWorkerLogs({ context, workers }: ObservabilityArgs): void {
    const { metric, pattern } = TASK_FAILURES;
    for (const { name, logGroupName } of workers) {
      new aws.cloudwatch.LogMetricFilter(
        `${metric}-${name}`,
        {
          name: metric,
          logGroupName,
          pattern,
          metricTransformation: { name: metric, namespace: context.prefix, value: "1", unit: "Count" },
        },
        { parent: this },
      );
    }
  }

  /** What RDS does by itself and no metric shows: a failover, a failed backup, storage that cannot grow. */
  private databaseEvents({ context, topics, postgres }: ObservabilityArgs): void {
    const subscribe = (
      name: string,
      sourceType: string,
      eventCategories: string[],
      sourceIds: pulumi.Input<string>[],
    ) =>
      new aws.rds.EventSubscription(
        name,
        {
          name: `${context.prefix}-${name}`,
          snsTopic: topics.people.arn,
          sourceType,
          sourceIds,
          eventCategories,
          enabled: true,
          tags: named(context, name),
        },
        // RDS publishes a first message, or refuses.
        { parent: this, dependsOn: topics },
      );
    const instance = [
      "availability",
      "configuration change",
      "failover",
      "failure",
      "low storage",
      "maintenance",
      "recovery",
    ];
    if (postgres.identifier === null) return;
    subscribe("database-events", "db-instance", instance, [postgres.identifier]);
    if (postgres.kind === "given") return;
    subscribe("database-parameters", "db-parameter-group", ["configuration change"], [postgres.parameterGroupName]);
  }
}
