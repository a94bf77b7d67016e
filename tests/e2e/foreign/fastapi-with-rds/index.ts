// Sound: one origin, a generated password, 2 tasks twice over × 2 workers × 10 connections are 80 of some 400. Nothing
// of the container is known before its secret's ARN is.
// preview and up: connection-budget-holds passes, cors-not-wildcard passes, cors-origins-declared passes,
//   database-degrades-gracefully advice, database-encrypted passes, deployment-rolls-back advice, engine-supported
//   passes, error-tracking-configured advice, image-pinned passes, logging-not-debug passes, migrations-gate-release
//   advice, no-single-point-of-failure advice, pool-limits-declared passes, pool-monitored advice,
//   secret-generated-safely passes, secret-not-defaulted passes, secret-not-in-plain-environment passes,
//   secret-reference-resolves passes, server-is-production-grade passes, stop-signal-reaches-process passes,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const config = new pulumi.Config();
const image = config.get("image") ?? `ghcr.io/example/api@sha256:${"0b".repeat(32)}`;

const vpc = new aws.ec2.Vpc("app", { cidrBlock: "10.40.0.0/16" });
const zones = pulumi.output(aws.getAvailabilityZones({ state: "available" })).names;
const subnets = [0, 1].map(
  (index) =>
    new aws.ec2.Subnet(`app-${index}`, {
      vpcId: vpc.id,
      cidrBlock: `10.40.${index}.0/24`,
      availabilityZone: zones[index],
    }),
);
const subnetIds = subnets.map(({ id }) => id);
const appGroup = new aws.ec2.SecurityGroup("app", {
  vpcId: vpc.id,
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});
const databaseGroup = new aws.ec2.SecurityGroup("database", {
  vpcId: vpc.id,
  ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: [appGroup.id] }],
});

const password = new random.RandomPassword("database", { length: 32, special: false });
const database = new aws.rds.Instance("database", {
  engine: "postgres",
  engineVersion: "16.4",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 20,
  dbName: "app",
  username: "app",
  password: password.result,
  dbSubnetGroupName: new aws.rds.SubnetGroup("database", { subnetIds }).name,
  vpcSecurityGroupIds: [databaseGroup.id],
  storageEncrypted: true,
  skipFinalSnapshot: true,
});

const url = new aws.secretsmanager.Secret("database-url");
const version = new aws.secretsmanager.SecretVersion("database-url", {
  secretId: url.id,
  secretString: pulumi.interpolate`postgresql+asyncpg://app:${password.result}@${database.endpoint}/app`,
});

const role = new aws.iam.Role("execution", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
  }),
  managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"],
});
new aws.iam.RolePolicy("execution", {
  role: role.id,
  policy: aws.iam.getPolicyDocumentOutput({
    statements: [{ actions: ["secretsmanager:GetSecretValue"], resources: [url.arn] }],
  }).json,
});

const task = new aws.ecs.TaskDefinition("api", {
  family: "api",
  cpu: "512",
  memory: "1024",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  executionRoleArn: role.arn,
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "api",
      image,
      command: ["uvicorn", "app.main:app", "--workers", "2"],
      environment: [
        { name: "CORS_ORIGINS", value: "https://app.example.com" },
        { name: "DB_POOL_SIZE", value: "5" },
        { name: "DB_MAX_OVERFLOW", value: "5" },
        { name: "DB_POOL_TIMEOUT", value: "10" },
      ],
      secrets: [{ name: "DATABASE_URL", valueFrom: url.arn }],
    },
  ]),
});
new aws.ecs.Service(
  "api",
  {
    cluster: new aws.ecs.Cluster("app").arn,
    taskDefinition: task.arn,
    desiredCount: 2,
    launchType: "FARGATE",
    networkConfiguration: { subnets: subnetIds, securityGroups: [appGroup.id] },
  },
  { dependsOn: [version] },
);

export const endpoint = database.endpoint;
