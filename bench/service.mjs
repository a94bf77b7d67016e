// One service with all that belongs to it, written out as AWS's provider registers it and gives it back: of the size that the
// resources of this product's own production stack have (some 900 characters of inputs each), not shorter.

const ACCOUNT = "123456789012";
const REGION = "eu-west-1";
export const urn = (type, name) => `urn:pulumi:prod::bench::${type}::${name}`;
const arn = (service, rest) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const KEY = arn("kms", "key/de85f325-aa1e-41cd-909d-2b5e4985a97e");
const TOPIC = arn("sns", "bench-production-signals");
const PRODUCT = { "cost-center": "bench", environment: "production", owner: "platform", product: "bench" };

/** Tags as the program gives them, and with the provider's own beside them. */
const tagged = (name) => {
  const tags = { Name: `bench-production-${name}`, ...PRODUCT };
  return { tags, tagsAll: tags };
};

const policyOf = (...statements) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Sid, Action, Resource) => ({ Sid, Effect: "Allow", Action, Resource });
const assume = policyOf({
  Sid: "Assume",
  Effect: "Allow",
  Principal: { Service: "ecs-tasks.amazonaws.com" },
  Action: "sts:AssumeRole",
  Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
});

function role(name, description) {
  const inputs = {
    ...{ assumeRolePolicy: assume, description, forceDetachPolicies: false, maxSessionDuration: 3600 },
    ...{ name, path: "/", ...tagged(name) },
  };
  const id = { arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, uniqueId: "AROAXZE5U4N73PBSN7STK", namePrefix: "" };
  return ["aws:iam/role:Role", inputs, { ...id, createDate: "2026-11-27T04:32:49Z", managedPolicyArns: [] }];
}

function alarm(i, name, metric, threshold) {
  const balancer = {
    LoadBalancer: "app/edge-62e109c/17578d49a364605b",
    TargetGroup: `targetgroup/api-${i}/2dd2cc782e91f222`,
  };
  const full = `bench-production-${name}-${i}`;
  const inputs = {
    ...{ actionsEnabled: true, alarmActions: [TOPIC], okActions: [TOPIC], name: full },
    alarmDescription: `${metric} of api-${i} is above ${threshold}. What to do: docs/runbook.md#${name}`,
    ...{ comparisonOperator: "GreaterThanThreshold", datapointsToAlarm: 3, evaluationPeriods: 5 },
    metricQueries: [
      { id: "result", label: "result", returnData: true, expression: "100 * FILL(failed, 0) / answered" },
      ...["failed", "answered"].map((id) => ({
        id,
        metric: { dimensions: balancer, metricName: metric, namespace: "AWS/ApplicationELB", period: 60, stat: "Sum" },
        returnData: false,
      })),
    ],
    ...{ threshold, treatMissingData: "notBreaching", ...tagged(`${name}-${i}`) },
  };
  const outputs = { arn: arn("cloudwatch", `alarm:${full}`), evaluateLowSampleCountPercentiles: "", region: REGION };
  return ["aws:cloudwatch/metricAlarm:MetricAlarm", inputs, outputs];
}

