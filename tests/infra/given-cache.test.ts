/** A product with a Redis that somebody else made: what is left out, what leads to it, and what is refused. */
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { costItems } from "../../infra/cost";
import { diagram } from "../../infra/diagram";
import { declaredStack } from "../../review/document/declared";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const HOST = "master.shared.a1b2c3.euw1.cache.amazonaws.com";
const OWN = {
  host: HOST,
  engine: "valkey",
  version: "8.0",
  evictionPolicy: "noeviction",
  securityGroupId: "sg-0e1f2a3b4c5d60718",
  nodes: ["shared-001", "shared-002"],
};
const cacheToken = "t".repeat(32);
const COST = { storageGiB: 100, logRetentionDays: 365, alarmMetrics: 60, architecture: "X86_64" } as const;

const settings = (change: Readonly<Record<string, unknown>> = {}, more: Readonly<Record<string, string>> = {}) =>
  parseConfig({ ...REQUIRED, cacheToken, ...more, ownCache: JSON.stringify({ ...OWN, ...change }) });

describe("what is refused before anything is registered", () => {
  it.each([
    ["an address, which no certificate names", { host: "10.20.8.6" }],
    ["a URL", { host: `rediss://${HOST}` }],
    ["a port that is none", { port: 70_000 }],
    ["another engine", { engine: "memcached" }],
    ["no version", { version: undefined }],
    ["a policy that Redis does not have", { evictionPolicy: "never" }],
    ["a group of no id", { securityGroupId: "shared" }],
    ["more nodes than a group has", { nodes: Array.from({ length: 7 }, (_, i) => `shared-00${i}`) }],
    ["a token beside the others", { token: cacheToken }],
    ["no TLS", { transitEncryption: false }],
  ])("%s", (_, change) => {
    // A token may be in it by mistake.
    expect(() => settings(change)).toThrow(
      /^guardrails:ownCache is a value that is not shown, but must be an object with host, engine /,
    );
  });

  it.each([
    ["cacheEngine", "valkey"],
    ["cacheNodeType", "cache.t4g.small"],
    ["cacheNodes", "2"],
    ["cacheSnapshotRetentionDays", "3"],
    ["cacheTokenGeneration", "2"],
    ["cacheTokenUpdate", "set"],
  ])("%s, which is the owner's to decide", (key, value) => {
    expect(() => settings({}, { [key]: value })).toThrow(
      `guardrails:${key} is "set", but must be left out with ownCache, which is as its owner made it.`,
    );
  });

  it("no token, and one that a URL would read as something else", () => {
    expect(() => parseConfig({ ...REQUIRED, ownCache: JSON.stringify(OWN) })).toThrow(
      'guardrails:cacheToken is "not set", but must be set with ownCache, whose token its owner has made.',
    );
    expect(() => settings({}, { cacheToken: "sixteen-letters-and-#more" })).toThrow(
      "guardrails:cacheToken is a value that is not shown, but must be 16 to 128 letters, digits or any of -._~.",
    );
  });
});

describe("what is declared", () => {
  const declared = declareBlueprint(settings({ port: 6380 }), "eu-west-1");

  it("is what its owner says, and no more", () => {
    const { nodes } = OWN;
    expect(declared.caches).toStrictEqual({
      redis: {
        ...{ engine: "valkey", engineVersion: "8.0", clusterMode: false, evictionPolicy: "noeviction" },
        // All that is ever said to it.
        ...{ transitEncryption: true, authentication: true },
        given: { host: HOST, port: 6380, nodes },
      },
    });
    expect(declared.secrets["redis-auth"]?.origin).toEqual({ kind: "provided", value: cacheToken });
  });

  it("passes an unsafe one on, for the policy pack to judge", () => {
    const unsafe = declareBlueprint(settings({ evictionPolicy: "allkeys-lru", clusterMode: true }), "eu-west-1");
    expect(unsafe.caches.redis).toMatchObject({ evictionPolicy: "allkeys-lru", clusterMode: true });
  });

  it("leads every client to its port, with TLS", () => {
    const variables = Object.values(declared.workloads).flatMap(({ environment }) => Object.values(environment));
    const urls = variables.flatMap((one) => (one.kind === "store" && one.store.kind === "cache" ? [one.url] : []));
    expect(urls.length).toBeGreaterThan(5);
    expect(
      urls.filter((url) => !/^rediss:\/\/:\{password\}@\{host\}:6380\/\d\?ssl_cert_reqs=required$/.test(url)),
    ).toEqual([]);
  });

  it("is on nobody's bill here, and shown as made elsewhere", () => {
    expect(costItems(declared, COST, "largest").filter(({ kind }) => kind === "cache")).toEqual([]);
    expect(diagram(declared)).toContain('redis[("redis<br/>valkey 8.0, made elsewhere<br/>noeviction")]');
    const shown = declaredStack(declared);
    expect(shown?.nodes.find(({ id }) => id === "cache/redis")?.facts[0]).toBe("valkey 8.0, made elsewhere");
    expect(shown?.singlePoints.filter((point) => point.includes("cache"))).toEqual([]);
  });
});

describe("the stack with it", () => {
  let resources: readonly Registered[] = [];
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const run = (change = {}) =>
    runProgram(
      {
        ...PRODUCTION,
        "guardrails:ownCache": JSON.stringify({ ...OWN, ...change }),
        "guardrails:cacheToken": cacheToken,
      },
      ["guardrails:cacheToken"],
    );
  const redisAlarms = () =>
    ofType("aws:cloudwatch/metricAlarm:MetricAlarm").filter(({ name }) => name.startsWith("redis-"));

  beforeAll(async () => {
    resources = await run();
  }, 60_000);

  it("makes no part of a Redis, and no token", () => {
    expect(resources.filter(({ type }) => type.startsWith("aws:elasticache/"))).toEqual([]);
    expect(
      resources.filter(({ name, type }) => /^redis/.test(name) && /^(random:|aws:ec2|aws:cloudwatch\/log)/.test(type)),
    ).toEqual([]);
  });

  it("opens its door to the workloads that read it, and to nobody else", () => {
    const rules = ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
      ({ inputs }) => inputs["securityGroupId"] === OWN.securityGroupId,
    );
    expect(rules.map(({ name }) => name).sort()).toEqual(
      ["monitor", "scheduler", "web", "worker"].map((name) => `${name}-to-redis`),
    );
  });

  it("keeps its host and its token in one secret", () => {
    const kept = ofType("aws:secretsmanager/secretVersion:SecretVersion").find(
      ({ name }) => name === "redis-connection",
    );
    expect(kept?.secretInputs).toContain("secretString");
    const urls = Object.values(JSON.parse(String(kept?.inputs["secretString"])) as Record<string, string>);
    expect(urls.filter((url) => !url.startsWith(`rediss://:${cacheToken}@${HOST}:6379/`))).toEqual([]);
    expect(urls.length).toBe(6);
  });

  it("watches the nodes that are named, by shares of a memory that nobody said", () => {
    expect(
      redisAlarms()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["cpu", "evictions", "memory-critical", "memory-warning", "replication"].map((name) => `redis-${name}`));
    const critical = redisAlarms().find(({ name }) => name === "redis-memory-critical");
    expect(JSON.stringify(critical?.inputs["metricQueries"])).toContain("DatabaseMemoryUsagePercentage");
    expect(JSON.stringify(critical?.inputs["metricQueries"])).toContain('"CacheClusterId":"shared-002"');
  });

  it("watches nothing where nobody says what", async () => {
    resources = await run({ nodes: undefined });
    expect(redisAlarms()).toEqual([]);
  });
});
