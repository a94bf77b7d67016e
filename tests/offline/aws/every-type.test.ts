/**
 * Every described type once, from its first check to its deletion, with what it needs around it. What each must keep:
 * it answers with the outputs its SDK class promises and no others, the same inputs are no change, a read finds it.
 */
import { describedTypes } from "../../../offline/aws/catalogue";
import { sdkShape } from "../../../offline/aws/sdk-shape";
import { type Properties } from "../../../offline/provider/values";
import { type Resource, str } from "../client";
import { allow } from "./world";
import { aws } from "./fresh-account";

const made = new Map<string, Resource>();

/** The id of a type made earlier, or one of its outputs. */
function of(type: string, output?: string): string {
  const found = [...made.values()].find((resource) => resource.type.startsWith(`aws:${type}:`));
  if (found === undefined) throw new Error(`${type} comes later`);
  return output === undefined ? found.id : str(found.outputs[output]);
}

const scalable = () => ({
  resourceId: `service/${of("ecs/cluster", "name")}/${of("ecs/service", "name")}`,
  scalableDimension: "ecs:service:DesiredCount",
  serviceNamespace: "ecs",
});
const forward = () => [{ type: "forward", targetGroupArn: of("lb/targetGroup") }];
const container = { name: "web", image: "app", portMappings: [{ containerPort: 8000 }] };

