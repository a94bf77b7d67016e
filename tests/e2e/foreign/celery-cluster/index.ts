// Sound: one beat, locked by RedBeat in a Redis that its group may reach, the URL a generated secret. Nothing of the
// containers is known before that secret's ARN is.
// preview and up: deployment-rolls-back advice, engine-supported passes, environment-agrees passes,
//   error-tracking-configured advice, image-pinned passes, logging-not-debug passes, no-single-point-of-failure passes,
//   redis-encrypted-and-authenticated advice, redis-fits-its-role advice, redis-url-complete passes, scheduler-runs
//   passes, scheduler-runs-once passes, scheduler-uses-redis passes, secret-generated-safely passes,
//   secret-not-defaulted passes, secret-not-in-plain-environment passes, secret-reference-resolves advice,
//   stop-signal-reaches-process passes, tasks-survive-interruption advice, timeouts-ladder-holds advice,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const vpc = new aws.ec2.Vpc("jobs", { cidrBlock: "10.60.0.0/16" });
const subnetIds = ["a", "b"].map(
  (zone, index) =>
    new aws.ec2.Subnet(zone, { vpcId: vpc.id, cidrBlock: `10.60.${index}.0/24`, availabilityZone: `eu-west-1${zone}` })
      .id,
);
const group = new aws.ec2.SecurityGroup("jobs", {
  vpcId: vpc.id,
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});
const redisGroup = new aws.ec2.SecurityGroup("redis", {
  vpcId: vpc.id,
  ingress: [{ protocol: "tcp", fromPort: 6379, toPort: 6379, securityGroups: [group.id] }],
});
const token = new random.RandomPassword("redis", { length: 48, special: false });
const redis = new aws.elasticache.ReplicationGroup("redis", {
  description: "queue",
  engine: "redis",
  engineVersion: "7.1",
  nodeType: "cache.t4g.small",
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
  subnetGroupName: new aws.elasticache.SubnetGroup("redis", { subnetIds }).name,
  securityGroupIds: [redisGroup.id],
  transitEncryptionEnabled: true,
  authToken: token.result,
});
const url = pulumi.interpolate`rediss://:${token.result}@${redis.primaryEndpointAddress}:6379/0?ssl_cert_reqs=required`;
const broker = new aws.secretsmanager.Secret("broker");
const version = new aws.secretsmanager.SecretVersion("broker", { secretId: broker.id, secretString: url });
const role = new aws.iam.Role("execution", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ecs-tasks.amazonaws.com" }),
});

const cluster = new aws.ecs.Cluster("jobs");
const secrets = ["CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "REDBEAT_REDIS_URL"].map((name) => ({
  name,
  valueFrom: broker.arn,
}));
function celery(name: string, command: string[], service: Partial<aws.ecs.ServiceArgs>) {
  const task = new aws.ecs.TaskDefinition(name, {
    family: name,
    cpu: "512",
    memory: "1024",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: role.arn,
    containerDefinitions: pulumi.jsonStringify([
      {
        name,
        image: "ghcr.io/example/jobs:5",
        command,
        secrets,
        environment: [{ name: "REDBEAT_LOCK_TIMEOUT", value: "60" }],
      },
    ]),
  });
  const network = { networkConfiguration: { subnets: subnetIds, securityGroups: [group.id] } };
  const common = { cluster: cluster.arn, taskDefinition: task.arn, launchType: "FARGATE", ...network };
  return new aws.ecs.Service(name, { ...common, ...service }, { dependsOn: [version] });
}

celery("worker", ["celery", "-A", "jobs", "worker", "--concurrency", "4"], { desiredCount: 2 });
celery("beat", ["celery", "-A", "jobs", "beat", "-S", "redbeat.RedBeatScheduler"], {
  desiredCount: 1,
  deploymentMaximumPercent: 100,
  deploymentMinimumHealthyPercent: 0,
  availabilityZoneRebalancing: "DISABLED",
});
