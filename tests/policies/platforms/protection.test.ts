import * as aws from "@pulumi/aws";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

const source = resource(aws.ssm.Parameter, "source", { type: "String" }, { outputs: { value: "true" } });
const key = resource(aws.kms.Key, "key", {}, { outputs: { arn: "arn:aws:kms:eu-west-1:111122223333:key/1" } });

const encrypted = (made: TestResource) => subjectsOf("stored-data", [source, made]).map((one) => said(one.encrypted));

describe("the storage of a database", () => {
  it.each<[string, TestResource, unknown]>([
    ["an instance", resource(aws.rds.Instance, "db", { instanceClass: "a", storageEncrypted: true }), [true]],
    ["an instance without a word", resource(aws.rds.Instance, "db", { instanceClass: "a" }), [false]],
    ["an instance of a cluster", resource(aws.rds.Instance, "db", { instanceClass: "a", engine: "aurora-mysql" }), []],
    [
      "a replica",
      resource(aws.rds.Instance, "db", { instanceClass: "a", replicateSourceDb: "other" }),
      [["outside storageEncrypted"]],
    ],
    [
      "a replica that says so itself",
      resource(aws.rds.Instance, "db", { instanceClass: "a", replicateSourceDb: "other", storageEncrypted: true }),
      [true],
    ],
    [
      "what a provider reads back as empty",
      resource(aws.rds.Instance, "db", { instanceClass: "a", replicateSourceDb: "", snapshotIdentifier: "" }),
      [false],
    ],
    ["Aurora", resource(aws.rds.Cluster, "db", { engine: "aurora-postgresql" }), [false]],
    [
      "Aurora Serverless v1",
      resource(aws.rds.Cluster, "db", { engine: "aurora-mysql", engineMode: "serverless" }),
      [true],
    ],
    ["DocumentDB", resource(aws.docdb.Cluster, "db", { storageEncrypted: true }), [true]],
    ["Neptune", resource(aws.neptune.Cluster, "db", {}), [false]],
    ["Redshift", resource(aws.redshift.Cluster, "db", { clusterIdentifier: "db", nodeType: "ra3.large" }), [true]],
    [
      "what is not known yet",
      resource(aws.rds.Instance, "db", { instanceClass: "a", storageEncrypted: ref(source, "value") }),
      [["not-created storageEncrypted"]],
    ],
  ])("is read of %s", (_, made, found) => {
    expect(encrypted(made)).toEqual(found);
  });
});

describe("the access to a cache", () => {
  const access = (made: TestResource) =>
    subjectsOf("cache-access", [source, made]).map((one) => [
      said(one.encryptedInTransit),
      said(one.encryptedAtRest),
      said(one.authenticated),
    ]);
  const group = (args: Partial<aws.elasticache.ReplicationGroupArgs>) =>
    resource(aws.elasticache.ReplicationGroup, "redis", { description: "queue", ...args });

  it.each<[string, TestResource, unknown]>([
    ["a group without a word", group({ engine: "redis" }), [[false, false, false]]],
    ["a group of Valkey", group({ engine: "valkey" }), [[false, true, false]]],
    ["a token that is only written", group({ authTokenWo: "a", authTokenWoVersion: 1 }), [[false, false, true]]],
    ["a token that is not known yet", group({ authToken: ref(source, "value") }), [[false, false, true]]],
    ["users", group({ userGroupIds: ["app"] }), [[false, false, true]]],
    ["a node", resource(aws.elasticache.Cluster, "redis", { engine: "redis" }), [[false, false, false]]],
    ["a node of memcached", resource(aws.elasticache.Cluster, "redis", { engine: "memcached" }), []],
    [
      "a serverless cache",
      resource(aws.elasticache.ServerlessCache, "redis", { engine: "redis" }),
      [[true, true, false]],
    ],
    ["a serverless memcached", resource(aws.elasticache.ServerlessCache, "redis", { engine: "memcached" }), []],
    ["MemoryDB", resource(aws.memorydb.Cluster, "redis", { aclName: "app", nodeType: "a" }), [[true, true, true]]],
    [
      "MemoryDB that is open",
      resource(aws.memorydb.Cluster, "redis", { aclName: "open-access", nodeType: "a", tlsEnabled: false }),
      [[false, true, false]],
    ],
  ])("is read of %s", (_, made, found) => {
    expect(access(made)).toEqual(found);
  });
});

describe("a key", () => {
  it.each<[string, aws.kms.KeyArgs, unknown]>([
    ["without a word", {}, [false]],
    ["that is rotated", { enableKeyRotation: true }, [true]],
    ["that signs", { keyUsage: "SIGN_VERIFY", customerMasterKeySpec: "ECC_NIST_P256" }, []],
    ["of another store", { customKeyStoreId: "cks" }, []],
  ])("is read %s", (_, args, found) => {
    const keys = subjectsOf("kms-key", [resource(aws.kms.Key, "key", args)]);
    expect(keys.map((one) => said(one.rotates))).toEqual(found);
  });
});

describe("the key of a secret", () => {
  const own = (made: TestResource) => subjectsOf("kept-secret", [key, made]).map((one) => said(one.ownKey));

  it.each<[string, TestResource, unknown]>([
    ["AWS's", resource(aws.secretsmanager.Secret, "a", {}), [false]],
    ["AWS's by its alias", resource(aws.secretsmanager.Secret, "a", { kmsKeyId: "alias/aws/secretsmanager" }), [false]],
    ["one of the program's", resource(aws.secretsmanager.Secret, "a", { kmsKeyId: ref(key, "arn") }), [true]],
    ["one by its alias", resource(aws.secretsmanager.Secret, "a", { kmsKeyId: "alias/app" }), [true]],
    ["a parameter's", resource(aws.ssm.Parameter, "a", { type: "SecureString", keyId: "alias/app" }), [true]],
    ["none, of a plain parameter", resource(aws.ssm.Parameter, "a", { type: "String" }), []],
  ])("is told from AWS's own: %s", (_, made, found) => {
    expect(own(made)).toEqual(found);
  });
});
