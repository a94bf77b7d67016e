import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AlarmSpec } from "../alarms";
import type { Sources } from "../metrics";
import type { Promises } from "../profiles";
import { type BurnAlarms, burnAlarms } from "../slo";
import { alarm, describe } from "./alarms";
import type { AlertTopics } from "./alert-topics";
import { type Context, named } from "./context";

export interface ServiceLevelsArgs {
  readonly context: Context;
  readonly topics: AlertTopics;
  readonly promises: Promises;
  readonly measured: Sources;
}

/** The objectives of what callers see, watched by how fast their error budgets burn. */
export class ServiceLevels extends pulumi.ComponentResource {
  readonly windows: readonly (AlarmSpec & { readonly arn: pulumi.Output<string> })[];
  /** Somebody is told when both windows of one of these agree. */
  readonly burnRates: readonly aws.cloudwatch.CompositeAlarm[];
  /**
   * Names of the alarms that end a deployment: the short windows of the fast burn. Not the pair, whose long window is an hour:
   * ECS watches a finished deployment for as long as its alarms look back, and one that is in alarm when a deployment
   * begins is not watched at all, so that a repair can be deployed (ECS developer guide, "How CloudWatch alarms detect
   * deployment failures").
   */
  readonly deploymentAlarms: readonly pulumi.Output<string>[];

  constructor(name: string, args: ServiceLevelsArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:ServiceLevels", name, {}, opts);
    const { context, topics, promises, measured } = args;
    const pairs = burnAlarms(promises, measured).map((burn) => {
      const window = (spec: AlarmSpec) => alarm(spec, context, topics.signals, this);
      const [long, short] = [window(burn.long), window(burn.short)];
      return { burn, long, short, both: this.both(burn, long, short, args) };
    });
    this.windows = pairs.flatMap(({ burn, long, short }) => [
      { ...burn.long, arn: long.arn },
      { ...burn.short, arn: short.arn },
    ]);
    this.burnRates = pairs.map(({ both }) => both);
    this.deploymentAlarms = pairs.filter(({ burn }) => burn.speed === "fast").map(({ short }) => short.name);
    this.registerOutputs();
  }

  private both(
    burn: BurnAlarms,
    long: aws.cloudwatch.MetricAlarm,
    short: aws.cloudwatch.MetricAlarm,
    { context, topics }: ServiceLevelsArgs,
  ): aws.cloudwatch.CompositeAlarm {
    return new aws.cloudwatch.CompositeAlarm(
      burn.name,
      {
        alarmName: `${context.prefix}-${burn.name}`,
        alarmDescription: describe(burn.meaning, burn.name),
        alarmRule: pulumi.interpolate`ALARM("${long.name}") AND ALARM("${short.name}")`,
        actionsEnabled: true,
        alarmActions: [topics.people.arn],
        okActions: [topics.people.arn],
        tags: named(context, burn.name),
      },
      { parent: this },
    );
  }
}
