/**
 * What holds for every configuration: the promises the blueprint makes hold whatever is set, unless a setting that decides
 * about the promise itself is, and then the rule or the calculator names it.
 */
import fc from "fast-check";
import { addressBudget } from "../../infra/addresses";
import { declareBlueprint, type ProductBlueprint } from "../../infra/blueprint";
import { budgetOf } from "../../infra/budget";
import { CONFIG_KEYS, ConfigError, parseConfig } from "../../infra/config";
import type { Settings } from "../../infra/settings";
import { TIMEOUTS } from "../../infra/timeouts";
import { longestTaskOfAll, queuesByPool } from "../../infra/workload-settings";
import {
  isFargateSize,
  redisNodeMemory,
  smallestFargateSize,
  type TimeoutLadder,
  timeoutLadder,
} from "../../policies/facts";
import { connectionBudgetHolds } from "../../policies/rules/database/connection-budget-holds";
import { poolLimitsDeclared } from "../../policies/rules/database/pool-limits-declared";
import { blueprint as registered, run } from "../../policies/testing";
import { REQUIRED } from "./settings";

jest.setTimeout(120_000);

type Raw = Readonly<Record<string, string>>;

const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
/** Mostly what people set, at times what they cannot mean. */
const count = (min: number, usual: number) =>
  fc.oneof({ weight: 9, arbitrary: number(min, usual) }, { weight: 1, arbitrary: number(min, 2 ** 31 - 1) });
const truth = fc.constantFrom("true", "false");
const list = (items: readonly string[], minLength = 0) =>
  fc.subarray([...items], { minLength }).map((some) => JSON.stringify(some));
const storage = fc.constantFrom("redis", "memory://", "redis://elsewhere.example:6379/0");
const secret = fc.constantFrom("changeme", "k".repeat(64), "");
const path = fc.constantFrom("/", "/health", "/health/ready");
const email = fc.constantFrom("oncall@example.com", "a@b");

