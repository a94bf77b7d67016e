/** A copy of the database to read from: who is given it, and that its connections are counted as the database's are. */
import { declareBlueprint } from "../../infra/blueprint";
import { budgetOf } from "../../infra/budget";
import { parseConfig } from "../../infra/config";
import { costItems } from "../../infra/cost";
import { describeBudgets } from "../../infra/outputs";
import { blueprintHonoured } from "../../policies/rules/gate/blueprint-honoured";
import { connectionBudgetHolds } from "../../policies/rules/database/connection-budget-holds";
import { noSinglePointOfFailure } from "../../policies/rules/resilience/no-single-point-of-failure";
import { blueprint as registered, component, ref, resource, run } from "../../policies/testing";
import * as aws from "@pulumi/aws";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const INSTANCE = "aws:rds/instance:Instance";

function declare(config: Readonly<Record<string, string>> = {}) {
  return declareBlueprint(parseConfig({ ...REQUIRED, databaseReplica: "true", ...config }), "eu-west-1");
}

function find(resources: readonly Registered[], type: string, name: string): Registered {
  const found = resources.find((one) => one.type === type && one.name === name);
  if (found === undefined) throw new Error(`the program registered no ${type} ${name}`);
  return found;
}

describe("the program", () => {
  let resources: readonly Registered[] = [];
  beforeAll(async () => {
    resources = await runProgram({ ...PRODUCTION, "guardrails:databaseReplica": "true" });
  }, 120_000);

  it("copies the database, with its parameters and without an engine, a password or a snapshot of its own", () => {
    const { inputs, protect } = find(resources, INSTANCE, "replica");
    expect(inputs).toMatchObject({
      replicateSourceDb: "guardrails-production-postgres",
      instanceClass: "db.m7g.large",
      storageEncrypted: true,
      publiclyAccessible: false,
      multiAz: false,
      skipFinalSnapshot: true,
      // One that serves fewer connections than its primary cannot follow it.
      parameterGroupName: find(resources, INSTANCE, "postgres").inputs["parameterGroupName"],
    });
    for (const absent of ["engine", "engineVersion", "username", "manageMasterUserPassword", "dbName"]) {
      expect(inputs).not.toHaveProperty(absent);
    }
    expect(protect).toBe(true);
  });

  it("lets in who is given its URL, and nobody else", () => {
    const doors = resources
      .filter(({ type, name }) => type.endsWith(":SecurityGroupIngressRule") && name.endsWith("-to-replica"))
      .map(({ name }) => name);
    expect(doors.sort()).toStrictEqual(["web-to-replica", "worker-to-replica"]);
    const secret = find(resources, "aws:secretsmanager/secretVersion:SecretVersion", "database-app");
    const urls = JSON.parse(String(secret.inputs["secretString"])) as Record<string, string>;
    expect(urls["replica-url"]).toMatch(
      /^postgresql\+asyncpg:\/\/app:.+@replica\.rds\.example:5432\/app\?ssl=verify-full$/,
    );
    expect(urls["sync-replica-url"]).toMatch(/^postgresql\+psycopg:\/\/app:.+@replica\.rds\.example:5432\//);
  });

  it("watches how far it is behind, and its connections", () => {
    const alarms = resources.filter(({ name }) => name.startsWith("replica-") && name !== "replica-postgresql");
    const metrics = alarms.flatMap(({ inputs }) => (inputs["metricName"] === undefined ? [] : [inputs]));
    expect(metrics.map(({ metricName, dimensions }) => [metricName, dimensions])).toStrictEqual(
      ["ReplicaLag", "DatabaseConnections", "CPUUtilization"].map((metric) => [
        metric,
        { DBInstanceIdentifier: "guardrails-production-replica" },
      ]),
    );
  });
});

it("is not there unless it is asked for", () => {
  const blueprint = declareBlueprint(parseConfig(REQUIRED), "eu-west-1");
  expect(Object.keys(blueprint.databases)).toStrictEqual(["postgres"]);
  expect(JSON.stringify(blueprint.workloads)).not.toContain("REPLICA");
});

it("counts the pools that connect to it, and not the ones that do not", () => {
  const lines = (name: string) => budgetOf(declare(), name).lines.map((line) => line.name);
  // RDS's own and people's are a line of each.
  expect(lines("replica").sort()).toStrictEqual(["admin", "web", "worker"]);
  expect(lines("postgres").sort()).toStrictEqual(["admin", "migration", "scheduler", "web", "worker"]);
  expect(budgetOf(declare(), "replica").fits).toBe(true);
});

it("is told with its own sum in the stack's outputs", () => {
  const budgets = describeBudgets(declare());
  expect(Object.keys(budgets)).toStrictEqual(["postgres", "replica"]);
  expect(budgets["replica"]?.lines.map((line) => line.split(":")[0]).sort()).toStrictEqual(["admin", "web", "worker"]);
  expect(budgets["replica"]?.sum).not.toBe(budgets["postgres"]?.sum);
});

it("is judged for its own connections at the first preview", async () => {
  const judged = async (config: Readonly<Record<string, string>>) => {
    const { verdicts } = await run([connectionBudgetHolds], [registered(declare(config))], { phase: "preview" });
    return verdicts.map(({ subject, verdict }) => [subject, verdict]).sort();
  };
  expect(await judged({})).toStrictEqual([
    ["database/postgres", "pass"],
    ["database/replica", "pass"],
  ]);
  expect(await judged({ databasePoolSize: "200" })).toStrictEqual([
    ["database/postgres", "fail"],
    ["database/replica", "fail"],
  ]);
});

it("may stand in one zone: who reads from it can read from the database", async () => {
  const { verdicts } = await run([noSinglePointOfFailure], [registered(declare())], { phase: "preview" });
  expect(verdicts.map(({ verdict }) => verdict)).toStrictEqual(["pass"]);
});

it("is held to what is declared of it", async () => {
  const root = registered(declare());
  const part = component("replica", { parent: root });
  const maxConnections = String(declare().databases.postgres.maxConnections);
  const parameters = [{ name: "max_connections", value: maxConnections, applyMethod: "pending-reboot" }];
  const group = resource(aws.rds.ParameterGroup, "own", { family: "postgres17", parameters }, { parent: root });
  const built = (instanceClass: string) =>
    resource(
      aws.rds.Instance,
      "replica",
      {
        replicateSourceDb: "shop",
        instanceClass,
        deletionProtection: true,
        parameterGroupName: ref(group, "name"),
      },
      { parent: part },
    );
  const judged = async (instanceClass: string) => {
    const { verdicts } = await run([blueprintHonoured], [root, group, part, built(instanceClass)], {
      phase: "preview",
    });
    return verdicts.filter(({ subject }) => subject === "database/replica").map(({ verdict }) => verdict);
  };
  expect(await judged("db.t4g.micro")).toContain("fail");
  expect(await judged("db.m7g.large")).toStrictEqual(["pass"]);
});

it("is paid for", () => {
  const items = costItems(
    declare(),
    { storageGiB: 100, logRetentionDays: 365, alarmMetrics: 60, architecture: "X86_64" },
    "smallest",
  );
  expect(items.filter(({ kind }) => kind === "database")).toMatchObject([
    { name: "postgres", multiAz: true },
    { name: "replica", multiAz: false, instanceClass: "db.m7g.large" },
  ]);
});

it.each([
  [{ databaseBackupRetentionDays: "0" }, "false without backups"],
  [{ databaseProxy: "true" }, "false with databaseProxy"],
])("is refused with %j", (config, wanted) => {
  expect(() => parseConfig({ ...REQUIRED, databaseReplica: "true", ...config })).toThrow(
    `guardrails:databaseReplica is "true", but must be ${wanted}`,
  );
});