/** Kinds of resources, in the proportions of a stack of services: type, inputs, what AWS adds, dependencies by property. */
export const KINDS = [
  (i) => {
    const secret = arn("secretsmanager", `secret:api-${i}-AbCdEf`);
    return [
      "aws:secretsmanager/secretVersion:SecretVersion",
      { secretId: secret, secretString: `Zx8${i}kQ2mVt5Lw9Rb4Nf7Hd1Jc6Gp3` },
      { arn: secret, versionId: "89700b63-7abf-4d6f-a796-dd8107b2dee1", versionStages: ["AWSCURRENT"], region: REGION },
    ];
  },
  (i) => [
    "aws:ecs/taskDefinition:TaskDefinition",
    {
      ...{
        family: `api-${i}`,
        cpu: "512",
        memory: "1024",
        networkMode: "awsvpc",
        skipDestroy: false,
        trackLatest: false,
      },
      ...{
        requiresCompatibilities: ["FARGATE"],
        runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
      },
      ...{
        executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/execution-${i}`,
        taskRoleArn: `arn:aws:iam::${ACCOUNT}:role/task-${i}`,
      },
      containerDefinitions: JSON.stringify([containerOf(i)]),
      ...tagged(`api-${i}`),
    },
    {
      ...{ arn: arn("ecs", `task-definition/api-${i}:1`), arnWithoutRevision: arn("ecs", `task-definition/api-${i}`) },
      ...{ revision: 1, region: REGION, enableFaultInjection: false },
    },
  ],
  (i) => [
    "aws:ecs/service:Service",
    {
      ...{
        name: `api-${i}`,
        desiredCount: 1,
        cluster: arn("ecs", "cluster/bench-production"),
        platformVersion: "LATEST",
      },
      ...{ availabilityZoneRebalancing: "ENABLED", enableEcsManagedTags: true, enableExecuteCommand: false },
      capacityProviderStrategies: [{ base: 0, capacityProvider: "FARGATE", weight: 1 }],
      ...{ deploymentCircuitBreaker: { enable: true, rollback: true }, deploymentController: { type: "ECS" } },
      ...{ deploymentMaximumPercent: 200, deploymentMinimumHealthyPercent: 100, propagateTags: "SERVICE" },
      taskDefinition: arn("ecs", `task-definition/api-${i}:1`),
      networkConfiguration: {
        assignPublicIp: false,
        securityGroups: [`sg-${i}`],
        subnets: ["subnet-04df8054db65fe151", "subnet-0e1a1d0f7299f1691"],
      },
      ...{ schedulingStrategy: "REPLICA", waitForSteadyState: true, ...tagged(`api-${i}`) },
    },
    { arn: arn("ecs", `service/bench-production/api-${i}`), iamRole: "aws-service-role", launchType: "", triggers: {} },
    { networkConfiguration: [urn("aws:ec2/securityGroup:SecurityGroup", `group-${i}`)] },
  ],
  (i) => [
    "aws:appautoscaling/target:Target",
    {
      ...{ resourceId: `service/bench-production/api-${i}`, minCapacity: 1, maxCapacity: 2 },
      ...{ scalableDimension: "ecs:service:DesiredCount", serviceNamespace: "ecs", tags: PRODUCT, tagsAll: PRODUCT },
    },
    {
      arn: arn("application-autoscaling", `scalable-target/0729${i}`),
      roleArn: `arn:aws:iam::${ACCOUNT}:role/scaling`,
    },
    { resourceId: [urn("aws:ecs/service:Service", `service-${i}`)] },
  ],
  (i) => [
    "aws:ec2/securityGroup:SecurityGroup",
    {
      ...{ description: `api-${i} tasks`, name: `api-${i}-4554183`, revokeRulesOnDelete: false },
      ...{ vpcId: "vpc-052d46d602d7ae82b", ...tagged(`api-${i}`) },
    },
    { arn: arn("ec2", `security-group/sg-${i}`), egress: [], ingress: [], ownerId: ACCOUNT, region: REGION },
  ],
  (i) =>
    rule("Egress", i, {
      cidrIpv4: "0.0.0.0/0",
      description: "AWS APIs, image registry, third parties",
      ipProtocol: "-1",
    }),
  (i) =>
    rule("Ingress", i, {
      referencedSecurityGroupId: "sg-edge",
      description: "Load balancer",
      ipProtocol: "tcp",
      fromPort: 80,
      toPort: 80,
    }),
  (i) => [
    "aws:secretsmanager/secret:Secret",
    {
      description: `bench-production: key of api-${i}. New value: count its generation up; the key before stays valid until the next time.`,
      ...{ forceOverwriteReplicaSecret: false, kmsKeyId: KEY, name: `api-${i}`, recoveryWindowInDays: 30 },
      ...tagged(`api-${i}-key`),
    },
    { arn: arn("secretsmanager", `secret:api-${i}-AbCdEf`), policy: "", region: REGION, replicas: [] },
  ],
  (i) => role(`execution-${i}`, `Starts the tasks of api-${i}`),
  (i) => role(`task-${i}`, `What api-${i} may do`),
  (i) => [
    "aws:iam/rolePolicy:RolePolicy",
    {
      ...{ name: `execution-${i}-06d0dd4`, role: `execution-${i}` },
      policy: policyOf(
        allow("Secrets", "secretsmanager:GetSecretValue", arn("secretsmanager", `secret:api-${i}-AbCdEf`)),
        allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], arn("logs", `log-group:/api/${i}:*`)),
        allow("Image", ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], arn("ecr", "repository/api")),
      ),
    },
    { namePrefix: "" },
  ],
  (i) => [
    "aws:iam/rolePolicy:RolePolicy",
    {
      ...{ name: `task-${i}-06d0dd4`, role: `task-${i}` },
      policy: policyOf(allow("Objects", ["s3:GetObject", "s3:PutObject"], `arn:aws:s3:::bench-production/api-${i}/*`)),
    },
    { namePrefix: "" },
  ],
  (i) => [
    "aws:cloudwatch/logGroup:LogGroup",
    { kmsKeyId: KEY, name: `/api/${i}`, retentionInDays: 30, skipDestroy: false, tags: PRODUCT, tagsAll: PRODUCT },
    { arn: arn("logs", `log-group:/api/${i}`), logGroupClass: "STANDARD", namePrefix: "", region: REGION },
  ],
  (i) => [
    "aws:lb/targetGroup:TargetGroup",
    {
      ...{
        deregistrationDelay: 45,
        lambdaMultiValueHeadersEnabled: false,
        name: `api-${i}`,
        port: 80,
        protocol: "HTTP",
      },
      healthCheck: {
        ...{ enabled: true, healthyThreshold: 2, interval: 30, matcher: "200", path: "/health/ready" },
        ...{ protocol: "HTTP", timeout: 5, unhealthyThreshold: 10 },
      },
      ...{ loadBalancingAlgorithmType: "least_outstanding_requests", protocolVersion: "HTTP1", proxyProtocolV2: false },
      ...{ slowStart: 0, stickiness: { cookieDuration: 86400, enabled: false, type: "lb_cookie" }, targetType: "ip" },
      ...{ vpcId: "vpc-052d46d602d7ae82b", ...tagged(`api-${i}`) },
    },
    {
      arn: arn("elasticloadbalancing", `targetgroup/api-${i}/2dd2cc782e91f222`),
      ...{ arnSuffix: `targetgroup/api-${i}/2dd2cc782e91f222`, ipAddressType: "ipv4", loadBalancerArns: [] },
      ...{ connectionTermination: false, targetFailovers: [], targetHealthStates: [], region: REGION },
    },
  ],
  (i) => [
    "aws:lb/listenerRule:ListenerRule",
    {
      listenerArn: arn("elasticloadbalancing", "listener/app/edge-62e109c/17578d49a364605b/880e79b83f022584"),
      ...{ priority: i + 1, conditions: [{ hostHeader: { values: [`api-${i}.example.com`] } }], ...tagged(`api-${i}`) },
      actions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
    },
    { arn: arn("elasticloadbalancing", `listener-rule/app/edge-62e109c/17578d49a364605b/880e79b83f022584/${i}`) },
  ],
  (i) => [
    "aws:appautoscaling/policy:Policy",
    {
      ...{ policyType: "TargetTrackingScaling", name: `api-${i}`, resourceId: `service/bench-production/api-${i}` },
      ...{ scalableDimension: "ecs:service:DesiredCount", serviceNamespace: "ecs" },
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        ...{ disableScaleIn: false, scaleInCooldown: 300, scaleOutCooldown: 60, targetValue: 60 },
      },
    },
    { alarmArns: [], arn: arn("autoscaling", `scalingPolicy:fcb288ca:resource/ecs/service/api-${i}`), region: REGION },
  ],
  (i) => alarm(i, "errors", "HTTPCode_Target_5XX_Count", 1),
  (i) => alarm(i, "latency", "TargetResponseTime", 2),
  (i) => alarm(i, "tasks", "UnHealthyHostCount", 1),
  (i) => [
    "aws:ssm/parameter:Parameter",
    {
      type: "String",
      name: `/api/${i}`,
      value: "on",
      description: `Whether api-${i} serves`,
      ...tagged(`api-${i}-switch`),
    },
    { arn: arn("ssm", `parameter/api/${i}`), dataType: "text", tier: "Standard", version: 1, region: REGION },
  ],
];

function rule(direction, i, own) {
  const kind = `SecurityGroup${direction}Rule`;
  return [
    `aws:vpc/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`,
    { securityGroupId: `sg-${i}`, ...own, tags: PRODUCT, tagsAll: PRODUCT },
    { arn: arn("ec2", `security-group-rule/sgr-${i}`), securityGroupRuleId: `sgr-${i}`, region: REGION },
    { securityGroupId: [urn("aws:ec2/securityGroup:SecurityGroup", `group-${i}`)] },
  ];
}

function containerOf(i) {
  return {
    ...{
      name: `api-${i}`,
      image: "example.com/api@sha256:0",
      essential: true,
      readonlyRootFilesystem: true,
      user: "10001",
    },
    command: ["uvicorn", "app.main:app"],
    portMappings: [{ containerPort: 80, protocol: "tcp" }],
    environment: Object.entries({
      CORS_ORIGINS: '["https://app.example.com"]',
      DATABASE_URL: "postgresql://app@db.abc123.eu-west-1.rds.amazonaws.com:5432/app",
      DB_POOL_SIZE: "1",
      DB_MAX_OVERFLOW: "0",
      DB_POOL_TIMEOUT: "10",
      RATELIMIT_STORAGE_URL: "rediss://master.redis.abc123.euw1.cache.amazonaws.com:6379/1",
    }).map(([name, value]) => ({ name, value })),
    secrets: [{ name: "SECRET_KEY", valueFrom: arn("secretsmanager", `secret:api-${i}-AbCdEf`) }],
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": `/api/${i}`, "awslogs-region": REGION, "awslogs-stream-prefix": "api" },
    },
    healthCheck: {
      command: ["CMD-SHELL", "curl -fsS http://localhost/health/live"],
      interval: 10,
      retries: 3,
      timeout: 5,
    },
    ...{
      linuxParameters: { initProcessEnabled: true },
      stopTimeout: 110,
      mountPoints: [],
      volumesFrom: [],
      systemControls: [],
    },
  };
}
