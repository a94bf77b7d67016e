import { connectionBudget, type ConnectionClient, peakTasks } from "../../../policies/facts";
import type { Registered } from "../run-program";
import type { Row } from "./row";
import {
  add,
  all,
  alter,
  alterAll,
  alterContainers,
  arnOf,
  at,
  type Container,
  containers,
  input,
  list,
  nameOf,
  number,
  type Stack,
  T,
  text,
} from "./stack";

const instances = all(T.instance);
const caches = all(T.redis);

function parameter(instance: Registered, stack: Stack, name: string): string | undefined {
  const group = all(T.parameterGroup)(stack).find((found) => nameOf(found) === input(instance, "parameterGroupName"));
  const set = group && list(group, "parameters").find((entry) => at(entry, "name") === name);
  return set === undefined ? undefined : String(at(set, "value"));
}

function setParameter(name: string, value: string) {
  return alter(T.parameterGroup, (group) => ({
    parameters: [...list(group, "parameters").filter((entry) => at(entry, "name") !== name), { name, value }],
  }));
}

/** Subnets that have no route to the internet, neither out nor in. */
function isolated(subnetIds: readonly unknown[], stack: Stack): boolean {
  const tables = all("aws:ec2/routeTableAssociation:RouteTableAssociation")(stack).filter((association) =>
    subnetIds.includes(input(association, "subnetId")),
  );
  const ways = all("aws:ec2/route:Route")(stack).map((route) => input(route, "routeTableId"));
  return (
    subnetIds.length > 0 &&
    tables.length === subnetIds.length &&
    tables.every((association) => !ways.includes(input(association, "routeTableId")))
  );
}

/** What every task can open at once, from the resources themselves: environment, services, scaling targets. */
function connectionClients(stack: Stack): ConnectionClient[] {
  return all(T.taskDefinition)(stack).flatMap((definition) => {
    const service = all(T.service)(stack).find((found) => input(found, "taskDefinition") === arnOf(definition));
    const scaling = all(T.target)(stack).find(({ name }) => name === service?.name);
    const tasks = service === undefined ? 1 : number(scaling ?? service, scaling ? "maxCapacity" : "desiredCount");
    const maximumPercent = service === undefined ? 100 : number(service, "deploymentMaximumPercent");
    return containers(definition)
      .filter(hasDatabase)
      .map(({ environment }) => {
        const variable = (name: string, otherwise: number) =>
          Number(environment.find((entry) => entry.name === name)?.value ?? otherwise);
        return {
          name: definition.name,
          peakTasks: peakTasks({ maxTasks: tasks, maximumPercent }),
          // A Celery worker's parent has a pool as well as each child.
          processes: variable("WEB_CONCURRENCY", variable("CELERY_WORKER_CONCURRENCY", 0) + 1),
          engines: 1,
          poolSize: variable("DB_POOL_SIZE", 0),
          maxOverflow: variable("DB_MAX_OVERFLOW", -1),
        };
      });
  });
}

function hasDatabase({ secrets }: Container): boolean {
  return secrets.some(({ name }) => name === "DATABASE_URL");
}

/** Whether RDS tells somebody about these kinds of events of one kind of source. */
function subscribed(stack: Stack, sourceType: string, categories: readonly string[]): boolean {
  return all("aws:rds/eventSubscription:EventSubscription")(stack).some(
    (subscription) =>
      input(subscription, "sourceType") === sourceType &&
      input(subscription, "enabled") === true &&
      categories.every((category) => list(subscription, "eventCategories").includes(category)),
  );
}

function closedToTheWorld(groups: readonly unknown[], stack: Stack): boolean {
  const open = all(T.ingress)(stack).filter((rule) => text(rule, "cidrIpv4") !== "" || text(rule, "cidrIpv6") !== "");
  return groups.length > 0 && open.every((rule) => !groups.includes(input(rule, "securityGroupId")));
}

