import { randomUUID } from "node:crypto";
import { number, text, texts } from "../../../provider/values";
import { bareRefusal, refusal } from "../../api-error";
import { between, conflicts, lengthBetween, matches, oneOf, oneOfNumbers } from "../../checks";
import { alphanumeric, capitals, stableLower } from "../../names";
import { autoname, type Place, resourceType } from "../../resource-type";
import { SUBNET } from "../ec2";
import { only, reference } from "../support";
import { dailyWindow, weeklyWindow } from "../windows";
import { IDENTIFIER, IDENTIFIER_RULE, INSTANCE, lower, SUBNET_GROUP } from "./common";
import { refuseInstance } from "./instance-refusals";
import { fromSource } from "./replica";
import { restored, restoredInstance, restoredSnapshot } from "./restore";
import { refuseVersionChange } from "./version-change";

const PORTS: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mariadb: 3306,
  "oracle-ee": 1521,
  "sqlserver-ex": 1433,
};

export const instance = resourceType(INSTANCE, {
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
    conflicts("restoreToPointInTime", "snapshotIdentifier"),
    conflicts("restoreToPointInTime", "replicateSourceDb"),
    between("backupRetentionPeriod", 0, 35),
    dailyWindow("backupWindow"),
    weeklyWindow("maintenanceWindow"),
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
    oneOf("engineLifecycleSupport", ["open-source-rds-extended-support", "open-source-rds-extended-support-disabled"]),
    (inputs) =>
      inputs.publiclyAccessible !== undefined ||
      inputs.engine !== undefined ||
      inputs.replicateSourceDb !== undefined ||
      inputs.restoreToPointInTime !== undefined ||
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
    restoredSnapshot,
    restoredInstance,
  ],
  create: (place, inputs) => {
    refuseInstance(place, inputs);
    const copied = { ...fromSource(place, inputs), ...restored(place, inputs) };
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
        ...copied,
      },
    };
  },
  update: (place, { old, inputs, changes }) => {
    refuseInstance(place, inputs);
    refuseVersionChange(old.outputs, inputs);
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
