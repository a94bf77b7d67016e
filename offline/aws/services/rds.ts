import { randomUUID } from "node:crypto";
import { blocks, isObject, number, type Properties, text, texts } from "../../provider/values";
import { bareRefusal, refusal } from "../api-error";
import { between, conflicts, lengthBetween, matches, oneOf, oneOfNumbers } from "../checks";
import { alphanumeric, capitals, stableLower } from "../names";
import { autoname, type Place, resourceType, type ResourceType } from "../resource-type";
import { securityGroupExists, SUBNET } from "./ec2";
import { roleExists } from "./iam";
import { requireKeys } from "./kms";
import { secretExists } from "./secretsmanager";
import { only, reference, referrers } from "./support";

const INSTANCE = "aws:rds/instance:Instance";
const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";
const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const PROXY = "aws:rds/proxy:Proxy";
const TOPIC = "aws:sns/topic:Topic";

const lower = (name: string) => name.toLowerCase();

/** Names RDS takes for instances, groups and proxies. */
const IDENTIFIER = /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/;
const IDENTIFIER_RULE =
  "only lowercase alphanumeric characters and hyphens allowed, first character must be a letter, no two consecutive hyphens, cannot end with a hyphen";

/** Parameters of PostgreSQL that need a restart. Source: PostgreSQL's `pg_settings.context = postmaster`, RDS "static". */
const STATIC_PARAMETERS = new Set([
  "autovacuum_freeze_max_age",
  "autovacuum_max_workers",
  "huge_pages",
  "max_connections",
  "max_files_per_process",
  "max_locks_per_transaction",
  "max_logical_replication_workers",
  "max_pred_locks_per_transaction",
  "max_prepared_transactions",
  "max_replication_slots",
  "max_wal_senders",
  "max_worker_processes",
  "pg_stat_statements.max",
  "rds.logical_replication",
  "rds.rds_superuser_reserved_connections",
  "reserved_connections",
  "shared_buffers",
  "shared_preload_libraries",
  "superuser_reserved_connections",
  "track_activity_query_size",
  "track_commit_timestamp",
  "wal_buffers",
]);

/** Allowed values of parameters a stack is likely to set. Source: RDS for PostgreSQL parameters. */
const PARAMETER_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  max_connections: [6, 262_143],
  "rds.force_ssl": [0, 1],
  statement_timeout: [0, 2_147_483_647],
  lock_timeout: [0, 2_147_483_647],
  idle_in_transaction_session_timeout: [0, 2_147_483_647],
  log_min_duration_statement: [-1, 2_147_483_647],
  log_connections: [0, 1],
  log_disconnections: [0, 1],
};

const parameterGroup = resourceType(PARAMETER_GROUP, {
  api: {
    service: "RDS",
    noun: "RDS DB Parameter Group",
    create: "ModifyDBParameterGroup",
    update: "ModifyDBParameterGroup",
    delete: "DeleteDBParameterGroup",
  },
  replaceOn: ["name", "namePrefix", "family", "description"],
  defaults: { description: "Managed by Pulumi", skipDestroy: false },
  autoname: autoname(255, "name", lower),
  checks: [
    lengthBetween("name", 1, 255),
    matches("name", IDENTIFIER, IDENTIFIER_RULE),
    oneOf("parameters[].applyMethod", ["immediate", "pending-reboot"]),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("DBParameterGroupAlreadyExists", `Parameter group ${name} already exists`),
  },
  create: (place, inputs) => {
    const family = text(inputs.family) ?? "";
    if (!/^(postgres|aurora-postgresql|mysql|aurora-mysql|mariadb|oracle-|sqlserver-|db2-|custom-)/.test(family)) {
      throw bareRefusal(
        "InvalidParameterValue",
        `ParameterGroupFamily ${family} is not a valid parameter group family`,
      );
    }
    refuseParameters(inputs);
    const name = text(inputs.name) ?? "";
    return { id: name, outputs: { arn: place.arn("rds", `pg:${name}`), namePrefix: inputs.namePrefix ?? "" } };
  },
  update: (_place, { inputs }) => {
    refuseParameters(inputs);
    return {};
  },
  delete: (place, { id }) => {
    if (referrers(place, INSTANCE, "parameterGroupName", id).length > 0) {
      throw refusal(
        "InvalidDBParameterGroupState",
        "One or more database instances are still members of this parameter group, so the group cannot be deleted",
      );
    }
  },
});