/** The database, its parameter group and its proxy. */
const databaseRows: readonly Row[] = [
  {
    property: "database storage is encrypted",
    need: "must",
    checks: ["CKV_AWS_16", "CKV_AWS_96", "RDS2", "RDS.3", "RDS.27", "AWS-0080", "AWS-0079"],
    subjects: instances,
    holds: (instance) => input(instance, "storageEncrypted") === true,
    flip: alter(T.instance, { storageEncrypted: false }),
  },
  {
    property: "database storage is encrypted with the stack's own key",
    need: "should",
    checks: ["CKV_AWS_327"],
    subjects: instances,
    holds: (instance, stack) => all(T.key)(stack).some((key) => input(instance, "kmsKeyId") === arnOf(key)),
    flip: alter(T.instance, { kmsKeyId: undefined }),
  },
  {
    property: "the database has no public address",
    need: "must",
    checks: ["CKV_AWS_17", "RDSInstancePublicAccess", "RDS.2", "AWS-0180"],
    subjects: instances,
    holds: (instance) => input(instance, "publiclyAccessible") === false,
    flip: alter(T.instance, { publiclyAccessible: true }),
  },
  {
    property: "the database is in subnets without a route out",
    need: "must",
    checks: ["RDS.46", "rds_associated_with_public_subnet"],
    subjects: instances,
    holds: (instance, stack) => {
      const group = all(T.databaseSubnets)(stack).find(
        (found) => nameOf(found) === input(instance, "dbSubnetGroupName"),
      );
      return group !== undefined && isolated(list(group, "subnetIds"), stack);
    },
    flip: alter(T.databaseSubnets, { subnetIds: ["isolated-0-id", "public-0-id"] }),
  },
  {
    property: "no address range reaches the database",
    need: "must",
    checks: ["RDS8"],
    subjects: instances,
    holds: (instance, stack) => closedToTheWorld(list(instance, "vpcSecurityGroupIds"), stack),
    flip: alter(T.ingress, { securityGroupId: "postgres-id", cidrIpv4: "0.0.0.0/0" }),
  },
  {
    property: "the database stands in two zones",
    need: "must",
    checks: ["CKV_AWS_157", "RDS3", "RDS.5", "RDS.15"],
    subjects: instances,
    holds: (instance) => input(instance, "multiAz") === true,
    flip: alter(T.instance, { multiAz: false }),
  },
  {
    property: "the database cannot be deleted by mistake",
    need: "must",
    checks: ["CKV_AWS_293", "CKV_AWS_139", "RDS10", "RDS.8", "RDS.7", "AWS-0177", "AWS-0343"],
    subjects: instances,
    holds: (instance) => input(instance, "deletionProtection") === true && instance.protect,
    flip: alter(T.instance, { deletionProtection: false }),
  },
  {
    property: "the database is backed up for a week at least, and once more at its end",
    need: "must",
    checks: ["CKV_AWS_133", "RDS13", "RDS.11", "AWS-0077"],
    subjects: instances,
    holds: (instance) =>
      number(instance, "backupRetentionPeriod") >= 7 &&
      input(instance, "skipFinalSnapshot") === false &&
      text(instance, "finalSnapshotIdentifier") !== "",
    flip: alter(T.instance, { backupRetentionPeriod: 1 }),
  },
  {
    property: "the database is in an AWS Backup plan",
    need: "should",
    checks: ["RDSInBackupPlan", "RDS.26"],
    subjects: instances,
    holds: (instance, stack) =>
      all("aws:backup/selection:Selection")(stack).some((plan) => list(plan, "resources").includes(arnOf(instance))),
    flip: add("aws:backup/selection:Selection", (stack) => [{ resources: instances(stack).map(arnOf) }]),
  },
  {
    property: "the database refuses connections without TLS",
    need: "must",
    checks: ["CKV2_AWS_69", "RDS.38", "RDS.39"],
    subjects: instances,
    holds: (instance, stack) => parameter(instance, stack, "rds.force_ssl") === "1",
    flip: setParameter("rds.force_ssl", "0"),
  },
  {
    property: "people can log in with IAM",
    need: "should",
    checks: ["CKV_AWS_161", "CKV_AWS_162", "RDS6", "RDS.10", "RDS.12", "AWS-0176"],
    subjects: instances,
    holds: (instance) => input(instance, "iamDatabaseAuthenticationEnabled") === true,
    flip: alter(T.instance, { iamDatabaseAuthenticationEnabled: false }),
  },
  {
    property: "the database's logs are kept",
    need: "must",
    checks: ["CKV_AWS_129", "CKV_AWS_324", "RDSLoggingEnabled", "RDS16", "RDS.9", "RDS.36", "RDS.37"],
    subjects: instances,
    holds: (instance) =>
      ["postgresql", "upgrade"].every((log) => list(instance, "enabledCloudwatchLogsExports").includes(log)),
    flip: alter(T.instance, { enabledCloudwatchLogsExports: ["postgresql"] }),
  },
  {
    property: "slow queries are logged",
    need: "should",
    checks: ["CKV2_AWS_30", "CKV2_AWS_27"],
    subjects: instances,
    holds: (instance, stack) => Number(parameter(instance, stack, "log_min_duration_statement") ?? -1) >= 0,
    flip: setParameter("log_min_duration_statement", "-1"),
  },
  {
    property: "the database's host is watched every minute",
    need: "should",
    checks: ["CKV_AWS_118", "RDSEnhancedMonitoringEnabled", "RDS.6"],
    subjects: instances,
    holds: (instance) => number(instance, "monitoringInterval") > 0 && text(instance, "monitoringRoleArn") !== "",
    flip: alter(T.instance, { monitoringInterval: 0 }),
  },
  {
    property: "Performance Insights is on, under the stack's own key",
    need: "should",
    checks: ["CKV_AWS_353", "CKV_AWS_354", "AWS-0133", "AWS-0078"],
    subjects: instances,
    holds: (instance, stack) =>
      input(instance, "performanceInsightsEnabled") === true &&
      all(T.key)(stack).some((key) => input(instance, "performanceInsightsKmsKeyId") === arnOf(key)),
    flip: alter(T.instance, { performanceInsightsKmsKeyId: undefined }),
  },
  {
    property: "the database takes minor versions by itself",
    need: "should",
    checks: ["CKV_AWS_226", "RDSAutomaticMinorVersionUpgradeEnabled", "RDS.13", "RDS.35"],
    subjects: instances,
    holds: (instance) => input(instance, "autoMinorVersionUpgrade") === true,
    flip: alter(T.instance, { autoMinorVersionUpgrade: false }),
  },
  {
    property: "snapshots keep the database's tags",
    need: "should",
    checks: ["CKV2_AWS_60", "CKV_AWS_313", "RDS.17", "RDS.16"],
    subjects: instances,
    holds: (instance) => input(instance, "copyTagsToSnapshot") === true,
    flip: alter(T.instance, { copyTagsToSnapshot: false }),
  },
  {
    property: "the database's certificate is of a current authority",
    need: "should",
    checks: ["CKV_AWS_211"],
    subjects: instances,
    holds: (instance) => /^rds-ca-(rsa2048|rsa4096|ecc384)-g1$/.test(text(instance, "caCertIdentifier")),
    flip: alter(T.instance, { caCertIdentifier: "rds-ca-2019" }),
  },
  {
    property: "the database listens on another port than PostgreSQL's",
    need: "conflict",
    checks: ["RDS11", "RDS.23", "rds_using_default_port"],
    subjects: instances,
    holds: (instance) => number(instance, "port") !== 5432,
    flip: alter(T.instance, { port: 15432 }),
  },
  {
    property: "the database's administrator has a name of its own",
    need: "should",
    checks: ["RDS.24", "RDS.25"],
    subjects: instances,
    holds: (instance) => !["", "admin", "administrator", "postgres", "root"].includes(text(instance, "username")),
    flip: alter(T.instance, { username: "postgres" }),
  },
  {
    property: "people hear of the database's events and of changes of its parameters",
    need: "should",
    checks: ["RDS.20", "RDS.21"],
    subjects: instances,
    holds: (_, stack) =>
      subscribed(stack, "db-instance", ["maintenance", "configuration change", "failure"]) &&
      subscribed(stack, "db-parameter-group", ["configuration change"]),
    flip: alter("aws:rds/eventSubscription:EventSubscription", { enabled: false }),
  },
  {
    property: "people hear of events of clusters and of DB security groups",
    need: "should",
    checks: ["RDS.19", "RDS.22"],
    subjects: instances,
    holds: (_, stack) =>
      subscribed(stack, "db-cluster", ["maintenance", "failure"]) &&
      subscribed(stack, "db-security-group", ["configuration change", "failure"]),
    flip: add("aws:rds/eventSubscription:EventSubscription", () => [
      { sourceType: "db-cluster", enabled: true, eventCategories: ["maintenance", "failure"] },
      { sourceType: "db-security-group", enabled: true, eventCategories: ["configuration change", "failure"] },
    ]),
  },
  {
    property: "nobody knows the administrator's password but RDS",
    need: "must",
    checks: ["RDS_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD"],
    subjects: instances,
    holds: (instance) =>
      input(instance, "manageMasterUserPassword") === true && input(instance, "password") === undefined,
    flip: alter(T.instance, { manageMasterUserPassword: undefined, password: "by hand" }),
  },
  {
    property: "the engine is none of the versions with a known hole",
    need: "should",
    checks: ["CKV_AWS_250", "CKV_AWS_388"],
    subjects: instances,
    holds: (instance) =>
      input(instance, "engine") === "postgres" && Number.parseInt(text(instance, "engineVersion")) >= 14,
    flip: alter(T.instance, { engineVersion: "13.2" }),
  },
  {
    property: "the database has a parameter group of its own",
    need: "should",
    checks: ["aws_db_instance_default_parameter_group"],
    subjects: instances,
    holds: (instance, stack) => parameter(instance, stack, "max_connections") !== undefined,
    flip: alter(T.instance, { parameterGroupName: "default.postgres17" }),
  },
  {
    property: "the database serves every connection its clients can open",
    need: "must",
    checks: [],
    subjects: instances,
    holds: (instance, stack) => {
      const maxConnections = Number(parameter(instance, stack, "max_connections") ?? 0);
      return connectionBudget(connectionClients(stack), { maxConnections }).fits;
    },
    flip: alter(T.target, { maxCapacity: 200 }),
  },
  {
    property: "every client of the database states the size of its pool",
    need: "must",
    checks: [],
    subjects: (stack) => all(T.taskDefinition)(stack).filter((definition) => containers(definition).some(hasDatabase)),
    holds: (definition, stack) =>
      connectionClients(stack).some(({ name, poolSize, maxOverflow }) => {
        return name === definition.name && poolSize > 0 && maxOverflow >= 0;
      }),
    flip: alterContainers({ environment: [{ name: "DB_POOL_SIZE", value: "0" }] }, alterAll),
  },
];

