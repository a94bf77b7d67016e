import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import * as fc from "fast-check";
import { rules } from "../../policies/rules";
import { blueprint, component, interpolate, json, ref, resource, run, type TestResource } from "../../policies/testing";
import { BEAT, declaration, declaredWorkload, plain, singleton, task, WEB, WORKER } from "./fixtures";

/**
 * The promise under everything else: what was verified with some values unknown is never overturned once they are known.
 * Stacks are drawn at random from good and bad parts, with references (unknown at preview) in any place.
 */
const HOST = "master.redis.abc123.euw1.cache.amazonaws.com";
const STRONG = "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT1uXo0iEv";

const token = resource(random.RandomPassword, "token", { length: 40 }, { outputs: { result: STRONG } });
const source = resource(
  aws.ssm.Parameter,
  "source",
  { type: "String" },
  { outputs: { value: "*", version: 3, arn: "changeme" } },
);
const redis = resource(
  aws.elasticache.ReplicationGroup,
  "redis",
  { description: "cache" },
  { outputs: { primaryEndpointAddress: HOST } },
);
const postgres = resource(
  aws.rds.Instance,
  "postgres",
  { instanceClass: "db.t4g.micro" },
  { outputs: { address: "postgres.example.internal" } },
);

const value = fc.constantFrom<unknown>(
  "*",
  '["https://app.example.com"]',
  "memory://",
  `rediss://${HOST}:6379/0`,
  interpolate`rediss://${ref(redis, "primaryEndpointAddress")}:6379/1`,
  "redis://elsewhere.example.com:6379",
  "postgresql://app@postgres.example.internal:5432/app",
  "postgresql://app:postgres@postgres.example.internal:5432/app",
  "changeme",
  STRONG,
  "0",
  "5",
  "200",
  ref(source, "value"),
  ref(source, "version"),
  ref(token, "result"),
);

const environment = fc.dictionary(
  fc.constantFrom(
    ...["CORS_ORIGINS", "RATELIMIT_STORAGE_URL", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "DATABASE_URL"],
    ...["DB_POOL_SIZE", "DB_MAX_OVERFLOW", "DB_POOL_TIMEOUT", "WEB_CONCURRENCY", "SECRET_KEY", "REDBEAT_LOCK_TIMEOUT"],
  ),
  value,
  { maxKeys: 6 },
);

const command = fc.constantFrom(WEB, WORKER, [...WORKER, "-B"], BEAT, ["python", "-m", "app"]);

const service = fc.record({
  desiredCount: fc.constantFrom<unknown>(1, 2, 20, ref(source, "version")),
  deploymentMaximumPercent: fc.constantFrom<unknown>(100, 200, undefined, ref(source, "version")),
  availabilityZoneRebalancing: fc.constantFrom<unknown>("ENABLED", "DISABLED", undefined),
});

const secretString = fc.constantFrom<unknown>(
  "changeme",
  STRONG,
  ref(token, "result"),
  ref(source, "arn"),
  json({ url: ref(source, "value") }),
);

const workload = fc.record({ command, environment, service, secretString });

const stack = fc.record({
  workloads: fc.array(workload, { minLength: 1, maxLength: 2 }),
  declared: fc.boolean(),
});

type Drawn = typeof stack extends fc.Arbitrary<infer T> ? T : never;

function resourcesOf({ workloads, declared }: Drawn): readonly TestResource[] {
  const root = blueprint(
    declaration({
      workloads: Object.fromEntries(
        workloads.map((part, index) => [
          `w${index}`,
          declaredWorkload({
            command: part.command,
            role: part.command === BEAT ? "scheduler" : "web",
            service: part.command === BEAT ? singleton : declaredWorkload({}).service,
            environment: { CORS_ORIGINS: plain('["https://app.example.com"]') },
          }),
        ]),
      ),
    }),
  );
  const parts = workloads.flatMap((part, index) => {
    const parent = declared ? component(`w${index}`, { parent: root }) : undefined;
    const definition = task(`w${index}`, part, parent);
    const options = parent === undefined ? {} : { parent };
    return [
      ...(parent === undefined ? [] : [parent]),
      resource(
        aws.secretsmanager.SecretVersion,
        `s${index}`,
        { secretId: "id", secretString: part.secretString as string },
        options,
      ),
      definition,
      resource(
        aws.ecs.Service,
        `w${index}`,
        { name: `w${index}`, taskDefinition: ref(definition, "arn"), ...(part.service as aws.ecs.ServiceArgs) },
        options,
      ),
    ];
  });
  return [...(declared ? [root] : []), token, source, redis, postgres, ...parts];
}

it("never overturns what it verified with values unknown", async () => {
  let verified = 0;
  await fc.assert(
    fc.asyncProperty(stack, async (drawn) => {
      const resources = resourcesOf(drawn);
      const early = await run(rules, resources, { phase: "preview" });
      const late = await run(rules, resources, { phase: "up" });
      const refused = late.records.at(-1)?.record !== "end";
      for (const before of early.verdicts.filter(({ basis }) => basis === "verified")) {
        const after = late.verdicts.find(({ rule, subject }) => rule === before.rule && subject === before.subject);
        // An up that was refused did not get as far as every real resource.
        if (after === undefined || (refused && after.basis !== "verified")) continue;
        verified += 1;
        expect({ ...before, verdict: after.verdict }).toEqual(before);
      }
    }),
    { numRuns: 150 },
  );
  expect(verified).toBeGreaterThan(100);
});

it("gives a verdict on every subject it sees, or says why it cannot", async () => {
  await fc.assert(
    fc.asyncProperty(stack, async (drawn) => {
      const resources = resourcesOf(drawn);
      const { verdicts } = await run(rules, resources, { phase: "preview" });
      const silent = verdicts.filter((verdict) =>
        verdict.verdict === "unproven" ? (verdict.unknowns ?? []).length === 0 : verdict.basis === undefined,
      );
      expect(silent).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
