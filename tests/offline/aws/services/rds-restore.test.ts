import { type Properties } from "../../../../offline/provider/values";
import { str } from "../../client";
import { aws } from "../fresh-account";

const INSTANCE = "aws:rds/instance:Instance";
const SNAPSHOT = "aws:rds/snapshot:Snapshot";

function instance(changes: Properties = {}): Properties {
  return {
    ...{ instanceClass: "db.t4g.medium", engine: "postgres", engineVersion: "16", allocatedStorage: 50 },
    ...{ backupRetentionPeriod: 7, skipFinalSnapshot: true, storageEncrypted: true },
    ...changes,
  };
}

/** Another instance, stated as a stack states it; the version is the source's unless it says otherwise. */
const restore = (name: string, from: Properties, changes: Properties = {}) =>
  aws.create(INSTANCE, name, { ...instance({ identifier: name }), ...from, ...changes });

let snapshotArn = "";
const orders = { username: "orders_admin", password: "alongpassword", dbName: "orders", storageEncrypted: true };

beforeAll(async () => {
  await aws.create(INSTANCE, "orders", instance({ ...orders, identifier: "orders" }));
  const bare = { ...orders, identifier: "no-backups", backupRetentionPeriod: 0 };
  await aws.create(INSTANCE, "no-backups", instance(bare));
  const taken = await aws.create(SNAPSHOT, "taken", { dbInstanceIdentifier: "orders", dbSnapshotIdentifier: "taken" });
  snapshotArn = str(taken.outputs.dbSnapshotArn);
});

describe.each([
  ["a snapshot", { snapshotIdentifier: "taken" }],
  [
    "the latest moment",
    { restoreToPointInTime: { sourceDbInstanceIdentifier: "orders", useLatestRestorableTime: true } },
  ],
  ["a moment", { restoreToPointInTime: { sourceDbInstanceIdentifier: "orders", restoreTime: "2026-11-25T03:00:00Z" } }],
])("of %s", (what, from) => {
  const name = what.replaceAll(/\W+/g, "-");

  test("an instance has the engine and the encryption of its source, whatever is stated", async () => {
    const { outputs } = await restore(name, from, { kmsKeyId: null, engine: null });
    expect(outputs).toMatchObject({ engine: "postgres", engineVersion: "16", storageEncrypted: true });
  });

  test("no smaller one is made, and none of an earlier version", async () => {
    await expect(restore(`${name}-small`, from, { allocatedStorage: 40 })).rejects.toThrow(
      "Requested storage size cannot be less than the current size: 40 < 50",
    );
    await expect(restore(`${name}-old`, from, { engineVersion: "15" })).rejects.toThrow(
      "Cannot upgrade postgres from 16",
    );
    await expect(restore(`${name}-new`, from, { engineVersion: "17" })).rejects.toThrow("AllowMajorVersionUpgrade");
    const larger = { allocatedStorage: 60, engineVersion: "17", allowMajorVersionUpgrade: true };
    await expect(restore(`${name}-larger`, from, larger)).resolves.toMatchObject({
      outputs: { allocatedStorage: 60, engineVersion: "17" },
    });
  });
});

test("the master and the database are the source's", async () => {
  const from = { restoreToPointInTime: { sourceDbInstanceIdentifier: "orders", useLatestRestorableTime: true } };
  const { outputs } = await restore("whose", from);
  expect(outputs).toMatchObject({ username: "orders_admin", dbName: "orders" });
});

test("a snapshot goes by its ARN too; one of another account and RDS's own are not known here", async () => {
  expect(snapshotArn).toBe("arn:aws:rds:eu-west-1:123456789012:snapshot:taken");
  await expect(restore("by-arn", { snapshotIdentifier: snapshotArn })).resolves.toBeDefined();
  const shared = "arn:aws:rds:eu-west-1:210987654321:snapshot:theirs";
  await expect(restore("shared", { snapshotIdentifier: shared })).resolves.toBeDefined();
  await expect(restore("automatic", { snapshotIdentifier: "rds:orders-2026-11-25" })).resolves.toBeDefined();
});

test("the last snapshot of an instance that is gone is one", async () => {
  const made = await aws.create(
    INSTANCE,
    "last",
    instance({ ...orders, identifier: "last", skipFinalSnapshot: false, finalSnapshotIdentifier: "last-final" }),
  );
  await expect(restore("too-early", { snapshotIdentifier: "last-final" })).rejects.toThrow(
    "DBSnapshot not found: last-final",
  );
  await aws.delete(made);
  await expect(restore("after", { snapshotIdentifier: "last-final" })).resolves.toBeDefined();
});

test.each([
  ["a snapshot that is not there", { snapshotIdentifier: "missing" }, "DBSnapshot not found: missing"],
  ["two beginnings", { snapshotIdentifier: "taken", restoreToPointInTime: {} }, "conflicts with snapshotIdentifier"],
  [
    "an instance that is not there",
    { restoreToPointInTime: { sourceDbInstanceIdentifier: "missing", useLatestRestorableTime: true } },
    "DBInstance missing not found.",
  ],
  [
    "one without backups",
    { restoreToPointInTime: { sourceDbInstanceIdentifier: "no-backups", useLatestRestorableTime: true } },
    "PointInTimeRestoreNotEnabled",
  ],
  ["no moment", { restoreToPointInTime: { sourceDbInstanceIdentifier: "orders" } }, "must be specified"],
  [
    "two moments",
    {
      restoreToPointInTime: {
        ...{ sourceDbInstanceIdentifier: "orders", useLatestRestorableTime: true },
        restoreTime: "2026-11-25T03:00:00Z",
      },
    },
    "cannot both be specified",
  ],
])("%s is refused", async (_, from, message) => {
  await expect(restore("refused", from)).rejects.toThrow(message);
});

test("a copy is made of nothing else", async () => {
  const from = { restoreToPointInTime: { useLatestRestorableTime: true }, replicateSourceDb: "orders" };
  await expect(restore("both", from)).rejects.toThrow("conflicts with replicateSourceDb");
});
