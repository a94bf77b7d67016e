import { type Properties, UNKNOWN } from "../../../offline/provider/values";
import { aws } from "./fresh-account";

/** Type, inputs, and the failure the provider's check must report first. */
const REFUSED: readonly (readonly [type: string, inputs: Properties, failure: string])[] = [
  [
    "aws:ec2/vpc:Vpc",
    { cidrBlock: "10.0.0.1/16" },
    'cidrBlock: "10.0.0.1/16" is not a valid CIDR block; did you mean "10.0.0.0/16"?',
  ],
  ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0" }, 'cidrBlock: "10.0.0.0" is not a valid CIDR block'],
  [
    "aws:ec2/vpc:Vpc",
    { instanceTenancy: "shared" },
    'instanceTenancy: expected instanceTenancy to be one of ["default" "dedicated"], got shared',
  ],
  [
    "aws:ec2/subnet:Subnet",
    { cidrBlock: "10.0.0.0/24" },
    'vpcId: Missing required argument: The argument "vpcId" is required',
  ],
  [
    "aws:ec2/subnet:Subnet",
    { vpcId: "v", availabilityZone: "a", availabilityZoneId: "b" },
    'availabilityZone: Conflicting configuration arguments: "availabilityZone": conflicts with availabilityZoneId',
  ],
  [
    "aws:ec2/route:Route",
    { routeTableId: "r", destinationCidrBlock: "0.0.0.0/0" },
    'carrierGatewayId: Invalid combination of arguments: "carrierGatewayId": one of',
  ],
  [
    "aws:ec2/route:Route",
    { routeTableId: "r", destinationCidrBlock: "0.0.0.0/0", gatewayId: "g", natGatewayId: "n" },
    'gatewayId: Invalid combination of arguments: "gatewayId": only one of',
  ],
  [
    "aws:ec2/securityGroup:SecurityGroup",
    { name: "sg-mine" },
    'name: invalid value for name (cannot begin with "sg-")',
  ],
  [
    "aws:ec2/securityGroup:SecurityGroup",
    { ingress: [{ fromPort: 70000, toPort: 1, protocol: "tcp" }] },
    "ingress[0].fromPort: expected ingress[0].fromPort to be in the range (-1 - 65535), got 70000",
  ],
  [
    "aws:ec2/flowLog:FlowLog",
    { vpcId: "v", trafficType: "SOME" },
    'trafficType: expected trafficType to be one of ["ACCEPT" "REJECT" "ALL"], got SOME',
  ],
  [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    { securityGroupId: "s", ipProtocol: "tcp" },
    'cidrIpv4: Invalid combination of arguments: "cidrIpv4": one of',
  ],
  [
    "aws:kms/key:Key",
    { deletionWindowInDays: 3 },
    "deletionWindowInDays: expected deletionWindowInDays to be in the range (7 - 30), got 3",
  ],
  ["aws:kms/key:Key", { policy: "{" }, 'policy: "policy" contains an invalid JSON: it does not parse'],
  ["aws:kms/key:Key", { policy: "[]" }, 'policy: "policy" contains an invalid JSON: expected an object, got array'],
  ["aws:kms/alias:Alias", { name: "shop", targetKeyId: "k" }, 'name: invalid value for name (must begin with "alias/"'],
  [
    "aws:secretsmanager/secret:Secret",
    { recoveryWindowInDays: 3 },
    "recoveryWindowInDays: expected recoveryWindowInDays to be 0 or in the range (7 - 30), got 3",
  ],
  ["aws:secretsmanager/secret:Secret", { name: "a b" }, "name: invalid value for name"],
  [
    "aws:secretsmanager/secretVersion:SecretVersion",
    { secretId: "s", secretString: "a", secretBinary: "b" },
    'secretString: Conflicting configuration arguments: "secretString": conflicts with secretBinary',
  ],
  [
    "aws:iam/role:Role",
    { assumeRolePolicy: "not json" },
    'assumeRolePolicy: "assumeRolePolicy" contains an invalid JSON',
  ],
  [
    "aws:iam/role:Role",
    { assumeRolePolicy: "{}", maxSessionDuration: 60 },
    "maxSessionDuration: expected maxSessionDuration to be in the range (3600 - 43200), got 60",
  ],
  [
    "aws:ecs/taskDefinition:TaskDefinition",
    { family: "f", containerDefinitions: "[{" },
    'containerDefinitions: "containerDefinitions" contains an invalid JSON',
  ],
  [
    "aws:ecs/taskDefinition:TaskDefinition",
    { family: "f", containerDefinitions: "{}" },
    'containerDefinitions: "containerDefinitions" contains an invalid JSON: expected an array, got object',
  ],
  [
    "aws:ecs/taskDefinition:TaskDefinition",
    { family: "f f", containerDefinitions: "[]" },
    "family: invalid value for family",
  ],
  [
    "aws:ecs/taskDefinition:TaskDefinition",
    { family: "f", containerDefinitions: "[]", networkMode: "fast" },
    'networkMode: expected networkMode to be one of ["bridge" "host" "awsvpc" "none"], got fast',
  ],
  [
    "aws:ecs/service:Service",
    { launchType: "FARGATE", capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] },
    'launchType: Conflicting configuration arguments: "launchType": conflicts with capacityProviderStrategies',
  ],
  [
    "aws:ecs/service:Service",
    { availabilityZoneRebalancing: "on" },
    "availabilityZoneRebalancing: expected availabilityZoneRebalancing to be one of",
  ],
  [
    "aws:rds/parameterGroup:ParameterGroup",
    { family: "postgres17", name: "Shop" },
    "name: invalid value for name (only lowercase",
  ],
  [
    "aws:rds/parameterGroup:ParameterGroup",
    { family: "postgres17", parameters: [{ name: "a", value: "1", applyMethod: "later" }] },
    'parameters[0].applyMethod: expected parameters[0].applyMethod to be one of ["immediate" "pending-reboot"], got later',
  ],
  [
    "aws:rds/instance:Instance",
    { instanceClass: "db.t4g.micro", engine: "postgres", backupRetentionPeriod: 36 },
    "backupRetentionPeriod: expected backupRetentionPeriod to be in the range (0 - 35), got 36",
  ],
  [
    "aws:rds/instance:Instance",
    { instanceClass: "db.t4g.micro", engine: "postgres", monitoringInterval: 7 },
    "monitoringInterval: expected monitoringInterval to be one of [0 1 5 10 15 30 60], got 7",
  ],
  [
    "aws:rds/instance:Instance",
    { instanceClass: "db.t4g.micro", engine: "postgres", password: "hunter2hunter2", manageMasterUserPassword: true },
    'password: Conflicting configuration arguments: "password": conflicts with manageMasterUserPassword',
  ],
  [
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    { dbProxyName: "p", connectionPoolConfig: { maxConnectionsPercent: 120 } },
    "connectionPoolConfig.maxConnectionsPercent: expected connectionPoolConfig.maxConnectionsPercent to be in the range (1 - 100), got 120",
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { description: "d", automaticFailoverEnabled: true, numCacheClusters: 1 },
    'numCacheClusters: "numCacheClusters": must be at least 2 if automaticFailoverEnabled is true',
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { description: "d", multiAzEnabled: true },
    "multiAzEnabled: automaticFailoverEnabled must be true if multiAzEnabled is true",
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    { description: "d", numCacheClusters: 2, numNodeGroups: 2 },
    'numCacheClusters: Conflicting configuration arguments: "numCacheClusters": conflicts with numNodeGroups',
  ],
  [
    "aws:lb/loadBalancer:LoadBalancer",
    { name: "a".repeat(33) },
    "name: expected length of name to be in the range (1 - 32), got 33 characters",
  ],
  [
    "aws:lb/loadBalancer:LoadBalancer",
    { idleTimeout: 4001 },
    "idleTimeout: expected idleTimeout to be in the range (1 - 4000), got 4001",
  ],
  [
    "aws:lb/targetGroup:TargetGroup",
    { healthCheck: { interval: 4 } },
    "healthCheck.interval: expected healthCheck.interval to be in the range (5 - 300), got 4",
  ],
  [
    "aws:lb/listener:Listener",
    { loadBalancerArn: "l", defaultActions: [{ type: "send" }] },
    "defaultActions[0].type: expected defaultActions[0].type to be one of",
  ],
  [
    "aws:lb/listener:Listener",
    { loadBalancerArn: "l", defaultActions: [], certificateArn: "mine" },
    'certificateArn: "certificateArn" (mine) is an invalid ARN',
  ],
  [
    "aws:wafv2/webAcl:WebAcl",
    {
      scope: "REGIONAL",
      defaultAction: {},
      visibilityConfig: {},
      rules: [{ statement: { rateBasedStatement: { limit: 5 } } }],
    },
    "rules[0].statement.rateBasedStatement.limit: expected rules[0].statement.rateBasedStatement.limit to be in the range (10 - 2000000000), got 5",
  ],
  [
    "aws:cloudwatch/logGroup:LogGroup",
    { retentionInDays: 45 },
    "retentionInDays: expected retentionInDays to be one of [0 1 3 5 7 14 30",
  ],
  [
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    { comparisonOperator: "Above" },
    "comparisonOperator: expected comparisonOperator to be one of",
  ],
  [
    "aws:cloudwatch/eventRule:EventRule",
    { scheduleExpression: "every day" },
    "scheduleExpression: invalid value for scheduleExpression (must be rate(…) or cron(…))",
  ],
  [
    "aws:cloudwatch/dashboard:Dashboard",
    { dashboardName: "a b", dashboardBody: "{}" },
    "dashboardName: invalid value for dashboardName",
  ],
  [
    "aws:sns/topicSubscription:TopicSubscription",
    { topic: "t", endpoint: "e", protocol: "pigeon" },
    "protocol: expected protocol to be one of",
  ],
  [
    "aws:sqs/queue:Queue",
    { visibilityTimeoutSeconds: 50000 },
    "visibilityTimeoutSeconds: expected visibilityTimeoutSeconds to be in the range (0 - 43200), got 50000",
  ],
  [
    "aws:appautoscaling/policy:Policy",
    { resourceId: "r", scalableDimension: "d", serviceNamespace: "n", policyType: "Magic" },
    "policyType: expected policyType to be one of",
  ],
  [
    "aws:lambda/function:Function",
    { role: "r", timeout: 901 },
    "timeout: expected timeout to be in the range (1 - 900), got 901",
  ],
  [
    "aws:lambda/functionUrl:FunctionUrl",
    { functionName: "f", authorizationType: "OPEN" },
    'authorizationType: expected authorizationType to be one of ["NONE" "AWS_IAM"], got OPEN',
  ],
  [
    "aws:acm/certificate:Certificate",
    { domainName: "example.com." },
    "domainName: invalid value for domainName (cannot end with a period)",
  ],
  [
    "aws:route53/record:Record",
    { zoneId: "z", name: "n", type: "AB", records: ["1"] },
    "type: expected type to be one of",
  ],
  ["aws:s3/bucket:Bucket", { bucket: "My_Bucket" }, "bucket: invalid value for bucket (3-63 lowercase letters"],
  [
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
    { bucket: "b", versioningConfiguration: { status: "On" } },
    "versioningConfiguration.status: expected versioningConfiguration.status to be one of",
  ],
  ["aws:ecr/repository:Repository", { name: "Shop" }, "name: invalid value for name (must be lowercase letters"],
  ["aws:budgets/budget:Budget", { budgetType: "COST", timeUnit: "WEEKLY" }, "timeUnit: expected timeUnit to be one of"],
  [
    "aws:ssm/parameter:Parameter",
    { name: "/aws/mine", type: "String" },
    'name: invalid value for name (cannot be prefixed with "aws" or "ssm"',
  ],
];