/** Redis. */
const cacheRows: readonly Row[] = [
  {
    property: "Redis is encrypted at rest and in transit",
    need: "must",
    checks: ["CKV_AWS_29", "CKV_AWS_30", "AEC3", "ElastiCache.4", "ElastiCache.5", "AWS-0045", "AWS-0051"],
    subjects: caches,
    holds: (cache) =>
      input(cache, "atRestEncryptionEnabled") === true &&
      input(cache, "transitEncryptionEnabled") === true &&
      input(cache, "transitEncryptionMode") === "required",
    flip: alter(T.redis, { transitEncryptionMode: "preferred" }),
  },
  {
    property: "Redis asks who is there, over TLS",
    need: "must",
    checks: ["CKV_AWS_31", "AEC6", "ElastiCache.6"],
    subjects: caches,
    holds: (cache) =>
      input(cache, "transitEncryptionEnabled") === true &&
      ((text(cache, "authToken") !== "" && cache.secretInputs.includes("authToken")) ||
        list(cache, "userGroupIds").length > 0),
    flip: alter(T.redis, { authToken: undefined }),
  },
  {
    property: "Redis is encrypted with the stack's own key",
    need: "should",
    checks: ["CKV_AWS_191"],
    subjects: caches,
    holds: (cache, stack) => all(T.key)(stack).some((key) => input(cache, "kmsKeyId") === arnOf(key)),
    flip: alter(T.redis, { kmsKeyId: undefined }),
  },
  {
    property: "Redis fails over to another zone by itself",
    need: "must",
    checks: ["CKV2_AWS_50", "AEC4", "ElastiCache.3"],
    subjects: caches,
    holds: (cache) =>
      input(cache, "automaticFailoverEnabled") === true &&
      input(cache, "multiAzEnabled") === true &&
      number(cache, "numCacheClusters") >= 2,
    flip: alter(T.redis, { multiAzEnabled: false }),
  },
  {
    property: "Redis keeps fifteen days of snapshots",
    need: "must",
    checks: ["CKV_AWS_134", "ElastiCacheRedisClusterAutomaticBackup", "ElastiCache.1", "AWS-0050"],
    subjects: caches,
    holds: (cache) => number(cache, "snapshotRetentionLimit") >= 15,
    flip: alter(T.redis, { snapshotRetentionLimit: 1 }),
  },
  {
    property: "Redis takes minor versions by itself",
    need: "should",
    checks: ["CKV_AWS_322", "ElastiCache.2"],
    subjects: caches,
    holds: (cache) => input(cache, "autoMinorVersionUpgrade") === true,
    flip: alter(T.redis, { autoMinorVersionUpgrade: false }),
  },
  {
    property: "Redis is in isolated subnets of the stack's own",
    need: "must",
    checks: ["CKV_AWS_323", "AEC1", "ElastiCache.7"],
    subjects: caches,
    holds: (cache, stack) => {
      const group = all(T.cacheSubnets)(stack).find((found) => nameOf(found) === input(cache, "subnetGroupName"));
      return group !== undefined && isolated(list(group, "subnetIds"), stack);
    },
    flip: alter(T.redis, { subnetGroupName: "default" }),
  },
  {
    property: "Redis listens on another port than Redis's",
    need: "conflict",
    checks: ["AEC5"],
    subjects: caches,
    holds: (cache) => number(cache, "port") !== 6379,
    flip: alter(T.redis, { port: 16379 }),
  },
];

/** Parts that are off by default. */
export const proxyRows: readonly Row[] = [
  {
    property: "the database proxy refuses connections without TLS",
    need: "must",
    checks: ["RDS.43"],
    subjects: all(T.proxy),
    holds: (proxy) => input(proxy, "requireTls") === true,
    flip: alter(T.proxy, { requireTls: false }),
  },
];

export const storeRows: readonly Row[] = [...databaseRows, ...cacheRows];
