// A service that is made inside `apply` of an ARN: at a preview of a new stack nobody knows that there will be one.
import aws from "@pulumi/aws";

export default async function program() {
  const cluster = new aws.ecs.Cluster("main");
  cluster.arn.apply((arn) => {
    const taskDefinition = new aws.ecs.TaskDefinition("api", {
      ...{ family: "api", cpu: "256", memory: "512", networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"] },
      containerDefinitions: JSON.stringify([
        {
          name: "api",
          image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:${"a1".repeat(32)}`,
          essential: true,
          environment: [{ name: "CORS_ORIGINS", value: "*" }],
        },
      ]),
    });
    new aws.ecs.Service("api", {
      ...{ cluster: arn, taskDefinition: taskDefinition.arn, desiredCount: 1, launchType: "FARGATE" },
      networkConfiguration: { subnets: ["subnet-0123456789abcdef0"] },
    });
  });
}