/** Values that each key accepts, safe and unsafe. */
const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  product: fc.constantFrom("shop", "a-product-of-20-char"),
  environment: fc.constantFrom("production", "staging", "development"),
  image: fc.constantFrom(REQUIRED.image, "shop:latest"),
  domain: fc.constantFrom("", "shop.example.com"),
  hostedZoneId: fc.constantFrom("", "Z0123456789EXAMPLE"),
  certificateArn: fc.constantFrom("", "arn:aws:acm:eu-west-1:123456789012:certificate/12345678"),
  httpRedirectFrom: list(["0.0.0.0/0", "198.51.100.0/24"]),
  corsOrigins: list(["*", "https://shop.example.com", "http://localhost:3000"]),
  rateLimitStorage: storage,
  celeryBroker: storage,
  logLevel: fc.constantFrom("debug", "info", "warning", "error", "critical"),
  owner: fc.constantFrom("platform", "the shop team"),
  costCenter: fc.constantFrom("4711", "shop"),
  tags: fc.constantFrom('{"department":"retail"}', '{"owner":"nobody"}', '{"map-migrated":"","Data Class":"internal"}'),
  permissionsBoundaryArn: fc.constantFrom("arn:aws:iam::123456789012:policy/boundary"),
  clusterArn: fc.constantFrom("arn:aws:ecs:eu-west-1:123456789012:cluster/shared"),
  kmsKeys: fc.constantFrom('{"data":"arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-1"}'),
  rolePath: fc.constantFrom("/", "/teams/shop/"),
  costProfile: fc.constantFrom("small", "medium", "large"),
  alarmEmail: email,
  alarmEndpoints: fc.constantFrom("[]", '["https://alarms.example/hook"]'),
  alarmTopics: fc.constantFrom('{"alarms":"arn:aws:sns:eu-west-1:123456789012:on-call"}'),
  monthlyBudget: count(1, 10_000),
  availabilityTarget: fc.constantFrom("95", "99.9", "99.999"),
  latencyTargetMs: count(1, 5_000),
  queueWaitSeconds: count(1, 3_600),
  averageTaskSeconds: count(1, 600),
  firstSuperuser: email,
  signingKey: secret,
  signingKeyPrevious: secret,
  encryptionKey: secret,
  sentryDsn: fc.constantFrom("https://key@errors.example/1", ""),
  signingKeyGeneration: count(1, 5),
  externalSecrets: fc.constantFrom(
    "{}",
    JSON.stringify({
      PAYMENT_TOKEN: {
        secretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:payment-AbCdEf",
        workloads: ["web", "worker"],
      },
    }),
  ),
  featureFlagsKey: fc.constantFrom("shop/flags", "f"),
  apiVersions: list(["v1", "v2"], 1),
  createRepository: fc.constantFrom("keep", "false"),
  cidrBlock: fc.constantFrom("10.0.0.0/16", "10.1.2.0/23", "192.168.0.0/20"),
  availabilityZones: list(["eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1d"], 2),
  natGateways: fc.constantFrom("none", "instance", "single", "per-zone", "regional"),
  loadBalancer: fc.constantFrom("public", "internal"),
  clientNetworks: list(["10.0.0.0/8", "192.168.4.0/24"]),
  deploymentStrategy: fc.constantFrom("rolling", "blue-green"),
  deploymentBakeMinutes: number(0, 10),
  deploymentHooks: fc.constantFrom(
    "[]",
    '[{"functionArn":"arn:aws:lambda:eu-west-1:123456789012:function:smoke","stages":["POST_TEST_TRAFFIC_SHIFT"]}]',
  ),
  deploymentTestNetworks: list(["10.0.0.0/8"]),
  hostNames: list(["www.shop.example.com", "shop.example.org"]),
  webFirewall: truth,
  firewallExclusions: fc.constantFrom(
    "[]",
    JSON.stringify([
      { group: "AWSManagedRulesSQLiRuleSet", rule: "SQLi_BODY", reason: "Editors write SQL here.", owner: "shop" },
    ]),
  ),
  workingHours: fc.constantFrom('{"from":"07:00","to":"19:00"}', '{"days":"SUN-FRI","from":"00:00","to":"23:59"}'),
  ownNetwork: fc.constantFrom(
    ...["24", "27"].map((prefix) =>
      JSON.stringify({
        vpcId: "vpc-0a1b2c3d4e5f60718",
        cidrBlock: "10.20.0.0/16",
        publicSubnets: { "subnet-0a00000000000001": "10.20.0.0/24", "subnet-0a00000000000002": "10.20.1.0/24" },
        privateSubnets: {
          "subnet-0b00000000000001": `10.20.32.0/${prefix}`,
          "subnet-0b00000000000002": `10.20.33.0/${prefix}`,
        },
      }),
    ),
  ),
  ownDatabase: fc.constantFrom(
    ...[200, 600].map((maxConnections) =>
      JSON.stringify({
        host: "shared.c1a2b3c4d5e6.eu-west-1.rds.amazonaws.com",
        port: 5433,
        database: "depot",
        version: "16",
        maxConnections,
        securityGroupId: "sg-0d1e2f3a4b5c60718",
        masterSecret: { secretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:depot/owner-Ab12Cd" },
        ...(maxConnections === 600 ? { instance: "shared" } : {}),
      }),
    ),
  ),
  ownCache: fc.constantFrom(
    ...["noeviction", "allkeys-lru"].map((evictionPolicy) =>
      JSON.stringify({
        host: "master.shared.a1b2c3.euw1.cache.amazonaws.com",
        ...{ port: 6380, engine: "valkey", version: "8.0", evictionPolicy, securityGroupId: "sg-0e1f2a3b4c5d60718" },
        ...(evictionPolicy === "noeviction" ? { nodes: ["shared-001", "shared-002"] } : { clusterMode: true }),
      }),
    ),
  ),
  cacheToken: fc.constant("t".repeat(32)),
  databaseVersion: fc.constantFrom("16", "17", "18"),
  databaseReplica: truth,
  cacheEngine: fc.constantFrom("redis", "valkey"),
  storeChanges: fc.constantFrom("window", "now"),
  databaseName: fc.constantFrom("app", "orders_2"),
  databaseSnapshot: fc.constantFrom("shop-final", "arn:aws:rds:eu-west-1:123456789012:snapshot:rds:shop-2026-11-25"),
  databaseRestore: fc.constantFrom(
    '{"sourceInstance":"shop","time":"latest"}',
    '{"sourceInstance":"shop","time":"2026-11-25T03:00:00Z"}',
  ),
  databaseInstanceClass: fc.constantFrom(
    "db.t4g.micro",
    "db.t4g.medium",
    "db.m7g.large",
    "db.r7g.2xlarge",
    "db.x2iedn.xlarge",
  ),
  databaseMaxConnections: count(1, 5_000),
  databaseStorageGiB: count(20, 500),
  databaseMaxStorageGiB: count(20, 2_000),
  databaseMultiAz: truth,
  databaseBackupRetentionDays: count(0, 35),
  databasePoolSize: count(0, 40),
  databaseMaxOverflow: count(-1, 40),
  databasePoolTimeout: count(0, 60),
  databaseProxy: truth,
  webApplication: fc.constant("shop.asgi:create_app()"),
  celeryApplication: fc.constant("shop.celery"),
  firstSuperuserModule: fc.constantFrom("", "shop.seed"),
  databaseAccessUntil: fc.constant("2026-12-01T18:00:00Z"),
  databaseAuthorities: path,
  databasePasswordGeneration: count(1, 5),
  cacheNodeType: fc.constantFrom("cache.t4g.micro", "cache.m6g.large", "cache.r7g.xlarge", "cache.c7gn.large"),
  cacheNodes: count(1, 6),
  cacheSnapshotRetentionDays: count(0, 35),
  cacheTokenGeneration: count(1, 5),
  cacheTokenUpdate: fc.constantFrom("rotate", "set"),
  webCpu: fc.oneof(fc.constantFrom("256", "512", "1024", "2048"), count(1, 20_000)),
  webMemory: fc.oneof(fc.constantFrom("512", "1024", "2048", "4096"), count(1, 131_072)),
  webMinTasks: count(0, 10),
  webMaxTasks: count(1, 60),
  webConcurrency: count(1, 8),
  livenessPath: path,
  readinessPath: path,
  rateLimitPerMinute: count(1, 10_000),
  workerCpu: fc.oneof(fc.constantFrom("256", "512", "1024", "2048"), count(1, 20_000)),
  workerMemory: fc.oneof(fc.constantFrom("512", "1024", "2048", "4096"), count(1, 131_072)),
  workerMinTasks: count(0, 10),
  workerMaxTasks: count(1, 40),
  workerConcurrency: count(1, 16),
  taskQueues: list(["default", "mail", "reports"], 1),
  longestTaskSeconds: count(1, 86_400),
  workloads: fc
    .dictionary(
      fc.constantFrom("mail", "reports", "partners", "a-name-of-20-letters"),
      fc.oneof(
        fc.record({
          role: fc.constant("worker"),
          queues: fc.constantFrom(["mail"], ["reports", "exports"], ["other"]),
          concurrency: fc.integer({ min: 1, max: 16 }),
          maxTasks: fc.integer({ min: 2, max: 20 }),
          longestTaskSeconds: fc.integer({ min: 1, max: 86_400 }),
        }),
        fc.record({
          role: fc.constant("web"),
          hosts: fc.constantFrom([], ["partners.example.com"]),
          paths: fc.constantFrom(["/a/*"], ["/b", "/c/*"]),
          concurrency: fc.integer({ min: 1, max: 8 }),
          maxTasks: fc.integer({ min: 2, max: 30 }),
        }),
        fc.record({
          role: fc.constant("job"),
          command: fc.constantFrom(["python", "-m", "app.job"], ["celery", "call"]),
        }),
      ),
    )
    .map((map) => JSON.stringify(map)),
  architecture: fc.constantFrom("x86_64", "arm64"),
  logRetentionDays: count(1, 3_653),
  deletionProtection: truth,
};