function refuseParameters(inputs: Properties): void {
  const postgres = (text(inputs.family) ?? "").includes("postgres");
  for (const parameter of blocks(inputs.parameters)) {
    const name = text(parameter.name) ?? "";
    // The provider sends `immediate` when a parameter says nothing.
    const method = text(parameter.applyMethod) ?? "immediate";
    if (postgres && STATIC_PARAMETERS.has(name) && method === "immediate") {
      throw bareRefusal("InvalidParameterCombination", "cannot use immediate apply method for static parameter");
    }
    const range = PARAMETER_RANGES[name];
    const value = number(parameter.value);
    if (range && value !== undefined && (value < range[0] || value > range[1])) {
      throw bareRefusal(
        "InvalidParameterValue",
        `Invalid parameter value: ${value} for: ${name} allowed values are: ${range[0]}-${range[1]}`,
      );
    }
  }
}

const subnetGroup = resourceType(SUBNET_GROUP, {
  api: { service: "RDS", noun: "RDS DB Subnet Group", create: "CreateDBSubnetGroup", delete: "DeleteDBSubnetGroup" },
  replaceOn: ["name", "namePrefix"],
  defaults: { description: "Managed by Pulumi" },
  autoname: autoname(255, "name", lower),
  checks: [
    matches(
      "name",
      /^[ .0-9a-z_-]{1,255}$/,
      "only lowercase alphanumeric characters, hyphens, underscores, periods, and spaces allowed",
    ),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("DBSubnetGroupAlreadyExists", `The DB subnet group ${name} already exists.`),
  },
  references: [
    reference(["subnetIds"], SUBNET, (id) =>
      refusal(
        "InvalidSubnet",
        `The requested subnet '${id}' is invalid, or multiple subnets were requested that are not all in a common VPC.`,
      ),
    ),
  ],
  create: (place, inputs) => {
    const subnets = texts(inputs.subnetIds).flatMap((id) => place.account.get(SUBNET, id) ?? []);
    const zones = [...new Set(subnets.flatMap(({ outputs }) => only(outputs.availabilityZone)))];
    if (zones.length < 2) {
      throw refusal(
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: " +
          `${zones.join(", ")}. Add subnets to cover at least 2 AZs.`,
      );
    }
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("rds", `subgrp:${name}`),
        namePrefix: inputs.namePrefix ?? "",
        supportedNetworkTypes: ["IPV4"],
        vpcId: subnets[0]?.outputs.vpcId ?? "",
      },
    };
  },
  delete: (place, { id }) => {
    if (referrers(place, INSTANCE, "dbSubnetGroupName", id).length > 0) {
      throw refusal(
        "InvalidDBSubnetGroupStateFault",
        `Cannot delete the subnet group '${id}' because at least one database instance is still using it.`,
      );
    }
  },
});

const PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mariadb: 3306,
  "oracle-ee": 1521,
  "sqlserver-ex": 1433,
};

