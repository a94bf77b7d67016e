// A service that comes after its migration, which fails: the command of its container is the shell's `exit 3`. What runs
// and waits for it is the product's own function.
import { readFileSync } from "node:fs";
import aws from "@pulumi/aws";
import pulumi from "@pulumi/pulumi";

const RUN_TASK = new URL("../../../dist/infra/functions/run-task.js", import.meta.url);
const IMAGE = `public.ecr.aws/docker/library/python@sha256:${"a1".repeat(32)}`;

export default async function program() {
  const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" });
  const subnet = new aws.ec2.Subnet("main", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
  const group = new aws.ec2.SecurityGroup("tasks", { vpcId: vpc.id });
  const cluster = new aws.ecs.Cluster("main");
  const migration = taskDefinition("migration", ["sh", "-c", "exit 3"]);

  const role = new aws.iam.Role("gate", { assumeRolePolicy: trust("lambda.amazonaws.com") });
  const gate = new aws.lambda.Function("gate", {
    role: role.arn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    timeout: 900,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(readFileSync(RUN_TASK, "utf8")) }),
  });
  const migrated = new aws.lambda.Invocation("gate", {
    functionName: gate.name,
    input: pulumi.jsonStringify({
      cluster: cluster.arn,
      taskDefinition: migration.arn,
      container: "migration",
      subnets: [subnet.id],
      securityGroups: [group.id],
      logGroup: "/shop/migration",
    }),
  });
  new aws.ecs.Service(
    "web",
    {
      cluster: cluster.arn,
      taskDefinition: taskDefinition("web", ["uvicorn", "app.main:app"]).arn,
      desiredCount: 1,
      launchType: "FARGATE",
      networkConfiguration: { subnets: [subnet.id], securityGroups: [group.id] },
    },
    { dependsOn: [migrated] },
  );
}

function taskDefinition(name, command) {
  return new aws.ecs.TaskDefinition(name, {
    family: name,
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    containerDefinitions: JSON.stringify([{ name, image: IMAGE, command }]),
  });
}

function trust(service) {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}