/** In an order in which each finds what it needs; a type named `type#2` is made again, as company for another. */
const CASES: readonly (readonly [type: string, inputs: () => Properties])[] = [
  ["aws:ec2/vpc:Vpc", () => ({ cidrBlock: "10.0.0.0/16" })],
  ["aws:ec2/subnet:Subnet", () => ({ vpcId: of("ec2/vpc"), cidrBlock: "10.0.0.0/24", availabilityZone: "eu-west-1a" })],
  [
    "aws:ec2/subnet:Subnet#2",
    () => ({ vpcId: of("ec2/vpc"), cidrBlock: "10.0.1.0/24", availabilityZone: "eu-west-1b" }),
  ],
  ["aws:ec2/defaultVpc:DefaultVpc", () => ({ enableDnsHostnames: true })],
  ["aws:ec2/defaultSubnet:DefaultSubnet", () => ({ availabilityZone: "eu-west-1a" })],
  [
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    () => ({ defaultRouteTableId: of("ec2/vpc", "mainRouteTableId"), routes: [] }),
  ],
  ["aws:ec2/internetGateway:InternetGateway", () => ({ vpcId: of("ec2/vpc") })],
  ["aws:ec2/eip:Eip", () => ({ domain: "vpc" })],
  ["aws:ec2/instance:Instance", () => ({ ami: "ami-0a1b2c3d4e5f60718", instanceType: "t4g.nano" })],
  ["aws:ec2/natGateway:NatGateway", () => ({ allocationId: of("ec2/eip"), subnetId: of("ec2/subnet") })],
  [
    "aws:ec2/routeTable:RouteTable",
    () => ({ vpcId: of("ec2/vpc"), routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: of("ec2/natGateway") }] }),
  ],
  [
    "aws:ec2/route:Route",
    () => ({
      routeTableId: of("ec2/vpc", "mainRouteTableId"),
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: of("ec2/internetGateway"),
    }),
  ],
  [
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    () => ({ routeTableId: of("ec2/routeTable"), subnetId: of("ec2/subnet") }),
  ],
  ["aws:ec2/securityGroup:SecurityGroup", () => ({ vpcId: of("ec2/vpc") })],
  ["aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", () => ({ vpcId: of("ec2/vpc") })],
  [
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    () => ({
      vpcId: of("ec2/vpc"),
      serviceName: "com.amazonaws.eu-west-1.ecr.api",
      vpcEndpointType: "Interface",
      subnetIds: [of("ec2/subnet")],
      securityGroupIds: [of("ec2/securityGroup")],
    }),
  ],
  [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    () => ({
      securityGroupId: of("ec2/securityGroup"),
      ipProtocol: "tcp",
      fromPort: 1,
      toPort: 1,
      cidrIpv4: "10.0.0.0/8",
    }),
  ],
  [
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    () => ({ securityGroupId: of("ec2/securityGroup"), ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }),
  ],
  [
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    () => ({
      securityGroupId: of("ec2/securityGroup"),
      type: "egress",
      protocol: "tcp",
      fromPort: 1,
      toPort: 1,
      cidrBlocks: ["10.0.0.0/8"],
    }),
  ],
  ["aws:kms/key:Key", () => ({})],
  ["aws:kms/alias:Alias", () => ({ targetKeyId: of("kms/key") })],
  ["aws:secretsmanager/secret:Secret", () => ({ kmsKeyId: of("kms/alias", "name") })],
  [
    "aws:secretsmanager/secretVersion:SecretVersion",
    () => ({ secretId: of("secretsmanager/secret"), secretString: "value" }),
  ],
  [
    "aws:secretsmanager/secretRotation:SecretRotation",
    () => ({ secretId: of("secretsmanager/secret"), rotationRules: { automaticallyAfterDays: 30 } }),
  ],
  [
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    () => ({ secretArn: of("secretsmanager/secret"), policy: allow("a:b") }),
  ],
  ["aws:iam/role:Role", () => ({ assumeRolePolicy: allow("sts:AssumeRole") })],
  ["aws:iam/policy:Policy", () => ({ policy: allow("a:b") })],
  ["aws:iam/rolePolicy:RolePolicy", () => ({ role: of("iam/role"), policy: allow("a:b") })],
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", () => ({ role: of("iam/role"), policyArn: of("iam/policy") })],
  ["aws:iam/instanceProfile:InstanceProfile", () => ({ role: of("iam/role") })],
  ["aws:cloudwatch/logGroup:LogGroup", () => ({ kmsKeyId: of("kms/key", "arn") })],
  [
    "aws:ec2/flowLog:FlowLog",
    () => ({
      vpcId: of("ec2/vpc"),
      trafficType: "ALL",
      logDestination: of("cloudwatch/logGroup", "arn"),
      iamRoleArn: of("iam/role", "arn"),
    }),
  ],
  ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy", () => ({ policyName: "p", policyDocument: allow("a:b") })],
  [
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    () => ({
      logGroupName: of("cloudwatch/logGroup"),
      pattern: "ERROR",
      metricTransformation: { name: "n", namespace: "s", value: "1" },
    }),
  ],
  ["aws:sns/topic:Topic", () => ({ kmsMasterKeyId: of("kms/key") })],
  [
    "aws:sns/topicSubscription:TopicSubscription",
    () => ({ topic: of("sns/topic"), protocol: "email", endpoint: "a@example.com" }),
  ],
  ["aws:sns/topicPolicy:TopicPolicy", () => ({ arn: of("sns/topic"), policy: allow("sns:Publish") })],
  ["aws:sqs/queue:Queue", () => ({})],
  [
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    () => ({
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 1,
      period: 60,
      metricName: "m",
      namespace: "n",
      statistic: "Sum",
      threshold: 1,
      alarmActions: [of("sns/topic")],
    }),
  ],
  [
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    () => ({ alarmName: "c", alarmRule: `ALARM("${of("cloudwatch/metricAlarm", "name")}")` }),
  ],
  ["aws:cloudwatch/dashboard:Dashboard", () => ({ dashboardName: "d", dashboardBody: '{"widgets":[]}' })],
  ["aws:cloudwatch/eventRule:EventRule", () => ({ scheduleExpression: "rate(5 minutes)" })],
  [
    "aws:cloudwatch/eventTarget:EventTarget",
    () => ({ rule: of("cloudwatch/eventRule", "name"), arn: of("sns/topic") }),
  ],
  ["aws:rds/parameterGroup:ParameterGroup", () => ({ family: "postgres17" })],
  [
    "aws:rds/subnetGroup:SubnetGroup",
    () => ({ subnetIds: [of("ec2/subnet"), str(made.get("aws:ec2/subnet:Subnet#2")?.id)] }),
  ],
  [
    "aws:rds/instance:Instance",
    () => ({
      instanceClass: "db.t4g.micro",
      engine: "postgres",
      engineVersion: "17.6",
      username: "shop",
      password: "alongpassword",
      skipFinalSnapshot: true,
      dbSubnetGroupName: of("rds/subnetGroup"),
      parameterGroupName: of("rds/parameterGroup"),
      monitoringInterval: 60,
      monitoringRoleArn: of("iam/role", "arn"),
    }),
  ],
  [
    "aws:rds/proxy:Proxy",
    () => ({
      engineFamily: "POSTGRESQL",
      roleArn: of("iam/role", "arn"),
      vpcSubnetIds: [of("ec2/subnet")],
      auths: [{ secretArn: of("secretsmanager/secret") }],
    }),
  ],
  ["aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup", () => ({ dbProxyName: of("rds/proxy") })],
  [
    "aws:rds/proxyTarget:ProxyTarget",
    () => ({
      dbProxyName: of("rds/proxy"),
      targetGroupName: "default",
      dbInstanceIdentifier: of("rds/instance", "identifier"),
    }),
  ],
  [
    "aws:rds/snapshot:Snapshot",
    () => ({ dbInstanceIdentifier: of("rds/instance", "identifier"), dbSnapshotIdentifier: "taken" }),
  ],
  ["aws:rds/eventSubscription:EventSubscription", () => ({ snsTopic: of("sns/topic"), sourceType: "db-instance" })],
  [
    "aws:elasticache/parameterGroup:ParameterGroup",
    () => ({ family: "redis7", parameters: [{ name: "maxmemory-policy", value: "noeviction" }] }),
  ],
  ["aws:elasticache/subnetGroup:SubnetGroup", () => ({ subnetIds: [of("ec2/subnet")] })],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    () => ({
      description: "d",
      engineVersion: "7.1",
      nodeType: "cache.t4g.small",
      parameterGroupName: of("elasticache/parameterGroup"),
      subnetGroupName: of("elasticache/subnetGroup"),
      authToken: "a".repeat(32),
      transitEncryptionEnabled: true,
    }),
  ],
  ["aws:elasticache/cluster:Cluster", () => ({ engine: "redis", nodeType: "cache.t4g.micro" })],
  ["aws:acm/certificate:Certificate", () => ({ domainName: "example.com", validationMethod: "DNS" })],
  ["aws:acm/certificateValidation:CertificateValidation", () => ({ certificateArn: of("acm/certificate") })],
  ["aws:route53/zone:Zone", () => ({ name: "example.com" })],
  [
    "aws:route53/record:Record",
    () => ({ zoneId: of("route53/zone"), name: "www", type: "A", ttl: 60, records: ["203.0.113.1"] }),
  ],
  ["aws:s3/bucket:Bucket", () => ({})],
  ["aws:s3/bucketPolicy:BucketPolicy", () => ({ bucket: of("s3/bucket"), policy: allow("s3:GetObject") })],
  [
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    () => ({ bucket: of("s3/bucket"), blockPublicAcls: true }),
  ],
  [
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    () => ({ bucket: of("s3/bucket"), rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] }),
  ],
  [
    "aws:s3/bucketVersioning:BucketVersioning",
    () => ({ bucket: of("s3/bucket"), versioningConfiguration: { status: "Enabled" } }),
  ],
  [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    () => ({ bucket: of("s3/bucket"), rules: [{ id: "r", status: "Enabled" }] }),
  ],
  [
    "aws:s3/bucketLogging:BucketLogging",
    () => ({ bucket: of("s3/bucket"), targetBucket: of("s3/bucket"), targetPrefix: "l/" }),
  ],
  [
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    () => ({ bucket: of("s3/bucket"), rule: { objectOwnership: "BucketOwnerEnforced" } }),
  ],
  [
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    () => ({
      bucket: of("s3/bucket"),
      corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["https://example.com"] }],
    }),
  ],
  ["aws:s3/bucketObject:BucketObject", () => ({ bucket: of("s3/bucket"), key: "a", content: "b" })],
  ["aws:s3/bucketObjectv2:BucketObjectv2", () => ({ bucket: of("s3/bucket"), key: "c", content: "d" })],
  [
    "aws:lb/loadBalancer:LoadBalancer",
    () => ({
      subnets: [of("ec2/subnet"), str(made.get("aws:ec2/subnet:Subnet#2")?.id)],
      securityGroups: [of("ec2/securityGroup")],
    }),
  ],
  ["aws:lb/targetGroup:TargetGroup", () => ({ vpcId: of("ec2/vpc"), port: 8000, protocol: "HTTP", targetType: "ip" })],
  [
    "aws:lb/listener:Listener",
    () => ({
      loadBalancerArn: of("lb/loadBalancer"),
      port: 443,
      protocol: "HTTPS",
      certificateArn: of("acm/certificate"),
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      defaultActions: forward(),
    }),
  ],
  [
    "aws:lb/listenerRule:ListenerRule",
    () => ({
      listenerArn: of("lb/listener"),
      actions: [{ type: "forward", forward: { targetGroups: [{ arn: of("lb/targetGroup") }] } }],
      conditions: [{ pathPattern: { values: ["/ws"] } }],
    }),
  ],
  [
    "aws:lb/listenerCertificate:ListenerCertificate",
    () => ({ listenerArn: of("lb/listener"), certificateArn: of("acm/certificate") }),
  ],
  [
    "aws:wafv2/webAcl:WebAcl",
    () => ({ scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig: { metricName: "m" } }),
  ],
  [
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    () => ({ webAclArn: of("wafv2/webAcl", "arn"), resourceArn: of("lb/loadBalancer") }),
  ],
  [
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    () => ({
      resourceArn: of("wafv2/webAcl", "arn"),
      logDestinationConfigs: ["arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-a"],
    }),
  ],
  ["aws:ecs/cluster:Cluster", () => ({})],
  [
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    () => ({
      clusterName: of("ecs/cluster", "name"),
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", base: 1, weight: 1 }],
    }),
  ],
  [
    "aws:ecs/capacityProvider:CapacityProvider",
    () => ({ autoScalingGroupProvider: { autoScalingGroupArn: "arn:aws:autoscaling:eu-west-1:123456789012:g" } }),
  ],
  [
    "aws:ecs/taskDefinition:TaskDefinition",
    () => ({
      family: "web",
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      containerDefinitions: JSON.stringify([container]),
    }),
  ],
  [
    "aws:ecs/service:Service",
    () => ({
      cluster: of("ecs/cluster"),
      taskDefinition: of("ecs/taskDefinition", "arn"),
      capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
      networkConfiguration: { subnets: [of("ec2/subnet")] },
      loadBalancers: [{ containerName: "web", containerPort: 8000, targetGroupArn: of("lb/targetGroup") }],
    }),
  ],
  [
    "aws:ecs/taskSet:TaskSet",
    () => ({ cluster: of("ecs/cluster"), service: of("ecs/service"), taskDefinition: of("ecs/taskDefinition", "arn") }),
  ],
  ["aws:appautoscaling/target:Target", () => ({ ...scalable(), minCapacity: 1, maxCapacity: 2 })],
  ["aws:appautoscaling/policy:Policy", () => ({ ...scalable(), policyType: "TargetTrackingScaling" })],
  [
    "aws:appautoscaling/scheduledAction:ScheduledAction",
    () => ({ ...scalable(), schedule: "rate(1 day)", scalableTargetAction: { minCapacity: 1 } }),
  ],
  [
    "aws:lambda/function:Function",
    () => ({
      role: of("iam/role", "arn"),
      runtime: "python3.13",
      handler: "a.b",
      s3Bucket: "b",
      s3Key: "k",
      publish: true,
    }),
  ],
  [
    "aws:lambda/permission:Permission",
    () => ({ action: "lambda:InvokeFunction", function: of("lambda/function"), principal: "sns.amazonaws.com" }),
  ],
  ["aws:lambda/functionUrl:FunctionUrl", () => ({ functionName: of("lambda/function"), authorizationType: "AWS_IAM" })],
  ["aws:lambda/invocation:Invocation", () => ({ functionName: of("lambda/function", "arn"), input: "{}" })],
  [
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    () => ({ functionName: of("lambda/function"), eventSourceArn: of("sqs/queue", "arn") }),
  ],
  ["aws:lambda/alias:Alias", () => ({ functionName: of("lambda/function"), functionVersion: "1" })],
  ["aws:ecr/repository:Repository", () => ({})],
  ["aws:ecr/lifecyclePolicy:LifecyclePolicy", () => ({ repository: of("ecr/repository"), policy: "{}" })],
  ["aws:backup/vault:Vault", () => ({})],
  ["aws:backup/plan:Plan", () => ({ rules: [{ ruleName: "daily", targetVaultName: of("backup/vault") }] })],
  [
    "aws:backup/selection:Selection",
    () => ({ planId: of("backup/plan"), iamRoleArn: of("iam/role", "arn"), resources: ["*"] }),
  ],
  [
    "aws:budgets/budget:Budget",
    () => ({ budgetType: "COST", timeUnit: "MONTHLY", limitAmount: "100", limitUnit: "USD" }),
  ],
  ["aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", () => ({ vpc: of("ec2/vpc") })],
  ["aws:servicediscovery/httpNamespace:HttpNamespace", () => ({})],
  ["aws:servicediscovery/service:Service", () => ({ namespaceId: of("servicediscovery/privateDnsNamespace") })],
  ["aws:ssm/parameter:Parameter", () => ({ type: "SecureString", value: "a", keyId: of("kms/alias", "name") })],
];