/** What is brought, and the keys it leaves no room for: drawn as often as the others they would nearly always be refused. */
const BROUGHT: Readonly<Record<string, readonly string[]>> = {
  ownNetwork: ["cidrBlock", "availabilityZones", "natGateways"],
  ownDatabase: CONFIG_KEYS.filter((key) => /^database(?!Pool|MaxOverflow|Authorities|PasswordGeneration)/.test(key)),
  ownCache: CONFIG_KEYS.filter((key) => /^cache(?!Token$)/.test(key)),
  databaseSnapshot: ["databaseRestore"],
};

/** Configurations that set any of the keys, but for those given; each thing in four is brought. */
function configurations(without: readonly string[] = []): fc.Arbitrary<Raw> {
  const keys = Object.entries(VALUES).filter(([key]) => !without.includes(key));
  const brought = fc.subarray(Object.keys(BROUGHT)).chain((some) => fc.subarray(some));
  return fc
    .tuple(fc.record(Object.fromEntries(keys), { requiredKeys: [] }), brought)
    .map(([some, ours]) => ({ ...REQUIRED, ...roomFor(some as Record<string, string>, ours) }));
}

function roomFor(some: Record<string, string>, brought: readonly string[]): Raw {
  const left = Object.keys(BROUGHT).flatMap(
    (key) => (brought.includes(key) && key in some ? BROUGHT[key] : [key]) ?? [],
  );
  const kept = Object.entries(some).filter(([key]) => !left.includes(key));
  return { ...Object.fromEntries(kept), ...("ownCache" in some ? { cacheToken: "t".repeat(32) } : {}) };
}