const instance = resourceType(INSTANCE, {
  api: {
    service: "RDS",
    noun: "RDS DB Instance",
    create: "CreateDBInstance",
    update: "ModifyDBInstance",
    delete: "DeleteDBInstance",
  },
  replaceOn: [
    "availabilityZone",
    "backupTarget",
    "characterSetName",
    "customIamInstanceProfile",
    "dbName",
    "engine",
    "identifierPrefix",
    "kmsKeyId",
    "ncharCharacterSetName",
    "performanceInsightsKmsKeyId",
    "restoreToPointInTime",
    "snapshotIdentifier",
    "storageEncrypted",
    "timezone",
    "username",
  ],
  defaults: {
    applyImmediately: false,
    autoMinorVersionUpgrade: true,
    copyTagsToSnapshot: false,
    dedicatedLogVolume: false,
    deleteAutomatedBackups: true,
    monitoringInterval: 0,
    publiclyAccessible: false,
    skipFinalSnapshot: false,
  },
  autoname: autoname(255, "identifier", lower),
  unreadable: ["password"],
  checks: [
    lengthBetween("identifier", 1, 63),
    matches("identifier", IDENTIFIER, IDENTIFIER_RULE),
    conflicts("password", "manageMasterUserPassword", "passwordWo"),
    between("backupRetentionPeriod", 0, 35),
    oneOfNumbers("monitoringInterval", [0, 1, 5, 10, 15, 30, 60]),
    oneOf("storageType", ["standard", "gp2", "gp3", "io1", "io2"]),
    oneOf("enabledCloudwatchLogsExports[]", [
      "agent",
      "alert",
      "audit",
      "diag.log",
      "error",
      "general",
      "iam-db-auth-error",
      "listener",
      "notify.log",
      "oemagent",
      "postgresql",
      "slowquery",
      "trace",
      "upgrade",
    ]),
    matches(
      "finalSnapshotIdentifier",
      /^[A-Za-z](?!.*--)[0-9A-Za-z-]*[0-9A-Za-z]$/,
      "must begin with a letter, contain only alphanumeric characters and hyphens, no two consecutive hyphens, and not end in a hyphen",
    ),
    oneOf("databaseInsightsMode", ["standard", "advanced"]),
    (inputs) =>
      inputs.publiclyAccessible !== undefined ||
      inputs.engine !== undefined ||
      inputs.replicateSourceDb !== undefined ||
      inputs.snapshotIdentifier !== undefined
        ? []
        : [{ property: "engine", reason: "one of engine, replicateSourceDb or snapshotIdentifier must be specified" }],
  ],
  unique: {
    property: "identifier",
    taken: () => refusal("DBInstanceAlreadyExists", "DB instance already exists"),
  },
  references: [
    reference(["dbSubnetGroupName"], SUBNET_GROUP, (name) =>
      refusal("DBSubnetGroupNotFoundFault", `DB subnet group '${name}' does not exist.`, 404),
    ),
  ],
  create: (place, inputs) => {
    refuseInstance(place, inputs);
    const identifier = text(inputs.identifier) ?? "";
    const engine = text(inputs.engine) ?? "postgres";
    const address = `${identifier}.${stableLower(`${place.account.id}/${place.region}/rds`, 12)}.${place.region}.rds.amazonaws.com`;
    const port = number(inputs.port) ?? PORTS[engine] ?? 3306;
    const zones = subnetZones(place, text(inputs.dbSubnetGroupName));
    const managed = inputs.manageMasterUserPassword === true;
    const keyId = `db-${capitals(26)}`;
    return {
      id: keyId,
      outputs: {
        address,
        arn: place.arn("rds", `db:${identifier}`),
        availabilityZone: inputs.availabilityZone ?? zones[0] ?? `${place.region}a`,
        allocatedStorage: inputs.allocatedStorage ?? 20,
        backupRetentionPeriod: inputs.backupRetentionPeriod ?? 0,
        backupTarget: "region",
        backupWindow: inputs.backupWindow ?? "03:15-03:45",
        caCertIdentifier: inputs.caCertIdentifier ?? "rds-ca-rsa2048-g1",
        databaseInsightsMode: inputs.databaseInsightsMode ?? "standard",
        dbSubnetGroupName: inputs.dbSubnetGroupName ?? "default",
        endpoint: `${address}:${port}`,
        engineLifecycleSupport: inputs.engineLifecycleSupport ?? "open-source-rds-extended-support",
        engineVersion: inputs.engineVersion ?? "17.6",
        engineVersionActual: actualVersion(text(inputs.engineVersion) ?? "17.6"),
        hostedZoneId: `Z${capitals(13)}`,
        iops: inputs.iops ?? (inputs.storageType === "gp3" ? 3000 : 0),
        kmsKeyId: inputs.kmsKeyId ?? (inputs.storageEncrypted === true ? place.arn("kms", `key/${randomUUID()}`) : ""),
        licenseModel: inputs.licenseModel ?? "postgresql-license",
        maintenanceWindow: inputs.maintenanceWindow ?? "sun:04:32-sun:05:02",
        masterUserSecrets: managed
          ? [
              {
                kmsKeyId: inputs.masterUserSecretKmsKeyId ?? place.arn("kms", "alias/aws/secretsmanager"),
                secretArn: place.arn("secretsmanager", `secret:rds!${keyId.toLowerCase()}-${alphanumeric(6)}`),
                secretStatus: "active",
              },
            ]
          : [],
        multiAz: inputs.multiAz ?? false,
        networkType: inputs.networkType ?? "IPV4",
        optionGroupName:
          inputs.optionGroupName ?? `default:${engine}-${(text(inputs.engineVersion) ?? "17").split(".")[0] ?? ""}`,
        parameterGroupName:
          inputs.parameterGroupName ?? `default.${engine}${(text(inputs.engineVersion) ?? "17").split(".")[0] ?? ""}`,
        performanceInsightsRetentionPeriod:
          inputs.performanceInsightsRetentionPeriod ?? (inputs.performanceInsightsEnabled === true ? 7 : 0),
        port,
        resourceId: keyId,
        status: "available",
        storageThroughput: inputs.storageThroughput ?? (inputs.storageType === "gp3" ? 125 : 0),
        storageType: inputs.storageType ?? "gp2",
        upgradeRolloutOrder: "second",
        vpcSecurityGroupIds: inputs.vpcSecurityGroupIds ?? [],
      },
    };
  },
  update: (place, { old, inputs, changes }) => {
    refuseInstance(place, inputs);
    if (changes("allocatedStorage")) {
      const [before, after] = [number(old.outputs.allocatedStorage) ?? 0, number(inputs.allocatedStorage) ?? 0];
      if (after < before) {
        throw bareRefusal(
          "InvalidParameterCombination",
          `Requested storage size cannot be less than the current size: ${after} < ${before}`,
        );
      }
    }
    if (!changes("identifier", "engineVersion", "port")) return {};
    const identifier = text(inputs.identifier) ?? "";
    const address = (text(old.outputs.address) ?? "").replace(/^[^.]+/, identifier);
    const port = number(inputs.port) ?? number(old.outputs.port) ?? 5432;
    return {
      address,
      arn: place.arn("rds", `db:${identifier}`),
      endpoint: `${address}:${port}`,
      port,
      engineVersionActual: actualVersion(text(inputs.engineVersion) ?? text(old.outputs.engineVersion) ?? ""),
    };
  },
  recomputed: {
    address: ["identifier"],
    arn: ["identifier"],
    endpoint: ["identifier", "port"],
    engineVersionActual: ["engineVersion"],
  },
  delete: (place, { outputs }) => {
    if (outputs.deletionProtection === true) {
      throw bareRefusal(
        "InvalidParameterCombination",
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
      );
    }
    if (outputs.skipFinalSnapshot === true) return;
    const snapshot = text(outputs.finalSnapshotIdentifier);
    if (snapshot === undefined) {
      throw bareRefusal(
        "InvalidParameterCombination",
        "final_snapshot_identifier is required when skip_final_snapshot is false: FinalDBSnapshotIdentifier must be specified unless SkipFinalSnapshot is true.",
      );
    }
    if (place.account.isReserved("rds/snapshot", `${place.region}/${snapshot}`)) {
      throw refusal(
        "DBSnapshotAlreadyExists",
        `Cannot create the snapshot because a snapshot with the identifier ${snapshot} already exists.`,
      );
    }
    place.account.reserve("rds/snapshot", `${place.region}/${snapshot}`, true);
  },
});

