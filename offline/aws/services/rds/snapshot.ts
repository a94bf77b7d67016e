import { text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { resourceType } from "../../resource-type";
import { INSTANCE, SNAPSHOT } from "./common";

/** A snapshot that somebody takes. Source: RDS API, `CreateDBSnapshot`. */
export const snapshot = resourceType(SNAPSHOT, {
  api: { service: "RDS", noun: "RDS DB Snapshot", create: "CreateDBSnapshot", delete: "DeleteDBSnapshot" },
  replaceOn: ["dbInstanceIdentifier", "dbSnapshotIdentifier"],
  unique: {
    property: "dbSnapshotIdentifier",
    taken: (name) =>
      refusal(
        "DBSnapshotAlreadyExists",
        `Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`,
      ),
  },
  references: [
    {
      from: ({ dbInstanceIdentifier }) => [text(dbInstanceIdentifier) ?? ""].filter((name) => name !== ""),
      type: INSTANCE,
      by: "identifier",
      missing: (name) => refusal("DBInstanceNotFound", `DBInstance ${name} not found.`, 404),
    },
  ],
  create: (place, inputs) => {
    const id = text(inputs.dbSnapshotIdentifier) ?? "";
    const source = place.account
      .all(INSTANCE)
      .find(({ outputs }) => outputs.identifier === inputs.dbInstanceIdentifier);
    const of = source?.outputs ?? {};
    return {
      id,
      outputs: {
        allocatedStorage: of.allocatedStorage ?? 20,
        availabilityZone: of.availabilityZone ?? `${place.region}a`,
        dbSnapshotArn: place.arn("rds", `snapshot:${id}`),
        encrypted: of.storageEncrypted ?? false,
        engine: of.engine ?? "postgres",
        engineVersion: of.engineVersionActual ?? "17.6",
        iops: of.iops ?? 0,
        kmsKeyId: of.kmsKeyId ?? "",
        licenseModel: of.licenseModel ?? "postgresql-license",
        optionGroupName: of.optionGroupName ?? "",
        port: of.port ?? 5432,
        snapshotType: "manual",
        sourceDbSnapshotIdentifier: "",
        sourceRegion: "",
        status: "available",
        storageType: of.storageType ?? "gp2",
        vpcId: "",
      },
    };
  },
});
