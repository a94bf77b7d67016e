// A service of somebody's, without a blueprint, all of it known at the first preview. It allows every origin, unless CORS_ORIGINS
// says otherwise.
import aws from "@pulumi/aws";

export default async function program() {
  const cluster = new aws.ecs.Cluster("main");
  const taskDefinition = new aws.ecs.TaskDefinition("api", {
    family: "api",
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: "arn:aws:iam::123456789012:role/api",
    containerDefinitions: JSON.stringify([
      {
        name: "api",
        image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:${"a1".repeat(32)}`,
        essential: true,
        environment: [{ name: "CORS_ORIGINS", value: process.env.CORS_ORIGINS ?? "*" }],
      },
    ]),
  });
  new aws.ecs.Service("api", {
    cluster: cluster.arn,
    taskDefinition: taskDefinition.arn,
    desiredCount: Number(process.env.TASKS ?? 1),
    launchType: "FARGATE",
    networkConfiguration: { subnets: ["subnet-0123456789abcdef0"] },
  });
}