function actualVersion(version: string): string {
  return /^\d+$/.test(version) ? `${version}.6` : version;
}

function subnetZones(place: Place, group: string | undefined): string[] {
  const ids = group === undefined ? [] : texts(place.account.get(SUBNET_GROUP, group)?.outputs.subnetIds);
  return ids.flatMap((id) => only(place.account.get(SUBNET, id)?.outputs.availabilityZone)).sort();
}

function refuseInstance(place: Place, inputs: Properties): void {
  for (const id of texts(inputs.vpcSecurityGroupIds)) {
    if (!securityGroupExists(place, id))
      throw bareRefusal("InvalidParameterValue", `Invalid security group , groupId= ${id}, groupName=.`);
  }
  const group = text(inputs.parameterGroupName);
  if (group !== undefined && !group.startsWith("default."))
    refuseGroup(place, group, text(inputs.engine), text(inputs.engineVersion));
  requireKeys(
    place,
    [...only(inputs.kmsKeyId), ...only(inputs.performanceInsightsKmsKeyId), ...only(inputs.masterUserSecretKmsKeyId)],
    "KMSKeyNotAccessibleFault",
  );
  const role = text(inputs.monitoringRoleArn);
  const interval = number(inputs.monitoringInterval) ?? 0;
  if (interval > 0 && inputs.monitoringRoleArn === undefined) {
    throw bareRefusal(
      "InvalidParameterCombination",
      "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
    );
  }
  if (role !== undefined && !roleExists(place, role)) {
    throw bareRefusal(
      "InvalidParameterValue",
      `IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING`,
    );
  }
  refuseCredentials(inputs);
  if (inputs.kmsKeyId !== undefined && inputs.storageEncrypted !== true) {
    throw bareRefusal("InvalidParameterCombination", "KmsKeyId can only be specified when StorageEncrypted is true.");
  }
}

