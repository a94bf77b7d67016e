import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import { scopeOf } from "../../policies/model";
import { rules } from "../../policies/rules";
import { component, interpolate, json, ref, resource, run, type TestResource } from "../../policies/testing";
import { BEAT, task, WEB } from "./fixtures";

/** Programs of other people's shape: nothing unread is green, nothing sound is blocked. */
const HOST = "master.redis.abc123.euw1.cache.amazonaws.com";
const redis = resource(
  aws.elasticache.ReplicationGroup,
  "redis",
  { description: "cache", replicationGroupId: "redis" },
  { outputs: { primaryEndpointAddress: HOST } },
);
const singleton = { desiredCount: 1, deploymentMaximumPercent: 100, availabilityZoneRebalancing: "DISABLED" };
const service = (name: string, definition: TestResource, args: Partial<aws.ecs.ServiceArgs> = {}) =>
  resource(aws.ecs.Service, name, { name, taskDefinition: ref(definition, "arn"), ...singleton, ...args });
const definitionOf = (name: string, container: object, parent?: TestResource) =>
  resource(
    aws.ecs.TaskDefinition,
    name,
    {
      family: name,
      containerDefinitions: json([{ name, image: `example.com/app@sha256:${"0".repeat(64)}`, ...container }]),
    },
    {
      ...(parent === undefined ? {} : { parent }),
      outputs: { arn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/${name}:1` },
    },
  );

async function judged(resources: readonly TestResource[], configuration: Readonly<Record<string, unknown>> = {}) {
  return run(rules, resources, { phase: "up", configuration });
}
const scopeIn = ({ verdicts, records }: Awaited<ReturnType<typeof judged>>) =>
  scopeOf(
    verdicts,
    records.find((record) => record.record === "end"),
  );
const of = (result: Awaited<ReturnType<typeof judged>>, rule: string) =>
  result.verdicts.filter((verdict) => verdict.rule === rule).map(({ verdict, level }) => `${verdict} ${level}`);

describe("what was not read", () => {
  it.each([
    [
      "an environment file",
      { command: WEB, environmentFiles: [{ type: "s3", value: "arn:aws:s3:::config/prod.env" }] },
    ],
    ["a start script", { command: ["/start"] }],
    ["a script with another name", { command: ["/app/boot.sh"] }],
  ])("leaves CORS and secrets unproven, and blocks nobody: %s", async (_, container) => {
    const definition = definitionOf("web", container);
    const result = await judged([definition, service("web", definition)]);
    expect(of(result, "cors-not-wildcard")).toEqual(["unproven advisory"]);
    expect(of(result, "secret-not-defaulted")).toEqual(["unproven advisory"]);
    expect(result.diagnostics.filter(({ level }) => level === "mandatory")).toEqual([]);
  });

  it("may be a scheduler where the image starts what it likes", async () => {
    const definition = definitionOf("jobs", {});
    const result = await judged([definition, service("jobs", definition)]);
    expect(of(result, "scheduler-runs-once")).toEqual(["unproven advisory"]);
  });

  it.each(["checkout:12", "checkout", "arn:aws:ecs:eu-west-1:111122223333:task-definition/checkout:12"])(
    "is a service whose task definition is made elsewhere: %s",
    async (taskDefinition) => {
      const result = await judged([
        resource(aws.ecs.Service, "checkout", { name: "checkout", taskDefinition, desiredCount: 40 }),
      ]);
      expect(of(result, "secret-not-in-plain-environment")).toEqual(["unproven advisory"]);
    },
  );

  it("is said of a program nobody looked at", async () => {
    const result = await judged([resource(aws.sns.Topic, "topic", {})]);
    expect(result.records.at(-1)).toMatchObject({
      judged: 0,
      notLookedAt: [{ type: "aws:sns/topic:Topic", count: 1 }],
    });
  });

  const topic = resource(aws.sns.Topic, "topic", {});
  const START = "#!/bin/bash\nexport LOG_LEVEL=info\ndocker run -d forum:2\n";
  const machine = resource(aws.ec2.Instance, "app", { ami: "ami-1", instanceType: "t4g.small", userData: START });
  const build = resource(aws.codebuild.Project, "image", {
    artifacts: { type: "NO_ARTIFACTS" },
    environment: { computeType: "BUILD_GENERAL1_SMALL", image: "aws/codebuild/standard:7.0", type: "LINUX_CONTAINER" },
    serviceRole: "arn:aws:iam::111122223333:role/build",
    source: { type: "NO_SOURCE", buildspec: "version: 0.2" },
  });
  const search = resource(aws.opensearch.Domain, "logs", {
    advancedSecurityOptions: { enabled: true, masterUserOptions: { masterUserPassword: "q7Zk2vR7wT4nLxY9m3PcB8sD" } },
  });
  const group = resource(aws.ec2.SecurityGroup, "app", {});

  it.each<[string, TestResource, string]>([
    ["a machine", machine, "aws:ec2/instance:Instance"],
    ["a build", build, "aws:codebuild/project:Project"],
    ["a store's password", search, "aws:opensearch/domain:Domain"],
  ])("is said of what only the settings are read of: %s", async (_, of, type) => {
    for (const phase of ["preview", "up"] as const) {
      const alone = await run(rules, [of, topic], { phase });
      expect(alone.records.at(-1)).toMatchObject({
        judged: 0,
        notLookedAt: [
          { type, count: 1, settingsOnly: true },
          { type: "aws:sns/topic:Topic", count: 1 },
        ],
      });
      expect(scopeIn(alone)).toBe("settings");
      expect(scopeIn(await run(rules, [group, of], { phase }))).toBe("settings");
      expect(scopeIn(await run(rules, [of, task("web", { command: WEB })], { phase }))).toBe("stack");
    }
  });

  it("is said outright of a machine that starts with no text", async () => {
    const bare = resource(aws.ec2.Instance, "app", { ami: "ami-1", instanceType: "t4g.small" });
    expect(scopeIn(await judged([bare, group]))).toBe("nothing");
  });
});

describe("two resources of one name", () => {
  const shop = component("public-api");
  const checkout = { ...component("checkout") };
  const one = definitionOf("web", { environment: [{ name: "CORS_ORIGINS", value: "*" }] }, shop);
  const other = definitionOf("web", { environment: [{ name: "CORS_ORIGINS", value: "*" }] }, checkout);
  const apart = (first: TestResource, second: TestResource) => {
    const urn = second.urn.replace("$aws:ecs", "$shop:index:Other$aws:ecs");
    return [first, { ...second, urn }] as const;
  };

  it("have verdicts of their own, and an exemption for one does not let the other through", async () => {
    const [first, second] = apart(one, other);
    const exemption = {
      rule: "cors-not-wildcard",
      resource: first.urn,
      reason: "a public read-only API without credentials",
      owner: "platform",
      expires: "2026-06-30",
    };
    const result = await judged([shop, checkout, first, second], { exemptions: [exemption] });
    expect(result.created).not.toContain(second);
    expect(of(result, "cors-not-wildcard")).toEqual(["fail advisory", "fail mandatory"]);
  });
});

describe("a decision that comes late", () => {
  const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf";
  const web = task("web", {
    command: WEB,
    secrets: { CORS_ORIGINS: `${arn}:cors::`, RATELIMIT_STORAGE_URL: `${arn}:limiter::` },
  });
  const version = (cors: string, limiter: string) =>
    resource(aws.secretsmanager.SecretVersion, "app", {
      secretId: arn,
      secretString: JSON.stringify({ cors, limiter }),
    });
  const bad = version("*", `rediss://${HOST}:6379/0`);
  const alsoBad = version("https://app.example.com", "memory://");
  const good = version("https://app.example.com", `rediss://${HOST}:6379/0`);
  const orders = (late: TestResource) => [
    [redis, late, web, service("web", web)],
    [redis, web, late, service("web", web)],
    [redis, web, service("web", web), late],
    [web, service("web", web), redis, late],
  ];

  it.each(orders(bad).map((order, index) => [index, order] as const))(
    "is refused before it is there, order %i",
    async (_, order) => {
      const { created } = await judged(order);
      // Whatever comes last of the two, the definition and its value, is not created.
      expect(created.includes(bad) && created.includes(web)).toBe(false);
    },
  );

  it.each(orders(alsoBad).map((order, index) => [index, order] as const))(
    "holds of a limiter, order %i",
    async (_, order) => {
      const { created } = await judged(order);
      expect(created.includes(alsoBad) && created.includes(web)).toBe(false);
    },
  );

  it.each(orders(good).map((order, index) => [index, order] as const))(
    "blocks no sound one, order %i",
    async (_, order) => {
      const { diagnostics, created } = await judged(order);
      expect(diagnostics.filter(({ level }) => level === "mandatory")).toEqual([]);
      expect(created).toHaveLength(order.length);
    },
  );
});

describe("where a value comes from", () => {
  const token = resource(random.RandomPassword, "token", { length: 64 }, { outputs: { result: "x7Qp" } });

  it("is taken for proof only until the value is known", async () => {
    const cut = resource(aws.secretsmanager.SecretVersion, "key", {
      secretId: "id",
      secretString: ref(token, "result"),
    });
    const early = await run(rules, [token, cut], { phase: "preview" });
    expect(early.verdicts.find(({ rule }) => rule === "secret-not-defaulted")).toMatchObject({ basis: "declared" });
    const late = await judged([token, cut]);
    expect(late.created).not.toContain(cut);
  });
});

describe("a Redis of the stack", () => {
  const limited = (url: aws.ecs.TaskDefinitionArgs["family"]) =>
    task("api", { command: WEB, environment: { RATELIMIT_STORAGE_URI: url } });
  const single = resource(
    aws.elasticache.Cluster,
    "single",
    { engine: "redis" },
    { outputs: { cacheNodes: [{ address: "single.abc123.0001.euw1.cache.amazonaws.com" }] } },
  );
  const serverless = resource(
    aws.elasticache.ServerlessCache,
    "sls",
    { engine: "valkey", name: "sls" },
    { outputs: { endpoints: [{ address: "sls-abc123.serverless.euw1.cache.amazonaws.com" }] } },
  );
  const memorydb = resource(
    aws.memorydb.Cluster,
    "mem",
    { aclName: "open-access", nodeType: "db.t4g.small", name: "mem" },
    { outputs: { clusterEndpoints: [{ address: "clustercfg.mem.abc123.memorydb.eu-west-1.amazonaws.com" }] } },
  );

  it.each([
    ["a single node", single, "redis://single.abc123.0001.euw1.cache.amazonaws.com:6379/0"],
    ["Serverless", serverless, "rediss://sls-abc123.serverless.euw1.cache.amazonaws.com:6379/0"],
    ["MemoryDB", memorydb, "rediss://clustercfg.mem.abc123.memorydb.eu-west-1.amazonaws.com:6379/0"],
  ] as const)("is %s, too", async (_, cache, url) => {
    const api = limited(url);
    expect(of(await judged([cache, api, service("api", api)]), "rate-limiter-uses-redis")).toEqual(["pass mandatory"]);
  });

  it("is reached by a DNS name of the stack, and another account's of the same name is not it", async () => {
    const record = resource(aws.route53.Record, "cache", {
      zoneId: "Z1",
      name: "redis.internal.example.com",
      type: "CNAME",
      ttl: 60,
      records: [ref(redis, "primaryEndpointAddress")],
    });
    const byName = limited("rediss://redis.internal.example.com:6379/0");
    expect(of(await judged([redis, record, byName, service("api", byName)]), "rate-limiter-uses-redis")).toEqual([
      "pass mandatory",
    ]);
    const foreign = limited("rediss://master.redis.stg999.use1.cache.amazonaws.com:6379/0");
    expect(of(await judged([redis, foreign, service("api", foreign)]), "rate-limiter-uses-redis")).toEqual([
      "fail advisory",
    ]);
  });
});

it("knows two schedulers by the services that run one definition", async () => {
  const beat = task("beat", {
    command: BEAT,
    environment: { CELERY_BROKER_URL: `rediss://${HOST}:6379/0`, REDBEAT_LOCK_TIMEOUT: "30" },
  });
  const result = await judged([redis, beat, service("beat-a", beat), service("beat-b", beat)]);
  expect(result.verdicts).toContainEqual(
    expect.objectContaining({ rule: "scheduler-runs-once", verdict: "fail", messageId: "services" }),
  );
});

describe("no part of a secret is printed", () => {
  const CANARY = "CANARYq7Zx1vB2k9Lm4Tn6";
  const holder = (value: string) =>
    resource(aws.secretsmanager.SecretVersion, "u", { secretId: ARN, secretString: value });
  const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:u-AbCdEf";
  const values = [
    CANARY,
    `rediss://:${CANARY}/def+ghi=@${HOST}:6379/0`,
    `rediss://:${CANARY}?def@${HOST}:6379/0`,
    `rediss://:${CANARY};def@${HOST}:6379/0`,
    `rediss://:${CANARY},def@${HOST}:6379/0`,
    `redis://${CANARY}`,
    `amqp://user:${CANARY}@h`,
    `{"password":"${CANARY}"}`,
    `${CANARY}9*`,
    `https://admin:${CANARY}@*`,
  ];
  const names = ["RATELIMIT_STORAGE_URL", "CELERY_BROKER_URL", "CORS_ORIGINS", "DATABASE_URL", "DB_POOL_SIZE"];

  it.each(values)("of %s", async (value) => {
    const beat = task("beat", { command: BEAT, secrets: Object.fromEntries(names.map((name) => [name, ARN])) });
    const plain = task("web", { command: WEB, environment: { [`SECRET_KEY=${CANARY}`]: "", CORS_ORIGINS: value } });
    const lenient = {
      rules: Object.fromEntries(
        rules.filter(({ configurable }) => configurable).map(({ id }) => [id, { level: "advisory" }]),
      ),
    };
    const result = await judged(
      [redis, holder(value), beat, service("beat", beat), plain, service("web", plain)],
      lenient,
    );
    expect(JSON.stringify([result.records, result.diagnostics])).not.toContain(CANARY);
  });
});

it("counts the workers of a command line", async () => {
  const address = "app.abc123.eu-west-1.rds.amazonaws.com";
  const database = resource(
    aws.rds.Instance,
    "app",
    { identifier: "app", engine: "postgres", instanceClass: "db.t4g.micro" },
    { outputs: { address } },
  );
  const web = task("web", {
    command: ["gunicorn", "-k", "uvicorn.workers.UvicornWorker", "-w", "8", "app:app"],
    environment: {
      DATABASE_URL: interpolate`postgresql+asyncpg://app@${address}:5432/app`,
      DB_POOL_SIZE: "5",
      DB_MAX_OVERFLOW: "0",
      DB_POOL_TIMEOUT: "10",
    },
  });
  const started = service("web", web, { desiredCount: 4 });
  const { created } = await judged([database, web, started]);
  expect(created).not.toContain(started);
});

describe("what this pack does not know", () => {
  const address = "app.abc123.eu-west-1.rds.amazonaws.com";
  const web = task("web", {
    command: WEB,
    environment: {
      DATABASE_URL: `postgresql+asyncpg://app@${address}:5432/app`,
      DB_POOL_SIZE: "5",
      DB_MAX_OVERFLOW: "0",
      DB_POOL_TIMEOUT: "10",
    },
  });
  const database = (args: Partial<aws.rds.InstanceArgs>) =>
    resource(
      aws.rds.Instance,
      "app",
      { identifier: "app", engine: "postgres", instanceClass: "db.t4g.medium", ...args },
      { outputs: { address } },
    );
  const formula = resource(aws.rds.ParameterGroup, "formula", {
    name: "formula",
    family: "postgres17",
    parameters: [{ name: "max_connections", value: "IF({AllocatedStorage>100},500,100)" }],
  });

  it.each([
    ["another engine", [database({ engine: "oracle-ee" })]],
    ["a class of tomorrow", [database({ instanceClass: "db.z99.large" })]],
    ["a limit in a formula of more than memory", [formula, database({ parameterGroupName: "formula" })]],
  ] as const)("is unproven and blocks nobody: %s", async (_, stores) => {
    const result = await judged([...stores, web, service("web", web)]);
    expect(of(result, "connection-budget-holds")).toEqual(["unproven advisory"]);
    expect(result.diagnostics.filter(({ level }) => level === "mandatory")).toEqual([]);
  });

  it.each(["redis://${REDIS_HOST}:6379/0", "redis://%(REDIS_HOST)s:6379/0", "redis://my-app-cache:6379"])(
    "is a host that is filled in elsewhere, or by service discovery: %s",
    async (url) => {
      const api = task("api", { command: WEB, environment: { RATELIMIT_STORAGE_URL: url } });
      expect(of(await judged([redis, api, service("api", api)]), "rate-limiter-uses-redis")).toEqual([
        "unproven advisory",
      ]);
    },
  );
});

it("reports every fault of one subject, also where two say the same kind of thing", async () => {
  const api = task("api", {
    command: WEB,
    environment: { RATELIMIT_STORAGE_URL: "memory://", LIMITER_STORAGE_URI: "memory://" },
  });
  const { diagnostics } = await judged([api]);
  const messages = diagnostics
    .filter(({ policy }) => policy === "rate-limiter-uses-redis")
    .map(({ message }) => message);
  expect(messages).toEqual([
    expect.stringContaining("LIMITER_STORAGE_URI"),
    expect.stringContaining("RATELIMIT_STORAGE_URL"),
  ]);
});
