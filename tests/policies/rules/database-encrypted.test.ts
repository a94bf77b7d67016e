import * as aws from "@pulumi/aws";
import { databaseEncrypted } from "../../../policies/rules/database/database-encrypted";
import { blueprint, component, ref, resource } from "../../../policies/testing";
import { declaration, ruleTester } from "../fixtures";

const instance = (args: Partial<aws.rds.InstanceArgs>) =>
  resource(aws.rds.Instance, "db", { engine: "postgres", instanceClass: "db.t4g.medium", ...args });
const cluster = (args: Partial<aws.rds.ClusterArgs>) =>
  resource(aws.rds.Cluster, "db", { engine: "aurora-postgresql", ...args });
const source = resource(aws.ssm.Parameter, "source", { type: "String" }, { outputs: { value: "true" } });
const subject = "database/db";

/** The shape of the product's own program. */
const root = blueprint(declaration());
const postgres = component("postgres", { parent: root });
const own = (storageEncrypted: boolean) =>
  resource(
    aws.rds.Instance,
    "postgres",
    { engine: "postgres", instanceClass: "db.t4g.medium", storageEncrypted, kmsKeyId: "alias/shop-data" },
    { parent: postgres },
  );

ruleTester.run(databaseEncrypted, {
  valid: [
    { name: "an instance", stack: [instance({ storageEncrypted: true })], passes: { [subject]: "verified" } },
    { name: "a cluster", stack: [cluster({ storageEncrypted: true })], passes: { [subject]: "verified" } },
    {
      name: "a serverless cluster, always",
      stack: [cluster({ engineMode: "serverless" })],
      passes: { [subject]: "verified" },
    },
    {
      name: "an instance of a cluster, which keeps nothing of its own",
      stack: [instance({ engine: "aurora-postgresql" })],
      passes: {},
    },
    {
      name: "a warehouse, unless somebody says otherwise",
      stack: [resource(aws.redshift.Cluster, "db", { clusterIdentifier: "db", nodeType: "ra3.large" })],
      passes: { [subject]: "verified" },
    },
    {
      name: "the product's own program",
      stack: [root, postgres, own(true)],
      passes: { "database/postgres": "verified" },
    },
  ],
  invalid: [
    { name: "an instance that says nothing", stack: [instance({})], subject, messageId: "open", stage: "resource" },
    { name: "an instance that says no", stack: [instance({ storageEncrypted: false })], subject, messageId: "open" },
    { name: "a cluster that says nothing", stack: [cluster({})], subject, messageId: "open" },
    { name: "documents", stack: [resource(aws.docdb.Cluster, "db", {})], subject, messageId: "open" },
    { name: "graphs", stack: [resource(aws.neptune.Cluster, "db", {})], subject, messageId: "open" },
    {
      name: "a warehouse that says no",
      stack: [
        resource(aws.redshift.Cluster, "db", { clusterIdentifier: "db", nodeType: "ra3.large", encrypted: "false" }),
      ],
      subject,
      messageId: "open",
    },
    {
      name: "the product's own program, unencrypted",
      stack: [root, postgres, own(false)],
      subject: "database/postgres",
      messageId: "open",
    },
  ],
  unproven: [
    {
      name: "a replica, which has its source's",
      stack: [instance({ replicateSourceDb: "other" })],
      subject,
      path: "storageEncrypted",
    },
    {
      name: "what is restored, as its snapshot was",
      stack: [cluster({ snapshotIdentifier: "old" })],
      subject,
      path: "storageEncrypted",
    },
    {
      name: "a switch that is read elsewhere",
      stack: [source, instance({ storageEncrypted: ref(source, "value") })],
      subject,
      path: "storageEncrypted",
      producer: "source",
    },
  ],
});