function refuseGroup(place: Place, name: string, engine: string | undefined, version: string | undefined): void {
  const group = place.account.get(PARAMETER_GROUP, name);
  if (group === undefined) throw refusal("DBParameterGroupNotFound", `DBParameterGroup not found: ${name}`, 404);
  const family = text(group.outputs.family) ?? "";
  const major = version?.split(".")[0];
  if (engine === "postgres" && major !== undefined && family !== `postgres${major}`) {
    throw bareRefusal(
      "InvalidParameterCombination",
      `The parameter group ${name} with DBParameterGroupFamily ${family} can't be used for this instance. Use a parameter group with DBParameterGroupFamily postgres${major}.`,
    );
  }
}

/** Names PostgreSQL on RDS keeps for itself. Source: CreateDBInstance, MasterUsername ("can't be a reserved word"). */
const RESERVED_USERS = new Set(["admin", "rdsadmin", "rdsrepladmin", "rds_superuser"]);

function refuseCredentials(inputs: Properties): void {
  const user = text(inputs.username);
  if (inputs.engine === "postgres" && user !== undefined && (RESERVED_USERS.has(user) || user.startsWith("pg_"))) {
    throw bareRefusal(
      "InvalidParameterValue",
      `MasterUsername ${user} cannot be used as it is a reserved word used by the engine`,
    );
  }
  const password = text(inputs.password);
  if (password === undefined) return;
  if (password.length < 8 || password.length > 128) {
    throw bareRefusal(
      "InvalidParameterValue",
      "The parameter MasterUserPassword is not a valid password because it is not between 8 and 128 characters.",
    );
  }
  if (!/^[ -~]*$/.test(password) || /[/@" ]/.test(password)) {
    throw bareRefusal(
      "InvalidParameterValue",
      "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    );
  }
}

const proxy = resourceType(PROXY, {
  api: {
    service: "RDS",
    noun: "RDS DB Proxy",
    create: "CreateDBProxy",
    update: "ModifyDBProxy",
    delete: "DeleteDBProxy",
  },
  replaceOn: ["engineFamily", "vpcSubnetIds", "endpointNetworkType", "targetConnectionNetworkType"],
  autoname: autoname(62, "name", lower),
  checks: [
    oneOf("engineFamily", ["MYSQL", "POSTGRESQL", "SQLSERVER"]),
    matches("name", IDENTIFIER, IDENTIFIER_RULE),
    oneOf("auths[].authScheme", ["SECRETS"]),
    oneOf("auths[].iamAuth", ["DISABLED", "ENABLED", "REQUIRED"]),
    between("idleClientTimeout", 1, 28800),
  ],
  references: [
    reference(["vpcSubnetIds"], SUBNET, (id) => refusal("InvalidSubnet", `The subnet '${id}' does not exist.`)),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("DBProxyAlreadyExistsFault", `DB proxy ${name} already exists`),
  },
  create: (place, inputs) => {
    refuseProxy(place, inputs);
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("rds", `db-proxy:prx-0${stableLower(`${name}/${alphanumeric(8)}`, 16)}`),
        endpoint: `${name}.proxy-${stableLower(`${place.account.id}/${place.region}/rds`, 12)}.${place.region}.rds.amazonaws.com`,
        defaultAuthScheme: inputs.defaultAuthScheme ?? "NONE",
        endpointNetworkType: "IPV4",
        targetConnectionNetworkType: "IPV4",
        idleClientTimeout: inputs.idleClientTimeout ?? 1800,
        requireTls: inputs.requireTls ?? false,
        vpcSecurityGroupIds: inputs.vpcSecurityGroupIds ?? [],
      },
    };
  },
  update: (place, { inputs }) => {
    refuseProxy(place, inputs);
    return {};
  },
});

function refuseProxy(place: Place, inputs: Properties): void {
  const role = text(inputs.roleArn);
  if (role !== undefined && !roleExists(place, role)) {
    throw bareRefusal(
      "InvalidParameterValue",
      `The specified role ${role} does not exist or RDS is not authorized to assume it.`,
    );
  }
  for (const auth of blocks(inputs.auths)) {
    const arn = text(auth.secretArn);
    if (arn !== undefined && !secretExists(place, arn)) {
      throw bareRefusal("InvalidParameterValue", `The secret ${arn} does not exist.`);
    }
  }
}

