import * as aws from "@pulumi/aws";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { cache, CACHE, definition, said, service, type ContainerFields, type Settings } from "./judged";

/** Where programs of other people count their clients' requests. */
const RULE = "rate-limiter-uses-redis";
const judged = (settings: Settings, container: ContainerFields = {}, more: readonly TestResource[] = [cache]) => {
  const made = definition("web", settings, container);
  return said(RULE, [...more, made, service(made)], "up");
};
const blocked = (ends: readonly string[]) => ends.filter((end) => end.startsWith("blocked"));

describe("limits that each process counts for itself are blocked", () => {
  it.each([
    ...["memory://", "async+memory://", "Memory://", " memory://", "memory", "MEMORY://x", `memory://${CACHE}`],
    ...["redis://localhost", "redis://127.0.0.1", "redis://[::1]:6379", "redis://localhost.:6379", "redis://0:6379"],
    ...["redis://127.1:6379", "redis://2130706433", "redis://host.docker.internal", "unix:///tmp/redis.sock"],
    ...[`fakeredis://${CACHE}`, `redis+memory://${CACHE}`, `dummy+redis://${CACHE}`, `redis://${CACHE},memory://`],
  ])("storage %s", async (RATELIMIT_STORAGE_URL) => {
    expect(blocked(await judged({ RATELIMIT_STORAGE_URL }))).not.toEqual([]);
  });

  it.each([
    ...["RATELIMIT_STORAGE_URI", "RATE_LIMIT_BACKEND", "LIMITER_STORAGE", "SLOWAPI_STORAGE_URI", "THROTTLE_STORE"],
    ...[
      "FLASK_LIMITER_STORAGE_URI",
      "API_RATE_LIMIT_STORE",
      "ratelimit_storage_uri",
      "RateLimit__Storage",
      "LIMITER_URI",
    ],
    ...["APP_RATE_LIMIT__STORAGE_URI", "DJANGO_RATELIMIT_CACHE", "RATELIMIT_CACHE_BACKEND"],
  ])("under the name %s", async (name) => {
    expect(blocked(await judged({ [name]: "memory://" }))).not.toEqual([]);
  });

  it.each<[string, Settings, ContainerFields]>([
    ["beside a sound one", { RATELIMIT_STORAGE_URL: `redis://${CACHE}`, LIMITER_STORAGE_URI: "memory://" }, {}],
    ["set by the shell", {}, { command: ["sh", "-c", "export RATELIMIT_STORAGE_URL=memory:// && uvicorn app:app"] }],
    [
      "set over a sound one",
      { RATELIMIT_STORAGE_URL: `redis://${CACHE}` },
      { command: ["sh", "-c", "RATELIMIT_STORAGE_URL=memory:// exec uvicorn app:app"] },
    ],
    [
      "set by env",
      { RATELIMIT_STORAGE_URL: `redis://${CACHE}` },
      { command: ["env", "RATELIMIT_STORAGE_URL=memory://", "uvicorn", "app:app"] },
    ],
  ])("%s", async (_, settings, container) => {
    expect(blocked(await judged(settings, container))).not.toEqual([]);
  });

  it("unless a file may say otherwise, which nobody proves", async () => {
    const environmentFiles = [{ type: "s3", value: "arn:aws:s3:::shop/prod.env" }];
    expect(await judged({}, { environmentFiles })).toEqual(["unproven"]);
    expect(await judged({ LOG_LEVEL: "info" }, { environmentFiles })).toEqual(["unproven"]);
  });
});

