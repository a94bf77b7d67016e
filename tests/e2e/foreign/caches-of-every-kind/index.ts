// Sound: each service keeps its limits in a cache of the stack that all its tasks share, under a name of its own: one node,
// MemoryDB, and a replication group by a name in a private zone.
// preview and up: deployment-rolls-back advice, engine-supported passes, error-tracking-configured advice, image-pinned
//   passes, logging-not-debug passes, no-single-point-of-failure advice, rate-limiter-uses-redis passes,
//   redis-encrypted-and-authenticated advice, redis-encrypted-and-authenticated passes, redis-url-complete passes,
//   secret-not-in-plain-environment passes, server-is-production-grade passes, stop-signal-reaches-process passes,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const vpc = new aws.ec2.Vpc("limits", { cidrBlock: "10.70.0.0/16" });
const subnetIds = ["a", "b"].map(
  (zone, index) =>
    new aws.ec2.Subnet(zone, { vpcId: vpc.id, cidrBlock: `10.70.${index}.0/24`, availabilityZone: `us-east-1${zone}` })
      .id,
);
const group = new aws.ec2.SecurityGroup("app", {
  vpcId: vpc.id,
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
  ingress: [{ protocol: "tcp", fromPort: 6379, toPort: 6379, self: true }],
});
const subnetGroupName = new aws.elasticache.SubnetGroup("limits", { subnetIds }).name;

const node = new aws.elasticache.Cluster("node", {
  engine: "redis",
  nodeType: "cache.t4g.small",
  numCacheNodes: 1,
  subnetGroupName,
  securityGroupIds: [group.id],
});
const durable = new aws.memorydb.Cluster("durable", {
  aclName: "limits",
  nodeType: "db.t4g.small",
  securityGroupIds: [group.id],
});
const replicated = new aws.elasticache.ReplicationGroup("replicated", {
  description: "limits",
  nodeType: "cache.t4g.small",
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
  transitEncryptionEnabled: true,
  atRestEncryptionEnabled: true,
  subnetGroupName,
  securityGroupIds: [group.id],
});
const zone = new aws.route53.Zone("internal", { name: "internal.example", vpcs: [{ vpcId: vpc.id }] });
new aws.route53.Record("limits", {
  zoneId: zone.zoneId,
  name: "limits.internal.example",
  type: "CNAME",
  ttl: 60,
  records: [replicated.primaryEndpointAddress],
});

const cluster = new aws.ecs.Cluster("limits");
function web(name: string, storage: pulumi.Input<string>) {
  const task = new aws.ecs.TaskDefinition(name, {
    family: name,
    cpu: "256",
    memory: "512",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    containerDefinitions: pulumi.jsonStringify([
      {
        name,
        image: "ghcr.io/example/limited-api:2",
        command: ["uvicorn", "api:app"],
        environment: [{ name: "RATELIMIT_STORAGE_URI", value: storage }],
      },
    ]),
  });
  new aws.ecs.Service(name, {
    cluster: cluster.arn,
    taskDefinition: task.arn,
    desiredCount: 2,
    launchType: "FARGATE",
    networkConfiguration: { subnets: subnetIds, securityGroups: [group.id] },
  });
}

web("by-node", pulumi.interpolate`redis://${node.cacheNodes[0].address}:6379/0`);
web("by-cluster", pulumi.interpolate`rediss://${durable.clusterEndpoints[0].address}:6379/0`);
web("by-name", "rediss://limits.internal.example:6379/0");
