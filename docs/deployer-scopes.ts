/** On what a deployer may act: ARNs with the words that the reader replaces, and conditions. */

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Scope {
  /** Which document it is in: a managed policy takes 6,144 characters (IAM user guide, "IAM and AWS STS quotas"). */
  readonly document: "compute" | "data" | "identity" | "network" | "observability";
  readonly resources: readonly string[];
  readonly condition?: Condition;
}

const arn = (service: string, resource: string) => `arn:PARTITION:${service}:REGION:ACCOUNT:${resource}`;
const PREFIX = "PRODUCT-ENVIRONMENT";
const inRegion: Condition = { StringEquals: { "aws:RequestedRegion": "REGION" } };
const TAGS = { product: "PRODUCT", environment: "ENVIRONMENT" };
const tagged = (key: "RequestTag" | "ResourceTag"): Condition => ({
  StringEquals: Object.fromEntries(Object.entries(TAGS).map(([tag, value]) => [`aws:${key}/${tag}`, value])),
});

/** Roles that services are given: the logical name with Pulumi's seven random digits behind it. */
export const PASSED_ROLES = [
  ...["*-execution-*", "*-task-*", "*-schedule-*", "flow-logs-*", "postgres-monitoring-*", "postgres-proxy-*"],
  ...["migration-gate-*", "deployment-check-*", "edge-release-*"],
];

export const PASSED_TO = [...["ecs-tasks", "ecs", "lambda", "monitoring.rds", "rds", "scheduler", "vpc-flow-logs"]].map(
  (service) => `${service}.amazonaws.com`,
);

/** Roles of services that act for themselves; AWS makes each at its first use in an account. */
const LINKED_SERVICES = [
  ...["ecs", "ecs.application-autoscaling", "elasticache", "elasticloadbalancing", "rds", "wafv2"],
].map((service) => `${service}.amazonaws.com`);

const KEY_USERS = ["ecr", "elasticache", "rds", "scheduler", "secretsmanager"].map(
  (service) => `${service}.REGION.amazonaws.com`,
);