/** Few keys at once, so that each by itself decides as well. */
function fewKeys(keys: readonly string[]): fc.Arbitrary<Raw> {
  return fc
    .subarray([...keys], { maxLength: Math.min(3, keys.length) })
    .chain((some) => fc.record(Object.fromEntries(some.map((key) => [key, VALUES[key] ?? fc.constant("")]))))
    .map((some) => ({ ...REQUIRED, ...some }));
}

/** The settings of a configuration; null where it is refused, which only one thing may do. */
function accepted(raw: Raw): Settings | null {
  try {
    return parseConfig(raw);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // What AWS takes nowhere, by its key; config-limits.test.ts holds what is refused against what AWS documents.
    expect(error.message).toMatch(/^guardrails:[\w.-]+ is .*, but must be \S.*\.$/);
    return null;
  }
}

function declare(settings: Settings): ProductBlueprint {
  return declareBlueprint(settings, "eu-west-1");
}

/** The ladder as the containers get it: from the environment and the declared timeouts. */
function ladderOf({ workloads: { web, worker, scheduler } }: ProductBlueprint, longestTask: number): TimeoutLadder {
  const valueOf = ({ environment }: ProductBlueprint["workloads"]["web"], name: string): string => {
    const variable = environment[name];
    if (variable?.kind !== "plain") throw new Error(`${name} is not plain`);
    return variable.value;
  };
  const gunicorn = (option: string) =>
    Number(new RegExp(`--${option} (\\d+)`).exec(valueOf(web, "GUNICORN_CMD_ARGS"))?.[1]);
  const rungs = [
    timeoutLadder({
      webSocketPing: TIMEOUTS.websocketPing,
      loadBalancerIdle: TIMEOUTS.loadBalancerIdle,
      keepAlive: gunicorn("keep-alive"),
      clientTimeout: TIMEOUTS.request,
      deregistrationDelay: TIMEOUTS.deregistration,
      stopTimeout: web.stopTimeout,
      gracefulTimeout: gunicorn("graceful-timeout"),
      poolTimeout: Number(valueOf(web, "DB_POOL_TIMEOUT")),
      workerTimeout: gunicorn("timeout"),
    }),
    timeoutLadder({
      stopTimeout: worker.stopTimeout,
      celerySoftShutdown: Number(valueOf(worker, "CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT")),
      longestTask,
      visibilityTimeout: Number(valueOf(worker, "CELERY_VISIBILITY_TIMEOUT")),
    }),
    timeoutLadder({
      stopTimeout: scheduler.stopTimeout,
      schedulerLock: Number(valueOf(scheduler, "REDBEAT_LOCK_TIMEOUT")),
      schedulerMaxLoop: Number(valueOf(scheduler, "BEAT_MAX_LOOP_INTERVAL")),
    }),
  ].flatMap((ladder) => ladder.rungs);
  return { rungs, holds: rungs.every((rung) => rung.holds) };
}

interface BlueprintPromise {
  readonly holds: (blueprint: ProductBlueprint, settings: Settings) => boolean;
  /** The settings that can break it: no other can. */
  readonly decidedBy: readonly string[];
}