describe("sound limiters are not blocked", () => {
  it.each<[string, Settings]>([
    [
      "the application's Redis, with a limit of its own",
      { REDIS_URL: `redis://${CACHE}:6379/0`, RATE_LIMIT_PER_MINUTE: "60" },
    ],
    [
      "express-rate-limit's words",
      { REDIS_URL: `redis://${CACHE}:6379/0`, RATE_LIMIT_MAX: "100", RATE_LIMIT_WINDOW_MS: "60000" },
    ],
    ["a host alone", { REDIS_RATE_LIMIT_HOST: CACHE }],
    ["Valkey", { RATELIMIT_STORAGE_URL: `valkey://${CACHE}` }],
    ["a cluster's client", { RATELIMIT_STORAGE_URL: `redis+cluster://${CACHE}` }],
  ])("%s", async (_, settings) => {
    expect(await judged(settings)).toEqual(["pass"]);
  });

  it.each<[string, Settings]>([
    ["a vendor's quota", { OPENAI_RATE_LIMIT_RPM: "500" }],
    ["Celery's own limit", { CELERY_TASK_DEFAULT_RATE_LIMIT: "10/m" }],
    ["a header's name", { RATE_LIMIT_HEADER: "x-ratelimit-remaining" }],
    ["a server's connections", { UVICORN_LIMIT_CONCURRENCY: "10" }],
  ])("what is none is nothing to judge: %s", async (_, settings) => {
    expect(await judged(settings)).toEqual([]);
  });

  it.each<[string, Settings]>([
    ["switched off", { RATELIMIT_ENABLED: "false" }],
    ["in memcached", { RATELIMIT_STORAGE_URL: "memcached://cache.example.com:11211" }],
    ["in MongoDB", { RATELIMIT_STORAGE_URL: "mongodb://h" }],
    ["in another stack's Redis", { RATELIMIT_STORAGE_URL: "redis://master.base.xyz789.euw1.cache.amazonaws.com:6379" }],
    ["with a limit and no storage", { RATELIMIT_DEFAULT: "100/minute" }],
  ])("what is not this stack's, or not there, is advice: %s", async (_, settings) => {
    const ends = await judged(settings);
    expect(ends).toEqual([expect.stringMatching(/^advice /)]);
  });
});

describe("every Redis of the stack is one", () => {
  const single = resource(
    aws.elasticache.Cluster,
    "single",
    { clusterId: "single", engine: "redis" },
    { outputs: { cacheNodes: [{ address: "single.abc123.0001.euw1.cache.amazonaws.com" }], replicationGroupId: "" } },
  );
  const serverless = resource(
    aws.elasticache.ServerlessCache,
    "any",
    { name: "any", engine: "valkey" },
    { outputs: { endpoints: [{ address: "any-abc123.serverless.euw1.cache.amazonaws.com" }] } },
  );
  const memorydb = resource(
    aws.memorydb.Cluster,
    "mem",
    { name: "mem", aclName: "app", nodeType: "db.t4g.small" },
    { outputs: { clusterEndpoints: [{ address: "clustercfg.mem.abc123.memorydb.eu-west-1.amazonaws.com" }] } },
  );
  const record = resource(aws.route53.Record, "r", {
    zoneId: "z",
    name: "redis.internal.example",
    type: "CNAME",
    records: [ref(cache, "primaryEndpointAddress")],
  });

  it.each<[string, string, readonly TestResource[]]>([
    ["a single node", "redis://single.abc123.0001.euw1.cache.amazonaws.com:6379", [single]],
    ["a serverless cache", "rediss://any-abc123.serverless.euw1.cache.amazonaws.com:6379", [serverless]],
    ["MemoryDB", "rediss://clustercfg.mem.abc123.memorydb.eu-west-1.amazonaws.com:6379", [memorydb]],
    ["a name of the stack's own", "redis://redis.internal.example:6379", [cache, record]],
  ])("%s", async (_, RATELIMIT_STORAGE_URI, stores) => {
    expect(await judged({ RATELIMIT_STORAGE_URI }, {}, stores)).toEqual(["pass"]);
  });

  it("and another account's of the same name is none", async () => {
    const RATELIMIT_STORAGE_URI = "redis://master.shop.stg999.use1.cache.amazonaws.com:6379";
    expect(await judged({ RATELIMIT_STORAGE_URI })).toEqual(["advice outside"]);
  });
});
