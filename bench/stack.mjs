// A large stack without a blueprint: what a platform team with many services has.

const ACCOUNT = "123456789012";
const urn = (type, name) => `urn:pulumi:prod::bench::${type}::${name}`;

/** Kinds of resources, in the proportions of a stack of services; each makes number `i` of its kind. */
const KINDS = [
  (i) => [
    "aws:secretsmanager/secretVersion:SecretVersion",
    {
      secretId: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:api-${i}-AbCdEf`,
      secretString: `Zx8${i}kQ2mVt5Lw9Rb4Nf7Hd1Jc6Gp3`,
    },
  ],
  (i) => [
    "aws:ecs/taskDefinition:TaskDefinition",
    {
      family: `api-${i}`,
      containerDefinitions: JSON.stringify([
        {
          name: `api-${i}`,
          image: "example.com/api@sha256:0",
          command: ["uvicorn", "app.main:app"],
          environment: Object.entries({
            CORS_ORIGINS: '["https://app.example.com"]',
            DATABASE_URL: "postgresql://app@db.abc123.eu-west-1.rds.amazonaws.com:5432/app",
            DB_POOL_SIZE: "1",
            DB_MAX_OVERFLOW: "0",
            DB_POOL_TIMEOUT: "10",
            RATELIMIT_STORAGE_URL: "rediss://master.redis.abc123.euw1.cache.amazonaws.com:6379/1",
          }).map(([name, value]) => ({ name, value })),
          secrets: [
            { name: "SECRET_KEY", valueFrom: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:api-${i}-AbCdEf` },
          ],
        },
      ]),
    },
  ],
  (i) => [
    "aws:ecs/service:Service",
    {
      name: `api-${i}`,
      desiredCount: 1,
      taskDefinition: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/api-${i}:1`,
      networkConfiguration: { securityGroups: [`sg-${i}`], subnets: ["subnet-1"] },
    },
    { networkConfiguration: [urn("aws:ec2/securityGroup:SecurityGroup", `group-${i}`)] },
  ],
  (i) => [
    "aws:appautoscaling/target:Target",
    { resourceId: `service/main/api-${i}`, minCapacity: 1, maxCapacity: 2 },
    { resourceId: [urn("aws:ecs/service:Service", `service-${i}`)] },
  ],
  (i) => ["aws:ec2/securityGroup:SecurityGroup", { description: `api ${i}`, vpcId: "vpc-1" }],
  (i) => [
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    { securityGroupId: `sg-${i}`, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
    { securityGroupId: [urn("aws:ec2/securityGroup:SecurityGroup", `group-${i}`)] },
  ],
  (i) => [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    { securityGroupId: `sg-${i}`, referencedSecurityGroupId: "sg-edge", ipProtocol: "tcp", fromPort: 80, toPort: 80 },
    { securityGroupId: [urn("aws:ec2/securityGroup:SecurityGroup", `group-${i}`)] },
  ],
  (i) => ["aws:secretsmanager/secret:Secret", { name: `api-${i}`, kmsKeyId: "key" }],
  (i) => ["aws:iam/role:Role", { assumeRolePolicy: "{}", name: `execution-${i}` }],
  (i) => ["aws:iam/role:Role", { assumeRolePolicy: "{}", name: `task-${i}` }],
  (i) => ["aws:iam/rolePolicy:RolePolicy", { policy: "{}", role: `execution-${i}` }],
  (i) => ["aws:iam/rolePolicy:RolePolicy", { policy: "{}", role: `task-${i}` }],
  (i) => ["aws:cloudwatch/logGroup:LogGroup", { name: `/api/${i}`, retentionInDays: 30 }],
  (i) => ["aws:lb/targetGroup:TargetGroup", { port: 80, protocol: "HTTP", name: `api-${i}` }],
  (i) => ["aws:lb/listenerRule:ListenerRule", { priority: i + 1, conditions: [], actions: [] }],
  (i) => ["aws:appautoscaling/policy:Policy", { policyType: "TargetTrackingScaling", name: `api-${i}` }],
  (i) => ["aws:cloudwatch/metricAlarm:MetricAlarm", { name: `errors-${i}`, threshold: 1 }],
  (i) => ["aws:cloudwatch/metricAlarm:MetricAlarm", { name: `latency-${i}`, threshold: 1 }],
  (i) => ["aws:cloudwatch/metricAlarm:MetricAlarm", { name: `tasks-${i}`, threshold: 1 }],
  (i) => ["aws:ssm/parameter:Parameter", { type: "String", name: `/api/${i}`, value: "on" }],
];

const STORES = [
  [
    "aws:rds/instance:Instance",
    "db",
    { instanceClass: "db.r7g.2xlarge", address: "db.abc123.eu-west-1.rds.amazonaws.com" },
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "redis",
    { primaryEndpointAddress: "master.redis.abc123.euw1.cache.amazonaws.com" },
  ],
];

/** Logical names where another kind refers to them. */
const NAMES = ["secret", "task", "service", "target", "group"];

/** About `count` resources, as they are registered at `up`. */
export function stackOf(count) {
  const stores = STORES.map(([type, name, properties]) => resourceOf(type, name, properties, {}));
  const services = Array.from({ length: Math.floor(count / KINDS.length) }, (_, i) =>
    KINDS.map((kind, k) => {
      const [type, properties, dependencies = {}] = kind(i);
      return resourceOf(type, `${NAMES[k] ?? k}-${i}`, properties, dependencies);
    }),
  );
  return [...stores, ...services.flat()];
}

function resourceOf(type, name, properties, dependencies) {
  return { type, name, urn: urn(type, name), properties, dependencies };
}
