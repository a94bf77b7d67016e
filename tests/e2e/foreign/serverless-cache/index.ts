// Sound: the limits are in a cache all tasks share and may reach. The settings are unknown until the cache has its
// address.
// preview and up: deployment-rolls-back advice, error-tracking-configured advice, image-pinned passes,
//   logging-not-debug passes, no-single-point-of-failure passes, rate-limiter-uses-redis passes,
//   redis-encrypted-and-authenticated advice, redis-url-complete passes, secret-not-in-plain-environment passes,
//   server-is-production-grade passes, stop-signal-reaches-process passes, value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const vpc = new aws.ec2.DefaultVpc("default");
const subnets = ["a", "b"].map((zone) => new aws.ec2.DefaultSubnet(zone, { availabilityZone: `us-east-1${zone}` }));
const group = new aws.ec2.SecurityGroup("app", {
  vpcId: vpc.id,
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});
const cacheGroup = new aws.ec2.SecurityGroup("cache", {
  vpcId: vpc.id,
  ingress: [{ protocol: "tcp", fromPort: 6379, toPort: 6380, securityGroups: [group.id] }],
});
const cache = new aws.elasticache.ServerlessCache("limits", {
  engine: "valkey",
  name: "limits",
  securityGroupIds: [cacheGroup.id],
  subnetIds: subnets.map(({ id }) => id),
});
const [endpoint] = [cache.endpoints.apply((endpoints) => endpoints[0])];

const task = new aws.ecs.TaskDefinition("api", {
  family: "api",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "api",
      image: "ghcr.io/example/limited-api:2",
      command: ["uvicorn", "api:app"],
      environment: [
        { name: "RATELIMIT_STORAGE_URI", value: pulumi.interpolate`rediss://${endpoint?.address}:${endpoint?.port}/0` },
      ],
    },
  ]),
});
new aws.ecs.Service("api", {
  cluster: new aws.ecs.Cluster("api").arn,
  taskDefinition: task.arn,
  desiredCount: 2,
  launchType: "FARGATE",
  networkConfiguration: { subnets: subnets.map(({ id }) => id), securityGroups: [group.id], assignPublicIp: true },
});

export const address = endpoint?.address;
