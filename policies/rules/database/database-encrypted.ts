import { judge, pass } from "../../model";
import { rule } from "../rule";

const example = (encryption: string) => `new aws.rds.Instance("shop", {
  engine: "postgres",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 50,
  username: "master",
  manageMasterUserPassword: true,
  skipFinalSnapshot: true,${encryption}
});`;

export const databaseEncrypted = rule({
  id: "database-encrypted",
  title: "Databases are encrypted where they lie",
  severity: "medium",
  audit: "Top risk 4: third-party credentials stored without encryption",
  why: "A snapshot that is shared, copied or restored elsewhere carries all there is. Encryption can be chosen when a database is made, and afterwards by copying it only.",
  fix: "Set storageEncrypted: true (RDS, Aurora, DocumentDB, Neptune) or encrypted (Redshift), with a kmsKeyId of the product's own. A database that is there has to be restored from an encrypted copy of its snapshot.",
  about: "stored-data",
  mends: { open: [{ property: "storageEncrypted", value: true }] },
  examples: { bad: example(""), good: example("\n  storageEncrypted: true,") },
  whenNot: "A database that holds nothing but public data.",
  related: ["key-rotation-enabled", "credential-encryption-key-present"],
  twins: [
    ...["CKV_AWS_16", "CKV_AWS_96", "CKV_AWS_74", "CKV_AWS_44", "CKV_AWS_64"],
    ...["AwsSolutions-RDS2", "AwsSolutions-DOC1", "AwsSolutions-N3", "AWS-0079", "AWS-0080", "RDS.3", "RDS.27"],
  ],
  messages: { open: "{label} keeps what it holds, and every snapshot of it, unencrypted." },
  check: ({ encrypted }, { fail }) =>
    judge(
      encrypted,
      (on) => (on ? pass : fail("open")),
      () => fail("open"),
    ),
});
