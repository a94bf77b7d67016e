/** A database that is made of what another held: what is stated of it, what is left to RDS, and what is refused. */
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { refuseElsewhere } from "../../infra/config-limits";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const SNAPSHOT = "orders-2026-11-25";
const MOMENT = { sourceInstance: "orders", time: "2026-11-25T03:00:00Z" };

describe("what is refused before anything is registered", () => {
  it.each([
    ["no snapshot's name", { databaseSnapshot: "orders snapshot" }],
    ["two hyphens in one", { databaseSnapshot: "orders--2026" }],
    ["one that ends with a hyphen", { databaseSnapshot: "orders-" }],
    ["a cluster's snapshot", { databaseSnapshot: "arn:aws:rds:eu-west-1:123456789012:cluster-snapshot:orders" }],
  ])("%s", (_, raw) => {
    expect(() => parseConfig({ ...REQUIRED, ...raw })).toThrow(
      /^guardrails:databaseSnapshot is .*, but must be the identifier or the ARN of an RDS snapshot\.$/,
    );
  });

  it.each([
    ["no instance's name", { ...MOMENT, sourceInstance: "Orders" }],
    ["no time", { sourceInstance: "orders" }],
    ["a day without its time", { ...MOMENT, time: "2026-11-25" }],
    ["a day that there is not", { ...MOMENT, time: "2026-02-30T03:00:00Z" }],
    ["an hour that there is not", { ...MOMENT, time: "2026-11-25T25:00:00Z" }],
    ["a time of another place", { ...MOMENT, time: "2026-11-25T03:00:00+01:00" }],
    ["a field nobody reads", { ...MOMENT, latest: true }],
  ])("%s", (_, given) => {
    expect(() => parseConfig({ ...REQUIRED, databaseRestore: JSON.stringify(given) })).toThrow(
      /^guardrails:databaseRestore is .*, but must be an object with sourceInstance /,
    );
  });

  it("two beginnings", () => {
    const raw = { ...REQUIRED, databaseSnapshot: SNAPSHOT, databaseRestore: JSON.stringify(MOMENT) };
    expect(() => parseConfig(raw)).toThrow(
      'guardrails:databaseRestore is "set", but must be left out with databaseSnapshot: a database has one beginning.',
    );
  });

  it("a snapshot of another region, if it says so", () => {
    const at = (region: string) =>
      parseConfig({ ...REQUIRED, databaseSnapshot: `arn:aws:rds:${region}:123456789012:snapshot:${SNAPSHOT}` });
    expect(() => {
      refuseElsewhere(at("us-east-1"), "eu-west-1");
    }).toThrow("guardrails:databaseSnapshot is of us-east-1, but must be of eu-west-1, the stack's region.");
    expect(() => {
      refuseElsewhere(at("eu-west-1"), "eu-west-1");
      refuseElsewhere(parseConfig({ ...REQUIRED, databaseSnapshot: SNAPSHOT }), "eu-west-1");
    }).not.toThrow();
  });
});

describe("the instance", () => {
  const instanceOf = async (config: Readonly<Record<string, string>>): Promise<Registered> => {
    const resources = await runProgram({ ...PRODUCTION, ...config });
    const found = resources.find(({ type }) => type === "aws:rds/instance:Instance");
    if (found === undefined) throw new Error("no instance was registered");
    return found;
  };
  const comesWithData = ["dbName", "kmsKeyId", "username"];
  const origins = ["restoreToPointInTime", "snapshotIdentifier"];

  it.each([
    ["a snapshot", { "guardrails:databaseSnapshot": SNAPSHOT }, { snapshotIdentifier: SNAPSHOT }],
    [
      "a moment",
      { "guardrails:databaseRestore": JSON.stringify(MOMENT) },
      { restoreToPointInTime: { sourceDbInstanceIdentifier: "orders", restoreTime: MOMENT.time } },
    ],
    [
      "the latest moment",
      { "guardrails:databaseRestore": JSON.stringify({ ...MOMENT, time: "latest" }) },
      { restoreToPointInTime: { sourceDbInstanceIdentifier: "orders", useLatestRestorableTime: true } },
    ],
  ])("of %s states where it comes from, and nothing that comes with it", async (_, config, origin) => {
    const { inputs } = await instanceOf(config);
    expect(inputs).toMatchObject({ ...origin, storageEncrypted: true, manageMasterUserPassword: true });
    expect(Object.keys(inputs).filter((key) => comesWithData.includes(key))).toEqual([]);
    expect(origins.filter((key) => key in inputs)).toEqual(Object.keys(origin));
  });

  it("of nothing states all of it, and either keeps what RDS decides once", async () => {
    const { inputs, ignoreChanges } = await instanceOf({});
    expect(inputs).toMatchObject({ dbName: "app", username: "postgres_admin", kmsKeyId: expect.any(String) as string });
    expect(origins.filter((key) => key in inputs)).toEqual([]);
    expect(ignoreChanges).toEqual(expect.arrayContaining([...comesWithData, ...origins]));
  });

  it("is asked for the database that is in it", async () => {
    const { inputs } = await instanceOf({ "guardrails:databaseName": "orders" });
    expect(inputs["dbName"]).toBe("orders");
    const raw = { ...REQUIRED, databaseSnapshot: SNAPSHOT, databaseName: "orders", databaseReplica: "true" };
    const { workloads } = declareBlueprint(parseConfig(raw), "eu-west-1");
    const variables = Object.values(workloads).flatMap(({ environment }) => Object.values(environment));
    const urls = variables.flatMap((variable) =>
      variable.kind === "store" && variable.store.kind === "database" ? [variable.url] : [],
    );
    expect(urls.length).toBeGreaterThan(5);
    expect(urls.filter((url) => !url.includes("{host}:5432/orders?"))).toEqual([]);
  });
});
