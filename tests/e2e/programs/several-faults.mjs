// Three things are wrong, each of which ends an update by itself: two services that allow every origin, unknown at the first
// preview because their container definitions hold a secret's ARN, and between them a balancer that AWS refuses.
import aws from "@pulumi/aws";
import pulumi from "@pulumi/pulumi";

export default async function program() {
  const secret = new aws.secretsmanager.Secret("session-key");
  const cluster = new aws.ecs.Cluster("main");
  const subnets = ["subnet-0123456789abcdef0"];
  const service = (name) => {
    const container = {
      name,
      image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:${"a1".repeat(32)}`,
      essential: true,
      environment: [{ name: "CORS_ORIGINS", value: "*" }],
      secrets: [{ name: "SECRET_KEY", valueFrom: secret.arn }],
    };
    const taskDefinition = new aws.ecs.TaskDefinition(name, {
      ...{ family: name, cpu: "256", memory: "512", networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"] },
      executionRoleArn: "arn:aws:iam::123456789012:role/api",
      containerDefinitions: pulumi.jsonStringify([container]),
    });
    return new aws.ecs.Service(name, {
      ...{ cluster: cluster.arn, taskDefinition: taskDefinition.arn, desiredCount: 1, launchType: "FARGATE" },
      networkConfiguration: { subnets },
    });
  };
  service("api");
  new aws.lb.LoadBalancer("web", { subnets });
  service("admin");
}
