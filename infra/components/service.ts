import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeclaredService } from "guardrails-policies/model";
import { TIMEOUTS } from "../timeouts";
import { deploymentConfiguration } from "./blue-green";
import { named } from "./context";
import type { Roles } from "./roles";
import { scale } from "./scaling";
import type { Platform, Running } from "./workload";

export interface ServiceArgs {
  readonly name: string;
  /** What it is called in the cluster. */
  readonly serviceName: string;
  readonly platform: Platform;
  readonly running: Running;
  readonly declared: DeclaredService;
  readonly task: aws.ecs.TaskDefinition;
  readonly roles: Roles;
  readonly securityGroupId: pulumi.Input<string>;
}

/** Runs a workload's tasks: as many as are declared, and scaled where they are. */
export function runService(args: ServiceArgs, parent: pulumi.Resource): void {
  const { name, running, declared, task, platform } = args;
  const { ingress } = running;
  const { context, cluster, network } = platform;
  const blueGreen = ingress?.route.blueGreen ?? null;
  const service = new aws.ecs.Service(
    name,
    {
      name: args.serviceName,
      cluster: cluster.arn,
      taskDefinition: task.arn,
      desiredCount: declared.desiredCount,
      capacityProviderStrategies: capacity(declared.capacity),
      platformVersion: "LATEST",
      deploymentController: { type: "ECS" },
      deploymentMinimumHealthyPercent: declared.minimumHealthyPercent,
      deploymentMaximumPercent: declared.maximumPercent,
      deploymentCircuitBreaker: declared.circuitBreaker,
      ...(blueGreen === null ? {} : { deploymentConfiguration: deploymentConfiguration(blueGreen.switchboard) }),
      // The circuit breaker sees tasks that do not start; these see tasks that start and do not do their work.
      ...(running.deploymentAlarms === undefined
        ? {}
        : { alarms: { alarmNames: [...running.deploymentAlarms], enable: true, rollback: true } }),
      availabilityZoneRebalancing: declared.availabilityZoneRebalancing ? "ENABLED" : "DISABLED",
      networkConfiguration: {
        subnets: network.privateSubnetIds,
        securityGroups: [args.securityGroupId],
        assignPublicIp: false,
      },
      ...(ingress === undefined
        ? {}
        : {
            loadBalancers: [
              {
                containerName: name,
                containerPort: ingress.port,
                targetGroupArn: ingress.route.targetGroup.arn,
                ...(blueGreen === null
                  ? {}
                  : {
                      advancedConfiguration: {
                        alternateTargetGroupArn: blueGreen.alternate.arn,
                        productionListenerRule: blueGreen.productionRule.arn,
                        testListenerRule: blueGreen.testRule.arn,
                        roleArn: blueGreen.switchboard.roleArn,
                      },
                    }),
              },
            ],
            // Longer than the slowest boot seen, so that a starting task is not killed for being new.
            healthCheckGracePeriodSeconds: TIMEOUTS.grace,
          }),
      // A shell in a production container leaves no review.
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      // A deployment has ended when its tasks run, not when it was accepted.
      waitForSteadyState: true,
      tags: named(context, name),
    },
    {
      parent,
      // The network as a whole: a task starts only once its subnet has a way out.
      dependsOn: [
        network,
        ...args.roles.policies,
        ...cluster.capacityProviders,
        ...(ingress?.route.ready ?? []),
        ...(running.after ?? []),
      ],
      // The scaling target owns the number of tasks once there is one.
      ignoreChanges: declared.scaling === null ? [] : ["desiredCount"],
    },
  );
  if (declared.scaling === null) return;
  scale(
    {
      name,
      context,
      bounds: declared.scaling,
      clusterName: cluster.clusterName,
      service,
      requestLabel:
        // Requests are counted by target group, and with two fleets the one that serves changes with each release.
        ingress === undefined || blueGreen !== null
          ? null
          : pulumi.interpolate`${ingress.edge.loadBalancer.arnSuffix}/${ingress.route.targetGroup.arnSuffix}`,
      backlog: running.backlog ?? null,
      hours: platform.workingHours,
    },
    parent,
  );
}

/** Spot costs about 70 % less; the base task stays when Spot capacity is gone. */
function capacity(declared: DeclaredService["capacity"]): { capacityProvider: string; base: number; weight: number }[] {
  if (declared === "on-demand") return [{ capacityProvider: "FARGATE", base: 0, weight: 1 }];
  return [
    { capacityProvider: "FARGATE", base: 1, weight: 0 },
    { capacityProvider: "FARGATE_SPOT", base: 0, weight: 1 },
  ];
}
