// Three workers with -B send every periodic task three times. Whether the broker is a Redis and how large the pools are
// is told by secrets made elsewhere and by the image.
// preview: database-degrades-gracefully unproven, deployment-rolls-back advice, error-tracking-configured advice,
//   image-pinned passes, logging-not-debug passes, migrations-gate-release unproven, no-single-point-of-failure passes,
//   pool-limits-declared unproven, redis-fits-its-role unproven, redis-url-complete unproven, scheduler-runs passes,
//   scheduler-runs-once blocked, scheduler-uses-redis unproven, secret-not-defaulted unproven,
//   secret-not-in-plain-environment passes, secret-reference-resolves unproven, stop-signal-reaches-process passes,
//   tasks-survive-interruption advice, value-is-resolved passes
// up: image-pinned passes, logging-not-debug passes, scheduler-runs passes, scheduler-runs-once blocked,
//   secret-not-in-plain-environment passes, stop-signal-reaches-process passes, tasks-survive-interruption advice,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const subnets = aws.ec2.getSubnetsOutput({}).ids;
const cluster = new aws.ecs.Cluster("reports");
const execution = "arn:aws:iam::123456789012:role/ecs-execution";
// Both were made by hand, long ago.
const databaseUrl = "arn:aws:secretsmanager:us-east-1:123456789012:secret:reports/database-AbCdEf";
const brokerUrl = "arn:aws:secretsmanager:us-east-1:123456789012:secret:reports/broker-GhIjKl";

const task = new aws.ecs.TaskDefinition("worker", {
  family: `worker-${pulumi.getStack()}`,
  cpu: "1024",
  memory: "2048",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: execution,
  containerDefinitions: JSON.stringify([
    {
      name: "worker",
      image: "ghcr.io/example/reports:11",
      // "So that there is no third thing to run": every worker sends every periodic task.
      command: ["celery", "--app=reports", "worker", "-B", "-l", "INFO", "-c", "2"],
      secrets: [
        { name: "DATABASE_URL", valueFrom: databaseUrl },
        { name: "CELERY_BROKER_URL", valueFrom: brokerUrl },
      ],
    },
  ]),
});
new aws.ecs.Service("worker", {
  cluster: cluster.arn,
  taskDefinition: task.arn,
  desiredCount: 3,
  launchType: "FARGATE",
  networkConfiguration: { subnets },
});
