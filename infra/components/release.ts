/** The two ends of a release: the migration before the services change, and proof afterwards that they did. */
import * as pulumi from "@pulumi/pulumi";
import type { Platform, Workload } from "./workload";
import { releaseFunction } from "./release-function";

export interface MigrationGateArgs {
  readonly platform: Platform;
  readonly migration: Workload;
}

/** Runs the migration task once for each revision of it, and waits; services that come after it change only if it succeeds. */
export class MigrationGate extends pulumi.ComponentResource {
  /** There once the migration has exited with zero. */
  readonly passed: pulumi.Resource;

  constructor(name: string, { platform, migration }: MigrationGateArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:MigrationGate", name, {}, opts);
    const { context, cluster, network } = platform;
    const inCluster = { ArnEquals: { "ecs:cluster": cluster.arn } };
    this.passed = releaseFunction(
      name,
      {
        foundation: platform,
        description: `Runs the migration of ${context.prefix} and waits for it`,
        source: require.resolve("../functions/run-task"),
        statements: [
          {
            Sid: "RunMigration",
            Effect: "Allow",
            Action: "ecs:RunTask",
            Resource: pulumi.interpolate`arn:${context.partition}:ecs:${context.region}:${context.accountId}:task-definition/${migration.family}:*`,
            Condition: inCluster,
          },
          {
            Sid: "WatchTasks",
            Effect: "Allow",
            Action: "ecs:DescribeTasks",
            Resource: pulumi.interpolate`arn:${context.partition}:ecs:${context.region}:${context.accountId}:task/${cluster.clusterName}/*`,
            Condition: inCluster,
          },
          {
            Sid: "GiveTaskItsRoles",
            Effect: "Allow",
            Action: "iam:PassRole",
            Resource: migration.roleArns,
            Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
          },
        ],
        input: pulumi.jsonStringify({
          cluster: cluster.arn,
          container: migration.name,
          logGroup: migration.logGroupName,
          securityGroups: [migration.securityGroupId],
          subnets: network.privateSubnetIds,
          taskDefinition: migration.taskDefinitionArn,
        }),
        // All of both: the task needs its rights, the database's door and a way out as soon as it starts.
        after: [network, migration],
      },
      this,
    );
    this.registerOutputs();
  }
}

export interface DeploymentCheckArgs {
  readonly platform: Platform;
  readonly services: readonly Workload[];
}

/** Fails a deployment that ECS rolled back: the services are steady then, but run the release before. */
export class DeploymentCheck extends pulumi.ComponentResource {
  constructor(name: string, { platform, services }: DeploymentCheckArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:DeploymentCheck", name, {}, opts);
    const { context, cluster } = platform;
    const arnOf = (service: string) =>
      pulumi.interpolate`arn:${context.partition}:ecs:${context.region}:${context.accountId}:service/${cluster.clusterName}/${service}`;
    releaseFunction(
      name,
      {
        foundation: platform,
        description: `Verifies that the services of ${context.prefix} run what was deployed`,
        source: require.resolve("../functions/verify-deployment"),
        statements: [
          {
            Sid: "LookAtServices",
            Effect: "Allow",
            Action: "ecs:DescribeServices",
            Resource: services.map((service) => arnOf(service.serviceName)),
          },
        ],
        input: pulumi.jsonStringify({
          cluster: cluster.arn,
          services: Object.fromEntries(services.map((service) => [service.serviceName, service.taskDefinitionArn])),
        }),
        after: services,
      },
      this,
    );
    this.registerOutputs();
  }
}
