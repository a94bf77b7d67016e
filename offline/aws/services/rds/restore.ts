/**
 * An instance made of what another held. Sources: RDS API, `RestoreDBInstanceFromDBSnapshot`, `RestoreDBInstanceToPointInTime`,
 * `ModifyDBInstance`, by which the provider sets what a restore does not take; provider, `aws_db_instance`.
 */
import { isObject, number, type Properties, text, type Value } from "../../../provider/values";
import { bareRefusal, refusal } from "../../api-error";
import type { Place, Reference } from "../../resource-type";
import { INSTANCE, SNAPSHOT } from "./common";
import { refuseVersionChange } from "./version-change";

/** A snapshot that is named. Those of other accounts and RDS's own are not known here; a deleted instance's last one is. */
export const restoredSnapshot: Reference = {
  from: ({ snapshotIdentifier }, place) => {
    const id = ownSnapshot(snapshotIdentifier, place);
    return id === undefined || place.account.isReserved("rds/snapshot", `${place.region}/${id}`) ? [] : [id];
  },
  type: SNAPSHOT,
  missing: (id) => refusal("DBSnapshotNotFound", `DBSnapshot not found: ${id}`, 404),
};

/** The instance of which a moment is restored, by its identifier; one that is known needs no more looking for. */
export const restoredInstance: Reference = {
  from: ({ restoreToPointInTime: moment }, place) => {
    const name = isObject(moment) ? text(moment.sourceDbInstanceIdentifier) : undefined;
    return name === undefined || named(place, name) !== undefined ? [] : [name];
  },
  type: INSTANCE,
  missing: (name) => refusal("DBInstanceNotFound", `DBInstance ${name} not found.`, 404),
};

function named(place: Place, identifier: string): Properties | undefined {
  return place.account.all(INSTANCE).find(({ outputs }) => outputs.identifier === identifier)?.outputs;
}

/** What comes with the data, whatever is stated. */
export function restored(place: Place, inputs: Properties): Properties {
  const source = sourceOf(place, inputs);
  if (source === undefined) return {};
  refuseVersionChange(source, { ...inputs, engine: source.engine ?? "" });
  const [before, after] = [number(source.allocatedStorage) ?? 0, number(inputs.allocatedStorage)];
  if (after !== undefined && after < before) {
    throw bareRefusal(
      "InvalidParameterCombination",
      `Requested storage size cannot be less than the current size: ${after} < ${before}`,
    );
  }
  const { engine = "postgres", kmsKeyId = "", storageEncrypted = false, username = "postgres", dbName } = source;
  return {
    allocatedStorage: after ?? before,
    engine,
    engineVersion: inputs.engineVersion ?? source.engineVersion ?? "",
    kmsKeyId,
    storageEncrypted,
    username,
    ...(dbName === undefined ? {} : { dbName }),
  };
}

function sourceOf(place: Place, inputs: Properties): Properties | undefined {
  if (isObject(inputs.restoreToPointInTime)) return momentOf(place, inputs.restoreToPointInTime);
  const id = ownSnapshot(inputs.snapshotIdentifier, place);
  const snapshot = id === undefined ? undefined : place.account.get(SNAPSHOT, id)?.outputs;
  if (snapshot === undefined || !isKnown(snapshot)) return undefined;
  const { encrypted = false, ...rest } = snapshot;
  return { ...rest, storageEncrypted: encrypted };
}

function momentOf(place: Place, { sourceDbInstanceIdentifier, ...moment }: Properties): Properties | undefined {
  const latest = moment.useLatestRestorableTime === true;
  if (latest === (text(moment.restoreTime) !== undefined)) {
    throw bareRefusal(
      "InvalidParameterCombination",
      latest
        ? "RestoreTime and UseLatestRestorableTime cannot both be specified."
        : "Either RestoreTime or UseLatestRestorableTime must be specified.",
    );
  }
  // Named otherwise: by its resource id, or by its automated backups.
  const name = text(sourceDbInstanceIdentifier);
  if (name === undefined) return undefined;
  const found = named(place, name);
  if (found === undefined || !isKnown(found)) return undefined;
  if ((number(found.backupRetentionPeriod) ?? 0) === 0) {
    throw bareRefusal(
      "PointInTimeRestoreNotEnabled",
      `Point-in-time restore is not enabled for ${name}: its backup retention period is 0.`,
    );
  }
  return found;
}

/** What is only assumed to be there has no engine; what is restored of it is as it is stated. */
function isKnown({ engine }: Properties): boolean {
  return (text(engine) ?? "") !== "";
}

function ownSnapshot(given: Value | undefined, place: Place): string | undefined {
  const [, account, id] = /^(?:arn:[\w-]+:rds:[\w-]+:(\d{12}):snapshot:)?(.+)$/.exec(text(given) ?? "") ?? [];
  if (id === undefined || id.startsWith("rds:")) return undefined;
  return account === undefined || account === place.account.id ? id : undefined;
}