const proxyByName = reference(["dbProxyName"], PROXY, (name) =>
  refusal(
    "DBProxyNotFoundFault",
    `The specified proxy name ${name} doesn't correspond to a proxy owned by your account.`,
    404,
  ),
);

const proxyDefaultTargetGroup = resourceType("aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup", {
  api: {
    service: "RDS",
    noun: "RDS DB Proxy Default Target Group",
    create: "ModifyDBProxyTargetGroup",
    update: "ModifyDBProxyTargetGroup",
  },
  replaceOn: ["dbProxyName"],
  title: "dbProxyName",
  checks: [
    between("connectionPoolConfig.connectionBorrowTimeout", 0, 3600),
    between("connectionPoolConfig.maxConnectionsPercent", 1, 100),
    between("connectionPoolConfig.maxIdleConnectionsPercent", 0, 100),
  ],
  references: [proxyByName],
  create: (place, inputs) => {
    const id = text(inputs.dbProxyName) ?? "";
    const pool = isObject(inputs.connectionPoolConfig) ? inputs.connectionPoolConfig : {};
    return {
      id,
      outputs: {
        arn: place.arn("rds", `target-group:prx-tg-0${stableLower(id, 16)}`),
        name: "default",
        connectionPoolConfig: {
          connectionBorrowTimeout: 120,
          maxConnectionsPercent: 100,
          maxIdleConnectionsPercent: 50,
          ...pool,
        },
      },
    };
  },
});

const proxyTarget = resourceType("aws:rds/proxyTarget:ProxyTarget", {
  api: {
    service: "RDS",
    noun: "RDS DB Proxy Target",
    create: "RegisterDBProxyTargets",
    delete: "DeregisterDBProxyTargets",
  },
  replaceOn: ["dbClusterIdentifier", "dbInstanceIdentifier", "dbProxyName", "targetGroupName"],
  title: "dbProxyName",
  checks: [conflicts("dbClusterIdentifier", "dbInstanceIdentifier")],
  references: [
    proxyByName,
    reference(
      ["dbInstanceIdentifier"],
      INSTANCE,
      (name) => refusal("DBInstanceNotFound", `DBInstance ${name} not found.`, 404),
      "identifier",
    ),
  ],
  create: (place, inputs) => {
    const identifier = text(inputs.dbInstanceIdentifier) ?? text(inputs.dbClusterIdentifier) ?? "";
    const target = referrers(place, INSTANCE, "identifier", identifier)[0]?.outputs;
    const kind = inputs.dbInstanceIdentifier === undefined ? "TRACKED_CLUSTER" : "RDS_INSTANCE";
    return {
      id: [text(inputs.dbProxyName), text(inputs.targetGroupName), kind, identifier].join("/"),
      outputs: {
        endpoint: target?.address ?? "",
        port: target?.port ?? 5432,
        rdsResourceId: identifier,
        targetArn: target?.arn ?? "",
        trackedClusterId: "",
        type: kind,
      },
    };
  },
});

const eventSubscription = resourceType("aws:rds/eventSubscription:EventSubscription", {
  api: { service: "RDS", noun: "RDS Event Subscription" },
  replaceOn: ["name", "namePrefix"],
  defaults: { enabled: true },
  autoname: autoname(255),
  checks: [
    oneOf("sourceType", [
      "db-instance",
      "db-cluster",
      "db-parameter-group",
      "db-security-group",
      "db-snapshot",
      "db-cluster-snapshot",
      "db-proxy",
      "custom-engine-version",
      "blue-green-deployment",
    ]),
  ],
  references: [
    reference(["snsTopic"], TOPIC, (arn) =>
      refusal("SNSTopicArnNotFound", `The SNS topic ARN ${arn} does not exist.`, 404),
    ),
  ],
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    return { id: name, outputs: { arn: place.arn("rds", `es:${name}`), customerAwsId: place.account.id } };
  },
});

export const RDS: readonly ResourceType[] = [
  parameterGroup,
  subnetGroup,
  instance,
  proxy,
  proxyDefaultTargetGroup,
  proxyTarget,
  eventSubscription,
];
