import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Job } from "../workload-settings";
import { policyDocument, trust } from "./policy";
import { stackRole } from "./stack-role";
import type { Platform, Workload } from "./workload";

export interface ScheduleArgs {
  readonly platform: Platform;
  readonly job: Workload;
  readonly when: Pick<Job, "timezone"> & { readonly schedule: string };
  /** What has to have happened before it may start the new revision: the migration. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * Starts a job's task when it is due (EventBridge Scheduler: 14 million starts a month are free). Two may run at once where one
 * takes longer than the time to the next.
 */
export class Schedule extends pulumi.ComponentResource {
  constructor(name: string, args: ScheduleArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Schedule", name, {}, opts);
    const { platform, job, when } = args;
    const { context, cluster, keys, network } = platform;
    const role = stackRole(
      `${name}-schedule`,
      {
        context,
        description: `Starts ${name} tasks of ${context.prefix} when they are due`,
        assumeRolePolicy: trust("scheduler.amazonaws.com", context.accountId),
      },
      this,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-schedule`,
      {
        role: role.id,
        policy: policyDocument([
          {
            Sid: "RunJob",
            Effect: "Allow",
            Action: "ecs:RunTask",
            Resource: pulumi.interpolate`arn:${context.partition}:ecs:${context.region}:${context.accountId}:task-definition/${job.family}:*`,
            Condition: { ArnEquals: { "ecs:cluster": cluster.arn } },
          },
          {
            Sid: "GiveTaskItsRoles",
            Effect: "Allow",
            Action: "iam:PassRole",
            Resource: job.roleArns,
            Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
          },
          // EventBridge Scheduler reads a schedule that is encrypted with a customer's key as the role.
          { Sid: "ReadSchedule", Effect: "Allow", Action: "kms:Decrypt", Resource: keys.data },
        ]),
      },
      { parent: this },
    );
    new aws.scheduler.Schedule(
      name,
      {
        name: `${context.prefix}-${name}`,
        description: `${name} of ${context.prefix}`,
        scheduleExpression: when.schedule,
        scheduleExpressionTimezone: when.timezone,
        flexibleTimeWindow: { mode: "OFF" },
        kmsKeyArn: keys.data,
        target: {
          arn: cluster.arn,
          roleArn: role.arn,
          ecsParameters: {
            taskDefinitionArn: job.taskDefinitionArn,
            launchType: "FARGATE",
            platformVersion: "LATEST",
            taskCount: 1,
            propagateTags: "TASK_DEFINITION",
            networkConfiguration: {
              subnets: network.privateSubnetIds,
              securityGroups: [job.securityGroupId],
              assignPublicIp: false,
            },
          },
          // Of an hour: what could not be started then is started by the next turn.
          retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 10 },
        },
      },
      { parent: this, dependsOn: [policy, network, ...args.after] },
    );
    this.registerOutputs();
  }
}