const BUDGET_KEYS = [
  "ownDatabase",
  "databaseInstanceClass",
  "databaseMaxConnections",
  "databasePoolSize",
  "databaseMaxOverflow",
  "databaseProxy",
  "webMinTasks",
  "webMaxTasks",
  "webConcurrency",
  "workerMinTasks",
  "workerMaxTasks",
  "workerConcurrency",
  "workloads",
];

const PROMISES: Readonly<Record<string, BlueprintPromise>> = {
  "the connection budget": { holds: (declared) => budgetOf(declared, "postgres").fits, decidedBy: BUDGET_KEYS },
  "the timeout ladder": {
    // The longest task of any pool: they share the visibility timeout.
    holds: (declared, settings) => ladderOf(declared, longestTaskOfAll(settings)).holds,
    decidedBy: ["databasePoolTimeout"],
  },
  "the size of web tasks": {
    holds: ({ workloads: { web } }) => isFargateSize(web.cpu, web.memory),
    decidedBy: [],
  },
  "the size of worker tasks": {
    holds: ({ workloads: { worker } }) => isFargateSize(worker.cpu, worker.memory),
    decidedBy: [],
  },
  "the size of scheduler and migration tasks": {
    holds: ({ workloads: { scheduler, migration } }) =>
      isFargateSize(scheduler.cpu, scheduler.memory) && isFargateSize(migration.cpu, migration.memory),
    decidedBy: [],
  },
  "the size, the health check and the queues of the map's workloads": {
    holds: ({ workloads }, settings) =>
      Object.entries(settings.workloads).every(([name, { role }]) => {
        const declared = workloads[name];
        if (declared === undefined) return false;
        const queues = workloads.monitor.environment["TASK_QUEUES"];
        const told: unknown = JSON.parse(queues?.kind === "plain" ? queues.value : "[]");
        const own = queuesByPool(settings)[name] ?? [];
        return (
          isFargateSize(declared.cpu, declared.memory) &&
          (declared.service === null) === (role === "job") &&
          Array.isArray(told) &&
          own.every((queue) => told.includes(queue))
        );
      }),
    decidedBy: [],
  },
  "the memory of Redis": {
    holds: ({ caches: { redis } }) =>
      redis.given !== undefined || (redisNodeMemory(redis.nodeType)?.usableBytes ?? 0) > 0,
    decidedBy: ["cacheNodeType"],
  },
  "that Redis drops no message": {
    holds: ({ caches: { redis } }) => redis.evictionPolicy === "noeviction" && !redis.clusterMode,
    // Of one that is brought its owner says it, and the policy pack decides.
    decidedBy: ["ownCache", "cacheToken"],
  },
  "an address for every task": {
    holds: (declared) => addressBudget(declared).fits,
    decidedBy: [
      ...["cidrBlock", "availabilityZones", "natGateways", "ownNetwork"],
      ...["webMinTasks", "webMaxTasks", "workerMinTasks", "workerMaxTasks", "workloads"],
    ],
  },
};

describe("every configuration", () => {
  it("is drawn from all the keys there are", () => {
    expect(Object.keys(VALUES).sort()).toEqual([...CONFIG_KEYS].sort());
  });

  it("that is accepted yields a blueprint, and the same one each time", () => {
    fc.assert(
      fc.property(configurations(), (raw) => {
        const settings = accepted(raw);
        if (settings === null) return;
        expect(declare(settings)).toStrictEqual(declare(settings));
      }),
      { numRuns: 200 },
    );
  });
});

