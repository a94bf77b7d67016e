/** The stores' engines: which there are, in which version, and how a stack that exists gets to another. */
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { costRange } from "../../infra/cost";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const INSTANCE = "aws:rds/instance:Instance";
const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const SETTINGS = { storageGiB: 100, logRetentionDays: 365, alarmMetrics: 60, architecture: "X86_64" } as const;

function find(resources: readonly Registered[], type: string, name: string): Registered {
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`the program registered no ${type} ${name}`);
  return found;
}

function declare(config: Readonly<Record<string, string>> = {}) {
  return declareBlueprint(parseConfig({ ...REQUIRED, ...config }), "eu-west-1");
}

describe("by default", () => {
  let resources: readonly Registered[] = [];
  beforeAll(async () => {
    resources = await runProgram(PRODUCTION);
  }, 120_000);

  it("leaves a stack that exists its engines: another one is asked for", () => {
    expect(declare().databases.postgres.engineVersion).toBe("17");
    expect(declare().caches.redis).toMatchObject({ engine: "redis", engineVersion: "7.1" });
    expect(find(resources, INSTANCE, "postgres").inputs).toMatchObject({
      applyImmediately: false,
      allowMajorVersionUpgrade: false,
    });
    expect(find(resources, CACHE, "redis").inputs["applyImmediately"]).toBe(false);
  });

  it("pays for no support beyond a version's life, and lets a database that exists keep what it was made with", () => {
    const { inputs, ignoreChanges } = find(resources, INSTANCE, "postgres");
    expect(inputs["engineLifecycleSupport"]).toBe("open-source-rds-extended-support-disabled");
    expect(ignoreChanges).toContain("engineLifecycleSupport");
  });

  it("says which Database Insights it pays for: none", () => {
    expect(find(resources, INSTANCE, "postgres").inputs["databaseInsightsMode"]).toBe("standard");
  });
});

it.each(["16", "17", "18"])(
  "runs PostgreSQL %s with a parameter group of its family",
  async (databaseVersion) => {
    const resources = await runProgram({
      ...PRODUCTION,
      "guardrails:databaseVersion": databaseVersion,
      "guardrails:storeChanges": "now",
    });
    expect(find(resources, INSTANCE, "postgres").inputs).toMatchObject({
      engineVersion: databaseVersion,
      applyImmediately: true,
      allowMajorVersionUpgrade: true,
    });
    expect(find(resources, "aws:rds/parameterGroup:ParameterGroup", "postgres").inputs["family"]).toBe(
      `postgres${databaseVersion}`,
    );
  },
  120_000,
);

it("runs Valkey under the same name, with its family and the same URLs", async () => {
  const resources = await runProgram({
    ...PRODUCTION,
    "guardrails:cacheEngine": "valkey",
    "guardrails:storeChanges": "now",
  });
  expect(find(resources, CACHE, "redis").inputs).toMatchObject({
    replicationGroupId: "guardrails-production-redis",
    engine: "valkey",
    engineVersion: "8.0",
    transitEncryptionMode: "required",
    applyImmediately: true,
  });
  expect(find(resources, "aws:elasticache/parameterGroup:ParameterGroup", "redis").inputs).toMatchObject({
    family: "valkey8",
    parameters: [{ name: "maxmemory-policy", value: "noeviction" }],
  });
  const environments = (engine: string) => declare({ cacheEngine: engine }).workloads.worker.environment;
  expect(environments("valkey")).toStrictEqual(environments("redis"));
}, 120_000);

it("costs a fifth less with Valkey", () => {
  const cost = (cacheEngine: string) =>
    costRange(declare({ cacheEngine }), SETTINGS).smallest.lines.find(({ name }) => name === "redis")?.monthly ?? 0;
  expect(cost("valkey") / cost("redis")).toBeCloseTo(0.8, 3);
});

it.each([
  ["databaseVersion", "15", 'guardrails:databaseVersion is "15", but must be 16, 17 or 18.'],
  ["cacheEngine", "memcached", 'guardrails:cacheEngine is "memcached", but must be redis or valkey.'],
  ["storeChanges", "later", 'guardrails:storeChanges is "later", but must be window or now.'],
])("refuses %s %s", (key, value, sentence) => {
  expect(() => parseConfig({ ...REQUIRED, [key]: value })).toThrow(sentence);
});
