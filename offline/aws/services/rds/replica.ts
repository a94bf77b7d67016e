/** A copy of an instance to read from. Source: RDS API, `CreateDBInstanceReadReplica`. */
import { number, type Properties, text } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import type { Place } from "../../resource-type";
import { INSTANCE } from "./common";

/** What a copy has from its source, where that is in this account; nothing of an instance that is none. */
export function fromSource(place: Place, inputs: Properties): Properties {
  const source = text(inputs.replicateSourceDb);
  if (source === undefined) return {};
  const found = place.account
    .all(INSTANCE)
    .find(({ outputs }) => outputs.identifier === source || outputs.arn === source)?.outputs;
  if (found === undefined) return {};
  if ((number(found.backupRetentionPeriod) ?? 0) === 0) {
    throw bareRefusal(
      "InvalidDBInstanceState",
      `Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value: ${source}`,
    );
  }
  const taken = ["engine", "engineVersion", "engineVersionActual", "allocatedStorage", "kmsKeyId", "username"] as const;
  return Object.fromEntries(taken.map((property) => [property, inputs[property] ?? found[property] ?? ""]));
}
