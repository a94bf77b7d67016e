// Sound, but what report.py does is not in the program: that it is no scheduler is not proven.
// preview and up: client-address-trusted unproven, database-degrades-gracefully unproven, image-pinned passes,
//   logging-not-debug passes, scheduler-runs unproven, scheduler-runs-once unproven, scheduler-uses-redis unproven,
//   secret-not-in-plain-environment passes, stop-signal-reaches-process passes, tasks-survive-interruption unproven,
//   timeouts-ladder-holds unproven, value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
// Somebody else's network and cluster, by their ids.
const subnets = config.requireObject<string[]>("subnetIds");
const cluster = aws.ecs.getClusterOutput({ clusterName: config.require("cluster") });

const invoke = new aws.iam.Role("nightly", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "events.amazonaws.com" }),
});
const task = new aws.ecs.TaskDefinition("nightly", {
  family: "nightly",
  cpu: "1024",
  memory: "2048",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: config.require("executionRoleArn"),
  containerDefinitions: JSON.stringify([
    { name: "report", image: "ghcr.io/example/report:7", command: ["python", "report.py"] },
  ]),
});
const rule = new aws.cloudwatch.EventRule("nightly", { scheduleExpression: "cron(0 3 * * ? *)" });
new aws.cloudwatch.EventTarget("nightly", {
  rule: rule.name,
  arn: cluster.arn,
  roleArn: invoke.arn,
  ecsTarget: {
    taskDefinitionArn: task.arn,
    launchType: "FARGATE",
    networkConfiguration: { subnets, securityGroups: [config.require("securityGroupId")] },
  },
});

export const revision = task.revision;
