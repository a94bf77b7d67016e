// 20 tasks, twice over while they are replaced, × 4 processes × 60 connections are 9600, and the class serves fewer
// than 100. Its managed password changes under the service, and
// its storage is not encrypted.
// preview: connection-budget-holds blocked, database-degrades-gracefully advice, database-encrypted advice,
//   deployment-rolls-back advice, engine-supported passes, error-tracking-configured advice, image-pinned passes,
//   logging-not-debug passes, migrations-gate-release advice, no-single-point-of-failure advice, pool-limits-declared
//   passes, pool-monitored advice, secret-not-in-plain-environment passes, secret-reference-resolves passes,
//   secret-rotation-declared blocked, server-is-production-grade passes, stop-signal-reaches-process passes,
//   value-is-resolved passes
// up: connection-budget-holds blocked, database-encrypted advice, deployment-rolls-back advice, engine-supported
//   passes, error-tracking-configured advice, image-pinned passes, logging-not-debug passes, pool-limits-declared
//   passes, secret-not-in-plain-environment passes, secret-reference-resolves passes, secret-rotation-declared blocked,
//   server-is-production-grade passes, stop-signal-reaches-process passes, value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const subnets = aws.ec2.getSubnetsOutput({}).ids;
const database = new aws.rds.Instance("app", {
  identifier: "app",
  engine: "postgres",
  engineVersion: "16.4",
  instanceClass: "db.t4g.micro",
  allocatedStorage: 20,
  username: "app",
  manageMasterUserPassword: true,
  skipFinalSnapshot: true,
});
const task = new aws.ecs.TaskDefinition("api", {
  family: "api",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: "arn:aws:iam::123456789012:role/ecs-execution",
  containerDefinitions: pulumi.all([database.address, database.masterUserSecrets]).apply(([host, secrets]) =>
    JSON.stringify([
      {
        name: "api",
        image: "ghcr.io/example/api:9",
        command: ["uvicorn", "api:app", "--workers", "4"],
        environment: [
          { name: "DB_HOST", value: host },
          { name: "DB_POOL_SIZE", value: "50" },
          { name: "DB_MAX_OVERFLOW", value: "10" },
          { name: "DB_POOL_TIMEOUT", value: "30" },
          { name: "WEB_CONCURRENCY", value: "4" },
        ],
        secrets: [{ name: "DB_PASSWORD", valueFrom: `${secrets[0]?.secretArn}:password::` }],
      },
    ]),
  ),
});
new aws.ecs.Service("api", {
  cluster: new aws.ecs.Cluster("app").arn,
  taskDefinition: task.arn,
  desiredCount: 20,
  launchType: "FARGATE",
  networkConfiguration: { subnets },
});

export const endpoint = database.endpoint;
