// A default key, every origin and two schedulers, in components of another vendor's package: here their parts are not made,
// so that no rule can read them and the report names them. The database is sound; the cache speaks without TLS to anybody.
// preview and up: database-encrypted passes, engine-supported passes, pool-monitored advice,
//   redis-encrypted-and-authenticated advice, secret-generated-safely passes, secret-not-defaulted passes,
//   value-is-resolved passes
// stood in for: awsx:ec2:Vpc, awsx:ecs:FargateService, awsx:lb:ApplicationLoadBalancer

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

// Components of another vendor's package, as a local SDK has them.
class Vpc extends pulumi.ComponentResource {
  declare readonly vpcId: pulumi.Output<string>;
  declare readonly privateSubnetIds: pulumi.Output<string[]>;
  constructor(name: string, args: pulumi.Inputs) {
    super("awsx:ec2:Vpc", name, { vpcId: undefined, privateSubnetIds: undefined, ...args }, {}, true);
  }
}
class ApplicationLoadBalancer extends pulumi.ComponentResource {
  declare readonly defaultTargetGroup: pulumi.Output<unknown>;
  constructor(name: string, args: pulumi.Inputs) {
    super("awsx:lb:ApplicationLoadBalancer", name, { defaultTargetGroup: undefined, ...args }, {}, true);
  }
}
class FargateService extends pulumi.ComponentResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("awsx:ecs:FargateService", name, args, {}, true);
  }
}

const network = new Vpc("clinic", { numberOfAvailabilityZones: 2 });
const group = new aws.ec2.SecurityGroup("clinic", {
  vpcId: network.vpcId,
  ingress: [{ protocol: "tcp", fromPort: 0, toPort: 65535, self: true }],
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});
const password = new random.RandomPassword("clinic", { length: 32, special: false });
const database = new aws.rds.Instance("clinic", {
  engine: "postgres",
  engineVersion: "16.4",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 50,
  dbName: "clinic",
  username: "clinic",
  password: password.result,
  dbSubnetGroupName: new aws.rds.SubnetGroup("clinic", { subnetIds: network.privateSubnetIds }).name,
  vpcSecurityGroupIds: [group.id],
  storageEncrypted: true,
  skipFinalSnapshot: true,
});
const redis = new aws.elasticache.ReplicationGroup("clinic", {
  description: "queue",
  nodeType: "cache.t4g.small",
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
  subnetGroupName: new aws.elasticache.SubnetGroup("clinic", { subnetIds: network.privateSubnetIds }).name,
  securityGroupIds: [group.id],
});

const cluster = new aws.ecs.Cluster("clinic");
const balancer = new ApplicationLoadBalancer("clinic", { subnetIds: network.privateSubnetIds, internal: true });
const environment = [
  { name: "DJANGO_SETTINGS_MODULE", value: "clinic.settings" },
  { name: "DATABASE_URL", value: pulumi.interpolate`postgres://clinic:${password.result}@${database.endpoint}/clinic` },
  { name: "CELERY_BROKER_URL", value: pulumi.interpolate`redis://${redis.primaryEndpointAddress}:6379/0` },
  { name: "DJANGO_SECRET_KEY", value: "django-insecure-change-me" },
  { name: "CORS_ALLOW_ALL_ORIGINS", value: "true" },
];
const run = (name: string, desiredCount: number, command: readonly string[], more: pulumi.Inputs = {}) =>
  new FargateService(name, {
    cluster: cluster.arn,
    desiredCount,
    networkConfiguration: { subnets: network.privateSubnetIds, securityGroups: [group.id] },
    taskDefinitionArgs: {
      container: {
        name,
        image: "ghcr.io/example/clinic:5",
        cpu: 512,
        memory: 1024,
        essential: true,
        command,
        environment,
        ...more,
      },
    },
  });
run("web", 3, ["gunicorn", "clinic.wsgi", "-w", "4"], {
  portMappings: [{ containerPort: 8000, targetGroup: balancer.defaultTargetGroup }],
});
run("worker", 2, ["celery", "-A", "clinic", "worker", "-c", "4"]);
run("beat", 2, ["celery", "-A", "clinic", "beat"]);

export const host = database.address;