test("every described type has a case", () => {
  const cases = new Set(CASES.map(([type]) => type));
  expect(describedTypes().filter((type) => !cases.has(type))).toEqual([]);
});

test.each(CASES)("%s", async (key, given) => {
  const type = key.split("#")[0] ?? key;
  const inputs = given();
  const resource = await aws.create(type, "it", inputs);
  made.set(key, resource);
  expect(resource.id).not.toBe("");

  const { inputs: accepted, computed, outputs: promised } = sdkShape(type);
  const declared = new Set([...accepted, ...computed]);
  expect(Object.keys(resource.outputs).filter((output) => !declared.has(output))).toEqual([]);
  const definite = [...promised].filter(
    ([name, promise]) => !promise.endsWith("undefined") && SCALAR.test(promise) && name !== "urn",
  );
  expect(definite.map(([name]) => name).filter((name) => !(name in resource.outputs))).toEqual([]);

  expect((await aws.diff(resource, inputs)).changed).toEqual([]);
  expect((await aws.read(type, "it", resource.id, resource))?.outputs).toEqual(resource.outputs);
  const updated = await aws.update(resource, inputs);
  expect(Object.keys(updated.outputs).sort()).toEqual(Object.keys(resource.outputs).sort());
});

/** The TypeScript types whose emptiness a program would stumble over. */
const SCALAR = /^(string|number|boolean)$|\[\]$/;

test("all of it can be deleted again in the opposite order", async () => {
  for (const resource of [...made.values()].reverse()) await aws.delete(resource);
  for (const [key, resource] of made) {
    expect([key, await aws.read(resource.type, "it", resource.id, resource)]).toEqual([key, undefined]);
  }
});
