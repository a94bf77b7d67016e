/** A product with a database that somebody else made: what is left out, what leads to it, and what is refused. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { declareBlueprint } from "../../infra/blueprint";
import { budgetOf } from "../../infra/budget";
import { parseConfig } from "../../infra/config";
import type { OwnDatabase } from "../../infra/config-database";
import { refuseElsewhere } from "../../infra/config-limits";
import { costItems } from "../../infra/cost";
import { diagram } from "../../infra/diagram";
import { declaredStack } from "../../review/document/declared";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const file = parse(readFileSync(join(__dirname, "../../Pulumi.example-own-vpc.yaml"), "utf8")) as {
  readonly config: Readonly<Record<string, Omit<OwnDatabase, "port">>>;
};
const OWN = file.config["guardrails:ownDatabase"] as Omit<OwnDatabase, "port"> & { readonly instance: string };
const { secretArn, kmsKeyArn } = OWN.masterSecret;
const COST = { storageGiB: 100, logRetentionDays: 365, alarmMetrics: 60, architecture: "X86_64" } as const;

const raw = (change: Readonly<Record<string, unknown>> = {}) => JSON.stringify({ ...OWN, ...change });
const settings = (change: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, string>> = {}) =>
  parseConfig({ ...REQUIRED, ...more, ownDatabase: raw(change) });

describe("what is refused before anything is registered", () => {
  it.each([
    ["an address, which no certificate names", { host: "10.20.8.5" }],
    ["a URL", { host: "postgresql://shared.example.com" }],
    ["no host", { host: undefined }],
    ["a port that is none", { port: 0 }],
    ["a name that needs quotes", { database: "Depot" }],
    ["a name with a URL's own letters", { database: "depot?sslmode=disable" }],
    ["a version nobody tried", { version: "13" }],
    ["no limit", { maxConnections: undefined }],
    ["a limit of none", { maxConnections: 0 }],
    ["a group of no id", { securityGroupId: "shared" }],
    ["a password in the place of its secret", { masterSecret: { password: "hunter22" } }],
    ["a key of no ARN", { masterSecret: { secretArn, kmsKeyArn: "alias/shop" } }],
    ["an instance's ARN", { instance: "arn:aws:rds:eu-west-1:123456789012:db:shared" }],
    ["a field nobody reads", { multiAz: true }],
  ])("%s", (_, change) => {
    // A password may be in it by mistake.
    expect(() => settings(change)).toThrow(
      /^guardrails:ownDatabase is a value that is not shown, but must be an object with host, database, /,
    );
  });

  it.each([
    ["databaseVersion", "17"],
    ["databaseName", "depot"],
    ["databaseSnapshot", "depot"],
    ["databaseReplica", "true"],
    ["databaseProxy", "false"],
    ["databaseInstanceClass", "db.m7g.large"],
    ["databaseMaxConnections", "400"],
    ["databaseStorageGiB", "100"],
    ["databaseMaxStorageGiB", "200"],
    ["databaseMultiAz", "true"],
    ["databaseBackupRetentionDays", "7"],
  ])("%s, which is the owner's to decide", (key, value) => {
    expect(() => settings({}, { [key]: value })).toThrow(
      `guardrails:${key} is "set", but must be left out with ownDatabase, which is as its owner made it.`,
    );
  });

  it("and not what is the application's: its pools, its passwords, its authorities", () => {
    const more = { databasePoolSize: "3", databasePasswordGeneration: "2", databaseAuthorities: "/etc/ssl/ours.pem" };
    expect(settings({}, more).database).toMatchObject({ poolSize: 3, passwordGeneration: 2, port: 5432 });
  });

  it("a secret of another region", () => {
    const elsewhere = settings({ masterSecret: { secretArn: secretArn.replace("eu-west-1", "us-east-1") } });
    expect(() => {
      refuseElsewhere(elsewhere, "eu-west-1");
    }).toThrow("guardrails:ownDatabase is of us-east-1, but must be of eu-west-1, the stack's region.");
  });
});

describe("what is declared", () => {
  const declared = declareBlueprint(settings({ port: 5433 }), "eu-west-1");

  it("is what its owner says, and no more", () => {
    expect(declared.databases).toStrictEqual({
      postgres: {
        engine: "postgres",
        engineVersion: "17",
        maxConnections: OWN.maxConnections,
        given: { host: OWN.host, port: 5433, instance: "shared" },
      },
    });
  });

  it("leads every client to its port and its database", () => {
    const variables = Object.values(declared.workloads).flatMap(({ environment }) => Object.values(environment));
    const urls = variables.flatMap((one) => (one.kind === "store" && one.store.kind === "database" ? [one.url] : []));
    expect(urls.length).toBeGreaterThan(5);
    expect(urls.filter((url) => !url.includes("{host}:5433/depot?"))).toEqual([]);
  });

  it.each([
    [600, true],
    [300, true],
    [60, false],
  ])("sizes the pools for %i connections, and says whether they fit", (maxConnections, fits) => {
    const budget = budgetOf(declareBlueprint(settings({ maxConnections }), "eu-west-1"), "postgres");
    expect(budget).toMatchObject({ maxConnections, fits });
  });

  it("has its master's password from its owner, or from RDS where RDS manages it", () => {
    expect(declared.secrets["database-master"]?.origin).toEqual({ kind: "owner-filled" });
    const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1f2c3d4e-Ab12Cd";
    const managed = declareBlueprint(settings({ masterSecret: { secretArn: arn } }), "eu-west-1");
    expect(managed.secrets["database-master"]?.origin).toEqual({ kind: "managed" });
  });

  it("is on nobody's bill here, and shown as made elsewhere", () => {
    expect(costItems(declared, COST, "largest").filter(({ kind }) => kind === "database")).toEqual([]);
    expect(diagram(declared)).toContain(
      'postgres[("postgres<br/>postgres 17, made elsewhere<br/>max_connections 600")]',
    );
    const shown = declaredStack(declared);
    expect(shown?.nodes.find(({ id }) => id === "database/postgres")?.facts).toEqual([
      "postgres 17, made elsewhere",
      "max_connections 600",
    ]);
    expect(shown?.budgets).toMatchObject([{ database: "postgres", limits: { maxConnections: 600 } }]);
    expect(shown?.singlePoints.filter((point) => point.includes("database"))).toEqual([]);
  });
});

describe("the stack with it", () => {
  let resources: readonly Registered[] = [];
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const run = (change = {}) => runProgram({ ...PRODUCTION, "guardrails:ownDatabase": raw(change) });
  const alarmNames = () => ofType("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => name);

  beforeAll(async () => {
    resources = await run();
  }, 60_000);

  it("makes no part of a database", () => {
    const made = resources.map(({ type }) => type).filter((type) => type.startsWith("aws:rds/"));
    expect(made).toEqual(["aws:rds/eventSubscription:EventSubscription"]);
    expect(resources.filter(({ name, type }) => type.startsWith("aws:") && /^postgres/.test(name))).toEqual([]);
  });

  it("opens its door to the workloads that read it, and to nobody else", () => {
    const rules = ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
      ({ inputs }) => inputs["securityGroupId"] === OWN.securityGroupId,
    );
    expect(rules.map(({ name }) => name).sort()).toEqual(
      ["migration", "scheduler", "web", "worker"].map((name) => `${name}-to-postgres`),
    );
    for (const { inputs } of rules) expect(inputs).toMatchObject({ fromPort: 5432, toPort: 5432, ipProtocol: "tcp" });
  });

  it("lets the migration read the owner's secret, and nobody else", () => {
    const policies = ofType("aws:iam/rolePolicy:RolePolicy");
    const readers = policies.filter(({ inputs }) => String(inputs["policy"]).includes(secretArn));
    expect(readers.map(({ name }) => name)).toEqual(["migration-execution"]);
    expect(String(readers[0]?.inputs["policy"])).toContain(kmsKeyArn);
  });

  it("keeps its host in the URLs, under passwords of the stack's own", () => {
    const kept = ofType("aws:secretsmanager/secretVersion:SecretVersion").find(({ name }) => name === "database-app");
    const urls = Object.values(JSON.parse(String(kept?.inputs["secretString"])) as Record<string, string>);
    const host = `@${OWN.host}:5432/depot?`;
    expect(urls.filter((url) => url.startsWith("postgresql") && !url.includes(host))).toEqual([]);
    expect(urls.filter((url) => url.includes(host)).length).toBe(2);
  });

  it("watches the instance that is named, by the limit that was said", () => {
    expect(
      alarmNames()
        .filter((name) => name.startsWith("database-"))
        .sort(),
    ).toEqual(["database-connections", "database-cpu", "database-transaction-age"]);
    const alarm = ofType("aws:cloudwatch/metricAlarm:MetricAlarm").find(({ name }) => name === "database-connections");
    // 90 % of 600, less the five that PostgreSQL and RDS keep.
    expect(alarm?.inputs).toMatchObject({ dimensions: { DBInstanceIdentifier: "shared" }, threshold: 535 });
    const [events] = ofType("aws:rds/eventSubscription:EventSubscription");
    expect(events?.inputs).toMatchObject({ sourceType: "db-instance", sourceIds: ["shared"] });
  });

  it("watches nothing where nobody says what", async () => {
    resources = await run({ instance: undefined });
    expect(alarmNames().filter((name) => name.startsWith("database-"))).toEqual([]);
    expect(ofType("aws:rds/eventSubscription:EventSubscription")).toEqual([]);
  });
});
