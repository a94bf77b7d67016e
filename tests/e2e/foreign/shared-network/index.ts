// Sound, but what the module worker does is not in the program: that it is no scheduler is not proven.
// preview and up: client-address-trusted unproven, database-degrades-gracefully unproven, deployment-rolls-back advice,
//   error-tracking-configured advice, image-pinned passes, logging-not-debug passes, no-single-point-of-failure advice,
//   scheduler-runs unproven, scheduler-runs-once unproven, scheduler-uses-redis unproven,
//   secret-not-in-plain-environment passes, stop-signal-reaches-process passes, tasks-survive-interruption unproven,
//   timeouts-ladder-holds unproven, value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const network = new pulumi.StackReference(`acme/network/${pulumi.getStack()}`);
const vpcId = network.requireOutput("vpcId") as pulumi.Output<string>;
const subnetIds = network.requireOutput("privateSubnetIds") as pulumi.Output<string[]>;

const group = new aws.ec2.SecurityGroup("worker", { vpcId });
const cluster = aws.ecs.Cluster.get("shared", network.requireOutput("clusterArn"));
const task = new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  containerDefinitions: JSON.stringify([
    { name: "worker", image: "ghcr.io/example/worker:3", command: ["python", "-m", "worker"] },
  ]),
});
const service = new aws.ecs.Service("worker", {
  cluster: cluster.arn,
  taskDefinition: task.arn,
  desiredCount: 1,
  launchType: "FARGATE",
  networkConfiguration: { subnets: subnetIds, securityGroups: [group.id] },
});

export const name = service.name;
