// Sound: one beat, never two, whose broker and lock are set in the application's own code; the program gives it the product's
// Redis and nothing else. What its code says of the lock is not read, so that is advice.
// preview and up: deployment-rolls-back advice, engine-supported passes, image-pinned passes, logging-not-debug passes,
//   no-single-point-of-failure passes, redis-encrypted-and-authenticated advice, redis-fits-its-role passes,
//   redis-url-complete passes, scheduler-runs advice, scheduler-runs-once advice, scheduler-uses-redis advice,
//   secret-not-in-plain-environment passes, stop-signal-reaches-process passes, value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const { ids } = aws.ec2.getSubnetsOutput({});
const redis = new aws.elasticache.ReplicationGroup("redis", {
  description: "queue",
  nodeType: "cache.t4g.small",
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
});
const task = new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "beat",
      image: "ghcr.io/example/jobs:5",
      command: ["celery", "-A", "jobs", "beat", "-S", "redbeat.RedBeatScheduler"],
      environment: [{ name: "REDIS_URL", value: pulumi.interpolate`redis://${redis.primaryEndpointAddress}:6379/0` }],
    },
  ]),
});
new aws.ecs.Service("beat", {
  cluster: new aws.ecs.Cluster("jobs").arn,
  taskDefinition: task.arn,
  desiredCount: 1,
  deploymentMaximumPercent: 100,
  deploymentMinimumHealthyPercent: 0,
  availabilityZoneRebalancing: "DISABLED",
  launchType: "FARGATE",
  networkConfiguration: { subnets: ids, assignPublicIp: true },
});
