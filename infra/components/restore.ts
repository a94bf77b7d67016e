import type * as aws from "@pulumi/aws";
import type { RestoredFrom } from "../config-restore";

/**
 * What AWS decides when an instance is made and never again; a change would replace the database. So who drops or changes
 * where it was restored from, once it is there, keeps it as it is, with the key, the master and the database of what it was
 * made of (provider: `ForceNew`). Extended support can be chosen then only (hashicorp/terraform-provider-aws#44552).
 */
export const DECIDED_ONCE = [
  "dbName",
  "engineLifecycleSupport",
  "kmsKeyId",
  "restoreToPointInTime",
  "snapshotIdentifier",
  "username",
];

/** How an instance begins. */
export type Beginning = Pick<
  aws.rds.InstanceArgs,
  "dbName" | "kmsKeyId" | "restoreToPointInTime" | "snapshotIdentifier" | "username"
>;

/**
 * What a restored instance is stated with: its origin, in the place of what comes with the data. A restore takes no database
 * name of PostgreSQL and no other key than the snapshot's (RDS API); what the provider reads back of them is not stated then,
 * and so is no difference. The password is stated as ever: the provider has RDS manage it right after the restore.
 */
export function beginning(from: RestoredFrom | null, empty: Beginning): Beginning {
  if (from === null) return empty;
  if (from.kind === "snapshot") return { snapshotIdentifier: from.snapshot };
  const { sourceInstance, time } = from;
  const when = time === null ? { useLatestRestorableTime: true } : { restoreTime: time };
  return { restoreToPointInTime: { sourceDbInstanceIdentifier: sourceInstance, ...when } };
}
