// A service as most programs write it: no blueprint, and container definitions that hold the ARN of a secret, so that at
// the first preview all of their text is unknown. It allows every origin.
import aws from "@pulumi/aws";
import pulumi from "@pulumi/pulumi";
import random from "@pulumi/random";

export default async function program() {
  const password = new random.RandomPassword("session-key", { length: 64 });
  const secret = new aws.secretsmanager.Secret("session-key");
  new aws.secretsmanager.SecretVersion("session-key", { secretId: secret.id, secretString: password.result });
  const cluster = new aws.ecs.Cluster("main");
  const taskDefinition = new aws.ecs.TaskDefinition("api", {
    family: "api",
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: "arn:aws:iam::123456789012:role/api",
    containerDefinitions: pulumi.jsonStringify([
      {
        name: "api",
        image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:${"a1".repeat(32)}`,
        essential: true,
        environment: [{ name: "CORS_ORIGINS", value: "*" }],
        secrets: [{ name: "SECRET_KEY", valueFrom: secret.arn }],
      },
    ]),
  });
  new aws.ecs.Service("api", {
    cluster: cluster.arn,
    taskDefinition: taskDefinition.arn,
    desiredCount: 1,
    launchType: "FARGATE",
    networkConfiguration: { subnets: ["subnet-0123456789abcdef0"] },
  });
}