export const SCOPES = {
  // The identifiers of what is in a VPC are AWS's own: nothing in them says whose they are.
  vpc: { document: "network", resources: ["*"], condition: inRegion },
  // The ids of images that AWS publishes: parameters of nobody's account.
  images: {
    document: "network",
    resources: ["arn:PARTITION:ssm:REGION::parameter/aws/service/ami-amazon-linux-latest/*"],
  },
  balancers: {
    document: "network",
    resources: [
      ...["loadbalancer/app/edge-*", "listener/app/edge-*", "listener-rule/app/edge-*"],
      // Web services of the map have target groups under their own names.
      "targetgroup/*",
    ].map((resource) => arn("elasticloadbalancing", resource)),
  },
  balancerLooks: { document: "network", resources: ["*"], condition: inRegion },
  certificates: { document: "network", resources: [arn("acm", "certificate/*")] },
  newCertificates: { document: "network", resources: ["*"], condition: tagged("RequestTag") },
  zones: { document: "network", resources: ["arn:PARTITION:route53:::hostedzone/HOSTED_ZONE"] },
  zoneLooks: { document: "network", resources: ["*"] },
  firewalls: {
    document: "network",
    resources: [
      ...[arn("wafv2", "regional/webacl/firewall-*"), arn("wafv2", "regional/managedruleset/*")],
      arn("elasticloadbalancing", "loadbalancer/app/edge-*"),
    ],
  },
  databases: {
    document: "data",
    resources: [
      ...[`db:${PREFIX}-*`, `es:${PREFIX}-*`, `snapshot:${PREFIX}-*`, "pg:postgres-*", "subgrp:postgres-*"],
      // Named in the reference for a copy and for a proxy's target.
      ...[`cluster:${PREFIX}-*`, "og:default:*"],
      // A proxy's ARN has no name in it.
      ...["db-proxy:*", "target-group:*"],
    ].map((resource) => arn("rds", resource)),
  },
  databaseLooks: { document: "data", resources: ["*"], condition: inRegion },
  caches: {
    document: "data",
    resources: [
      ...[`replicationgroup:${PREFIX}-*`, `cluster:${PREFIX}-*`, `snapshot:${PREFIX}-*`],
      ...["parametergroup:*", "subnetgroup:redis-*"],
    ].map((resource) => arn("elasticache", resource)),
  },
  newSecrets: { document: "data", resources: [arn("secretsmanager", "secret:*")], condition: tagged("RequestTag") },
  secrets: { document: "data", resources: [arn("secretsmanager", "secret:*")], condition: tagged("ResourceTag") },
  // RDS makes the administrator's, and asks as who deploys.
  managedSecrets: { document: "data", resources: [arn("secretsmanager", "secret:rds!*")] },
  newKeys: { document: "data", resources: ["*"], condition: tagged("RequestTag") },
  // Tags of a new key count after minutes only (KMS developer guide, "ABAC for AWS KMS").
  keys: { document: "data", resources: [arn("kms", "key/*")] },
  // What it stores, a service encrypts in the name of who deploys; nobody decrypts anything directly.
  keyUse: {
    document: "data",
    resources: [arn("kms", "key/*")],
    condition: { StringEquals: { "kms:ViaService": KEY_USERS } },
  },
  ownKeys: { document: "data", resources: [arn("kms", "key/*")], condition: tagged("ResourceTag") },
  keyAliases: { document: "data", resources: [arn("kms", `alias/${PREFIX}-*`), arn("kms", "key/*")] },
  buckets: { document: "data", resources: ["arn:PARTITION:s3:::edge-logs-*"] },
  clusters: {
    document: "compute",
    resources: [`cluster/${PREFIX}`, `service/${PREFIX}/*`, `task-definition/${PREFIX}-*`, `task/${PREFIX}/*`].map(
      (resource) => arn("ecs", resource),
    ),
  },
  clusterLooks: { document: "compute", resources: ["*"], condition: inRegion },
  functions: { document: "compute", resources: [arn("lambda", `function:${PREFIX}-*`)] },
  scaling: { document: "compute", resources: [arn("application-autoscaling", "scalable-target/*")] },
  schedules: { document: "compute", resources: [arn("scheduler", `schedule/default/${PREFIX}-*`)] },
  repositories: { document: "compute", resources: [arn("ecr", `repository/${PREFIX}`)] },
  newRoles: {
    document: "identity",
    resources: ["arn:PARTITION:iam::ACCOUNT:role/*"],
    condition: tagged("RequestTag"),
  },
  roles: { document: "identity", resources: ["arn:PARTITION:iam::ACCOUNT:role/*"], condition: tagged("ResourceTag") },
  roleLooks: { document: "identity", resources: ["arn:PARTITION:iam::ACCOUNT:role/*"] },
  // A tag says nothing here: iam:PassRole does not look at it (IAM user guide, "Grant a user permissions to pass a role").
  passing: {
    document: "identity",
    resources: PASSED_ROLES.map((name) => `arn:PARTITION:iam::ACCOUNT:role/ROLE_PATH${name}`),
    condition: { StringEquals: { "iam:PassedToService": PASSED_TO } },
  },
  linkedRoles: {
    document: "identity",
    resources: ["arn:PARTITION:iam::ACCOUNT:role/aws-service-role/*"],
    condition: { StringEquals: { "iam:AWSServiceName": LINKED_SERVICES } },
  },
  logGroups: {
    document: "observability",
    resources: [`/${PREFIX}/*`, `/aws/lambda/${PREFIX}-*`, `/aws/rds/*/${PREFIX}-*`, `aws-waf-logs-${PREFIX}*`].map(
      (name) => arn("logs", `log-group:${name}`),
    ),
  },
  logLooks: { document: "observability", resources: ["*"], condition: inRegion },
  alarms: {
    document: "observability",
    resources: [arn("cloudwatch", `alarm:${PREFIX}-*`), `arn:PARTITION:cloudwatch::ACCOUNT:dashboard/${PREFIX}-*`],
  },
  alarmLooks: { document: "observability", resources: ["*"] },
  topics: { document: "observability", resources: [arn("sns", `${PREFIX}-*`)] },
  budgets: { document: "observability", resources: [`arn:PARTITION:budgets::ACCOUNT:budget/${PREFIX}-*`] },
} as const satisfies Readonly<Record<string, Scope>>;

export type ScopeName = keyof typeof SCOPES;