test.each(REFUSED)("%s %j: %s", async (type, inputs, failure) => {
  const { failures } = await aws.check(type, "subject", inputs);
  expect(failures.map((found) => found.slice(0, failure.length))).toContain(failure);
  const blank = Object.fromEntries(Object.keys(inputs).map((key) => [key, UNKNOWN]));
  const unknown = await aws.check(type, "subject", { ...blank, ...stillMissing(inputs, failures) });
  expect(unknown.failures.filter((found) => !found.includes("Missing required argument"))).toEqual([]);
});

/** A failure about something absent stays one when the rest is unknown: give that too, unknown. */
function stillMissing(inputs: Properties, failures: readonly string[]): Properties {
  const properties = failures.map((failure) => /^\w+/.exec(failure)?.[0] ?? "");
  return Object.fromEntries(properties.filter((name) => !(name in inputs)).map((name) => [name, UNKNOWN]));
}

test("a failure says where to look", async () => {
  const { failures } = await aws.check("aws:kms/key:Key", "data", { deletionWindowInDays: 3 });
  expect(failures).toEqual([
    "deletionWindowInDays: expected deletionWindowInDays to be in the range (7 - 30), got 3. Examine values at 'data.deletionWindowInDays'.",
  ]);
});

test("a logical name too long for the type's names is refused, a given one taken as it is", async () => {
  const long = "a-name-that-is-much-too-long-for-it";
  const { failures } = await aws.check("aws:lb/loadBalancer:LoadBalancer", long, {});
  expect(failures[0]).toContain("is longer than the maximum length 32");
  expect((await aws.check("aws:lb/loadBalancer:LoadBalancer", long, { name: "web" })).failures).toEqual([]);
});
