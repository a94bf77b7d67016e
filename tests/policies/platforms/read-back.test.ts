import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { resource, run, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

/** A provider reads back what was not asked for as empty: at the end that says no more than nothing did before. */
const HOST = "single.abc123.0001.euw1.cache.amazonaws.com";

describe("what comes back empty", () => {
  const node = (readBack: Readonly<Record<string, unknown>>) =>
    resource(
      aws.elasticache.Cluster,
      "single",
      { clusterId: "single", engine: "redis" },
      { outputs: { cacheNodes: [{ address: HOST }], ...readBack } },
    );

  it("makes a single node no replica of a group", () => {
    const hosts = (cache: TestResource) => subjectsOf("cache", [cache], "up").map((found) => said(found.hosts));
    expect(hosts(node({ replicationGroupId: "" }))).toEqual([[HOST]]);
    expect(hosts(node({ replicationGroupId: "shop" }))).toEqual([]);
  });

  it("makes a replication group no part of a global one", () => {
    const asked = (readBack: Readonly<Record<string, unknown>>) =>
      subjectsOf(
        "cache-access",
        [resource(aws.elasticache.ReplicationGroup, "redis", { description: "r" }, { outputs: readBack })],
        "up",
      ).map(({ authenticated }) => said(authenticated));
    expect(asked({ globalReplicationGroupId: "" })).toEqual([false]);
    expect(asked({ globalReplicationGroupId: "ldgnf-world" })).toEqual([["outside globalReplicationGroupId"]]);
  });

  it("makes a database no copy of another, and a cluster none of three", () => {
    const database = resource(
      aws.rds.Instance,
      "db",
      { instanceClass: "db.t4g.medium", engine: "postgres" },
      { outputs: { replicateSourceDb: "", address: "db.abc123.eu-west-1.rds.amazonaws.com" } },
    );
    const cluster = resource(
      aws.rds.Cluster,
      "aurora",
      { engine: "aurora-postgresql" },
      { outputs: { dbClusterInstanceClass: "" } },
    );
    const replicated = subjectsOf("database", [database, cluster], "up").map((found) => said(found.replicated));
    expect(replicated).toEqual([false, false]);
  });

  it.each<[string, TestResource, string]>([
    [
      "a secret's text beside its bytes",
      resource(
        aws.secretsmanager.SecretVersion,
        "key",
        { secretId: "key", secretBinary: Buffer.from("changeme").toString("base64") },
        { outputs: { secretString: "" } },
      ),
      "secret/key",
    ],
    [
      "a parameter's write-only value",
      resource(
        aws.ssm.Parameter,
        "key",
        { name: "/key", type: "SecureString", value: "changeme" },
        { outputs: { valueWo: "" } },
      ),
      "secret/key",
    ],
  ])("is not the value: %s", async (_, secret, subject) => {
    const { verdicts } = await run(rules, [secret], { phase: "up", atEndOnly: true });
    expect(verdicts.filter(({ rule }) => rule === "secret-not-defaulted")).toMatchObject([
      { subject, verdict: "fail" },
    ]);
  });
});
