import fc from "fast-check";
import { environmentNames } from "../../policies/facts";
import type { DeclaredVariable } from "../../policies/model";
import { declareBlueprint, type ProductBlueprint } from "../../infra/blueprint";
import { generatorName } from "../../infra/declared/secrets";
import { budgetOf } from "../../infra/budget";
import { parseConfig } from "../../infra/config";
import { fillUrl, redisUrl } from "../../infra/connections";
import { TARGET_CHECKS_TO_FAIL, TIMEOUTS, visibilityTimeout } from "../../infra/timeouts";
import { REQUIRED } from "./settings";

function blueprint(overrides: Readonly<Record<string, string>> = {}): ProductBlueprint {
  return declareBlueprint(parseConfig({ ...REQUIRED, ...overrides }), "eu-west-1");
}

function variable(
  declared: ProductBlueprint,
  workload: "web" | "worker" | "scheduler",
  name: string,
): DeclaredVariable {
  const found = declared.workloads[workload].environment[name];
  if (found === undefined) throw new Error(`${workload} has no ${name}`);
  return found;
}

function plainValue(declared: DeclaredVariable | undefined): string {
  if (declared?.kind !== "plain") throw new Error("not a plain variable");
  return declared.value;
}

const ENVIRONMENTS = ["production", "staging", "development"] as const;

