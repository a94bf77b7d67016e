// Two copies of beat send every periodic task twice, as a deployment and a rebalancing would; the image may know a
// broker and a lock that the program does not.
// preview: deployment-rolls-back advice, image-pinned passes, logging-not-debug passes, no-single-point-of-failure
//   passes, scheduler-runs advice, scheduler-runs-once advice, scheduler-runs-once blocked, scheduler-uses-redis
//   advice, secret-not-in-plain-environment passes, stop-signal-reaches-process passes, value-is-resolved passes
// up: deployment-rolls-back advice, image-pinned passes, logging-not-debug passes, scheduler-runs-once advice,
//   scheduler-runs-once blocked, scheduler-uses-redis advice, secret-not-in-plain-environment passes,
//   stop-signal-reaches-process passes, value-is-resolved passes

import * as aws from "@pulumi/aws";

const cluster = new aws.ecs.Cluster("jobs");
const subnets = aws.ec2.getSubnetsOutput({}).ids;
const task = new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  containerDefinitions: JSON.stringify([
    { name: "beat", image: "ghcr.io/example/jobs:5", command: ["celery", "-A", "jobs", "beat", "--loglevel", "info"] },
  ]),
});
// "For availability": every periodic task is sent twice.
new aws.ecs.Service("beat", {
  cluster: cluster.arn,
  taskDefinition: task.arn,
  desiredCount: 2,
  launchType: "FARGATE",
  networkConfiguration: { subnets },
});