describe.each(Object.entries(PROMISES))("%s", (_, { holds, decidedBy }) => {
  it("holds whatever is set, but for the settings that decide it", () => {
    fc.assert(
      fc.property(configurations(decidedBy), (raw) => {
        const settings = accepted(raw);
        expect(settings === null || holds(declare(settings), settings)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe.each(Object.entries(PROMISES).filter(([, { decidedBy }]) => decidedBy.length > 0))(
  "%s",
  (_, { holds, decidedBy }) => {
    it("is broken by some of those settings, and not by all of their values", () => {
      const outcomes = fc.sample(fewKeys(decidedBy), { numRuns: 300, seed: 1 }).map((raw) => {
        const settings = accepted(raw);
        return settings === null ? undefined : holds(declare(settings), settings);
      });
      expect(outcomes).toContain(false);
      expect(outcomes).toContain(true);
    });
  },
);

describe("a broken promise", () => {
  it("of connections is named by the rule, with the numbers that were set and what to change", async () => {
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(configurations(), fewKeys(BUDGET_KEYS)), async (raw) => {
        const settings = accepted(raw);
        if (settings === null) return;
        const declared = declare(settings);
        const budget = budgetOf(declared, "postgres");

        const { verdicts } = await run([connectionBudgetHolds], [registered(declared)], { phase: "preview" });

        const { web, worker } = settings;
        expect(verdicts).toMatchObject([{ subject: "database/postgres", verdict: budget.fits ? "pass" : "fail" }]);
        if (budget.fits) return;
        broken += 1;
        const message = verdicts[0]?.message ?? "";
        expect(message).toContain(`max_connections ${budget.maxConnections}`);
        expect(message).toMatch(/Cheapest fix: \S.*\.$/);
        expect(message).toContain(`${web.concurrency} process`);
        expect(message).toContain(`${worker.concurrency + 1} processes`);
        const { poolSize, maxOverflow } = settings.database;
        const explicit = [
          poolSize === null ? [] : [`(${poolSize} + `],
          maxOverflow === null ? [] : [` + ${maxOverflow})`],
        ];
        const pool = poolSize === 0 || maxOverflow === -1 ? ["unlimited"] : explicit.flat();
        expect(pool.filter((part) => !message.includes(part))).toEqual([]);
      }),
      { numRuns: 600 },
    );
    expect(broken).toBeGreaterThan(20);
  });

  it("of a limited pool is named by the rule, for a size, an overflow or a timeout that means no limit", async () => {
    const keys = ["databasePoolSize", "databaseMaxOverflow", "databasePoolTimeout"];
    await fc.assert(
      fc.asyncProperty(fewKeys(keys), async (raw) => {
        const { databasePoolSize, databaseMaxOverflow, databasePoolTimeout } = raw;
        const declared = declare(parseConfig(raw));

        const { verdicts } = await run([poolLimitsDeclared], [registered(declared)], { phase: "preview" });

        const found = verdicts.find(({ subject }) => subject === "workload/web");
        const names = [
          ...(databasePoolSize === "0" ? ["pool size 0"] : []),
          ...(databaseMaxOverflow === "-1" ? ["pool overflow -1"] : []),
          ...(databasePoolTimeout === "0" ? ["pool timeout 0"] : []),
        ];
        expect(found?.verdict).toBe(names.length === 0 ? "pass" : "fail");
        // One is enough to be sure: the first is named.
        expect(found?.message ?? "").toContain(names[0] ?? "");
      }),
      { examples: [[{ ...REQUIRED, databasePoolTimeout: "0" }], [{ ...REQUIRED, databaseMaxOverflow: "-1" }]] },
    );
  });

  it("of time is named by the ladder, with the seconds that were set", () => {
    fc.assert(
      fc.property(number(0, 10_000), (databasePoolTimeout) => {
        const settings = parseConfig({ ...REQUIRED, databasePoolTimeout });
        const problems = ladderOf(declare(settings), settings.worker.longestTaskSeconds).rungs.flatMap(
          ({ id, problem }) => (problem === null ? [] : [{ id, problem }]),
        );
        const wanted = {
          id: "pool-below-worker",
          problem: expect.stringContaining(`${databasePoolTimeout} s`) as string,
        };
        expect(problems).toEqual(Number(databasePoolTimeout) < TIMEOUTS.request ? [] : [wanted]);
      }),
    );
  });

  it("of a task's size is refused with what Fargate runs, and mended by the nearest size, where there is one", () => {
    fc.assert(
      fc.property(number(1, 20_000), number(1, 131_072), (webCpu, webMemory) => {
        const size = { cpu: Number(webCpu), memory: Number(webMemory) };
        const raw = { ...REQUIRED, webCpu, webMemory };
        expect(accepted(raw) === null).toBe(!isFargateSize(size.cpu, size.memory));
        const { cpu, memory } = smallestFargateSize(size) ?? { cpu: 16_384, memory: 122_880 };
        const mended = declare(parseConfig({ ...raw, webCpu: String(cpu), webMemory: String(memory) })).workloads.web;
        expect(mended).toMatchObject({ cpu, memory });
      }),
    );
  });
});