describe("declareBlueprint", () => {
  it.each(ENVIRONMENTS)("declares %s", (environment) => {
    const cors = { domain: "shop.example.com", corsOrigins: '["https://shop.example.com"]' };
    expect(blueprint({ environment, ...cors })).toMatchSnapshot();
  });

  it.each(ENVIRONMENTS)("fits the connection budget of %s with a tenth to spare", (environment) => {
    const { fits, peak, usable } = budgetOf(blueprint({ environment }), "postgres");
    expect(fits).toBe(true);
    expect(peak).toBeLessThanOrEqual(usable * 0.9);
  });

  it("writes the pool the budget was computed with into the environment and the declaration alike", () => {
    const { web } = blueprint({ databasePoolSize: "7", databaseMaxOverflow: "3", webConcurrency: "3" }).workloads;
    expect(web.database).toMatchObject({ poolSize: 7, maxOverflow: 3, processes: 3, poolTimeout: 10 });
    expect(web.environment).toMatchObject({
      DB_POOL_SIZE: { value: "7" },
      DB_MAX_OVERFLOW: { value: "3" },
      DB_POOL_TIMEOUT: { value: "10" },
      WEB_CONCURRENCY: { value: "3" },
    });
  });

  it("honours an explicit pool that does not fit", () => {
    const declared = blueprint({ databasePoolSize: "200" });
    expect(declared.workloads.web.database?.poolSize).toBe(200);
    expect(budgetOf(declared, "postgres")).toMatchObject({ fits: false });
  });

  it("honours an unlimited pool", () => {
    const declared = blueprint({ databasePoolSize: "0" });
    expect(variable(declared, "web", "DB_POOL_SIZE")).toStrictEqual({ kind: "plain", value: "0" });
    expect(budgetOf(declared, "postgres").peak).toBe(Infinity);
  });

  it("shrinks a pool nobody set until the budget holds, whatever the sizes", () => {
    const sizes = fc.record({
      webMaxTasks: fc.integer({ min: 2, max: 60 }),
      webConcurrency: fc.integer({ min: 1, max: 4 }),
      workerMaxTasks: fc.integer({ min: 2, max: 20 }),
      databaseInstanceClass: fc.constantFrom("db.t4g.micro", "db.t4g.medium", "db.m7g.large", "db.r7g.2xlarge"),
    });
    fc.assert(
      fc.property(sizes, (given) => {
        const overrides = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
        const declared = blueprint(overrides);
        const { fits } = budgetOf(declared, "postgres");
        // The smallest pool there is: nothing is left to give.
        const smallest =
          declared.workloads.web.database?.poolSize === 1 && declared.workloads.web.database.maxOverflow === 0;
        expect(fits || smallest).toBe(true);
      }),
    );
    expect(blueprint({ webMaxTasks: "15" }).workloads.web.database).toMatchObject({ poolSize: 5, maxOverflow: 4 });
  });

  it("carries unsafe settings truthfully", () => {
    const declared = blueprint({ corsOrigins: '["*"]', rateLimitStorage: "memory://", celeryBroker: "memory://" });
    expect(variable(declared, "web", "CORS_ORIGINS")).toStrictEqual({ kind: "plain", value: '["*"]' });
    const memory = { kind: "plain", value: "memory://" };
    expect(variable(declared, "web", "RATELIMIT_STORAGE_URL")).toStrictEqual(memory);
    for (const workload of ["web", "worker", "scheduler"] as const) {
      expect(variable(declared, workload, "CELERY_BROKER_URL")).toStrictEqual(memory);
    }
  });

  it("declares the stack's own Redis by store, a database index a role", () => {
    expect(variable(blueprint(), "web", "RATELIMIT_STORAGE_URL")).toStrictEqual({
      kind: "store",
      store: { kind: "cache", name: "redis" },
      url: "rediss://:{password}@{host}:6379/1?ssl_cert_reqs=required",
      secret: "redis-connection",
      key: "limiter",
    });
    const urls = Object.values(blueprint().workloads).flatMap(({ environment }) =>
      Object.values(environment).flatMap((value) =>
        value.kind === "store" && value.store.kind === "cache" ? [`${value.key} ${value.url}`] : [],
      ),
    );
    const roles = new Set(urls);
    expect(roles.size).toBe(6);
    expect(new Set([...roles].map((role) => role.split(" ")[1])).size).toBe(6);
  });

  it("gives every user of the queue the same visibility timeout, wherever Celery looks for it", () => {
    const { web, worker, scheduler } = blueprint({ longestTaskSeconds: "900" }).workloads;
    for (const { environment } of [web, worker, scheduler]) {
      const json = (name: string): unknown => JSON.parse(plainValue(environment[name]));
      expect(json("CELERY_BROKER_TRANSPORT_OPTIONS")).toMatchObject({
        visibility_timeout: 1800,
        socket_keepalive: true,
      });
      expect(json("CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS")).toStrictEqual({ visibility_timeout: 1800 });
      expect(json("CELERY_VISIBILITY_TIMEOUT")).toBe(1800);
    }
  });

  it("gives a broker of the owner's no options that only Redis knows", () => {
    const { worker } = blueprint({ celeryBroker: "sqs://" }).workloads;
    expect(worker.environment).not.toHaveProperty("CELERY_BROKER_TRANSPORT_OPTIONS");
  });

  it("writes the name by which the pack looks for a purpose first", () => {
    const written = new Set(
      Object.values(blueprint().workloads).flatMap(({ environment }) => Object.keys(environment)),
    );
    const lists = Object.values(environmentNames).filter((names) => typeof names !== "function");
    const first = lists.filter((names) => names.some((name) => written.has(name)));
    expect(first.length).toBeGreaterThan(15);
    expect(first.filter(([name = ""]) => !written.has(name))).toStrictEqual([]);
  });

  it("lets a provided signing key replace the generator", () => {
    const { secrets } = blueprint({ signingKey: "brought-by-the-owner" });
    expect(secrets["signing-key"]?.origin).toStrictEqual({ kind: "provided", value: "brought-by-the-owner" });
  });

  it("keeps the key before the current one valid, from the second generation on", () => {
    expect(blueprint().secrets["signing-key-previous"]).toBeUndefined();
    const settings = parseConfig({ ...REQUIRED, signingKeyGeneration: "3" });
    const second = declareBlueprint(settings, "eu-west-1");
    expect(second.secrets["signing-key-previous"]?.origin.kind).toBe("generated");
    expect(variable(second, "web", "SECRET_KEY_PREVIOUS")).toMatchObject({ secret: "signing-key-previous" });
    expect(generatorName("signing-key", settings)).toBe("signing-key-3");
    expect(generatorName("signing-key-previous", settings)).toBe("signing-key-2");
  });

  it("refers to no secret and no store that it does not declare", () => {
    const declared = blueprint({ sentryDsn: "https://key@errors.example/1", signingKeyGeneration: "2" });
    const used = Object.values(declared.workloads).flatMap(({ environment }) =>
      Object.values(environment).filter((value) => value.kind !== "plain"),
    );
    expect(used.length).toBeGreaterThan(20);
    expect(Object.keys(declared.secrets)).toStrictEqual(expect.arrayContaining(used.map(({ secret }) => secret)));
    const stores = used.flatMap((value) => (value.kind === "store" ? [value.store.name] : []));
    expect(["postgres", "redis"]).toStrictEqual([...new Set(stores)].sort());
    expect([...Object.keys(declared.databases), ...Object.keys(declared.caches)]).toStrictEqual(["postgres", "redis"]);
  });

  it("gives the schema owner's and the master's credentials to the migration only", () => {
    const { migration, ...others } = blueprint().workloads;
    const secretsOf = (environment: Readonly<Record<string, DeclaredVariable>>) =>
      Object.values(environment).flatMap((value) => (value.kind === "plain" ? [] : [value.secret]));
    expect(secretsOf(migration.environment)).toStrictEqual(
      expect.arrayContaining(["database-migration", "database-master", "first-superuser-password"]),
    );
    const elsewhere = Object.values(others).flatMap(({ environment }) => secretsOf(environment));
    expect(elsewhere).not.toContain("database-migration");
    expect(elsewhere).not.toContain("database-master");
    expect(elsewhere).not.toContain("first-superuser-password");
  });

  it("runs one scheduler, stopped before it is started", () => {
    expect(blueprint().workloads.scheduler.service).toMatchObject({
      desiredCount: 1,
      scaling: null,
      minimumHealthyPercent: 0,
      maximumPercent: 100,
      capacity: "on-demand",
      availabilityZoneRebalancing: false,
    });
  });
});

describe("the timeout ladder", () => {
  it("waits longer on every rung", () => {
    const t = TIMEOUTS;
    const ladders = [
      [10, t.request, t.deregistration, t.stop],
      [t.websocketPing, t.loadBalancerIdle, t.keepAlive],
      [t.softShutdown, t.stop, 121],
      [t.graceful, t.stop],
      [5 * t.schedulerMaxLoop, t.schedulerLock, 61],
      [1800, visibilityTimeout(1800)],
      // A store that fails over costs no task.
      [t.storeFailover, t.targetCheckInterval * TARGET_CHECKS_TO_FAIL],
    ];
    for (const ladder of ladders) expect(ladder).toStrictEqual([...new Set(ladder)].sort((a, b) => a - b));
  });
});

describe("fillUrl", () => {
  it("puts a password in as it is, even one that looks like a replacement pattern", () => {
    expect(fillUrl(redisUrl("cache"), { password: "a$&b", host: "redis.example" })).toBe(
      "rediss://:a$&b@redis.example:6379/0?ssl_cert_reqs=required",
    );
  });
});
