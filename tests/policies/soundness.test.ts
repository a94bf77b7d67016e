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
const short = resource(random.RandomPassword, "short", { length: 4 }, { outputs: { result: "x7Qp" } });
const source = resource(
  aws.ssm.Parameter,
  "source",
  { type: "String" },
  {
    outputs: { value: "*", version: 3, arn: "changeme", tier: 100, dataType: "DISABLED", name: "FARGATE_SPOT" },
  },
);
const redis = resource(
  aws.elasticache.ReplicationGroup,
  "redis",
  { description: "cache", replicationGroupId: "redis" },
  { outputs: { primaryEndpointAddress: HOST } },
);
function postgresOf(parameters: readonly object[], identifier: string | undefined): readonly TestResource[] {
  const group = resource(
    aws.rds.ParameterGroup,
    "postgres",
    { family: "postgres17", parameters: parameters as aws.types.input.rds.ParameterGroupParameter[] },
    { outputs: { name: "postgres-1a2b" } },
  );
  const instance = resource(
    aws.rds.Instance,
    "postgres",
    { identifier, instanceClass: "db.t4g.micro", parameterGroupName: ref(group, "name") },
    { outputs: { address: "postgres.abc123.eu-west-1.rds.amazonaws.com" } },
  );
  return [group, instance];
}

const value = fc.constantFrom<unknown>(
  "*",
  '["https://app.example.com"]',
  "memory://",
  `rediss://${HOST}:6379/0`,
  interpolate`rediss://${ref(redis, "primaryEndpointAddress")}:6379/1`,
  "redis://elsewhere.example.com:6379",
  "rediss://master.other.abc123.euw1.cache.amazonaws.com:6379/0",
  "postgresql://app@postgres.abc123.eu-west-1.rds.amazonaws.com:5432/app",
  "postgresql://app:postgres@postgres.abc123.eu-west-1.rds.amazonaws.com:5432/app",
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

const capacity = fc.record({
  capacityProvider: fc.constantFrom<unknown>("FARGATE", "FARGATE_SPOT", ref(source, "name")),
  weight: fc.constantFrom<unknown>(0, 1, undefined, ref(source, "version")),
  base: fc.constantFrom<unknown>(0, 1, undefined),
});

const service = fc.record({
  desiredCount: fc.constantFrom<unknown>(1, 2, 20, ref(source, "version")),
  deploymentMaximumPercent: fc.constantFrom<unknown>(100, 200, undefined, ref(source, "version"), ref(source, "tier")),
  availabilityZoneRebalancing: fc.constantFrom<unknown>("ENABLED", "DISABLED", undefined, ref(source, "dataType")),
  capacityProviderStrategies: fc.option(fc.array(capacity, { maxLength: 2 }), { nil: undefined }),
});

const secretString = fc.constantFrom<unknown>(
  "changeme",
  STRONG,
  ref(token, "result"),
  ref(short, "result"),
  ref(source, "arn"),
  json({ url: ref(source, "value") }),
);

const scaling = fc.option(fc.constantFrom<unknown>(1, 40, ref(source, "version")), { nil: undefined });

const workload = fc.record({ command, environment, service, secretString, scaling });

const parameter = fc.record({
  name: fc.constantFrom<unknown>("max_connections", "work_mem", ref(source, "arn")),
  value: fc.constantFrom<unknown>("20", "400", ref(source, "version")),
});

const stack = fc.record({
  workloads: fc.array(workload, { minLength: 1, maxLength: 2 }),
  parameters: fc.array(parameter, { maxLength: 2 }),
  identifier: fc.constantFrom("postgres", undefined),
  declared: fc.boolean(),
});

type Drawn = typeof stack extends fc.Arbitrary<infer T> ? T : never;

function target(name: string, maxCapacity: unknown, options: { readonly parent?: TestResource }): TestResource {
  return resource(
    aws.appautoscaling.Target,
    name,
    {
      resourceId: `service/default/${name}`,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
      minCapacity: 1,
      maxCapacity: maxCapacity as number,
    },
    options,
  );
}

function resourcesOf({ workloads, parameters, identifier, declared }: Drawn): readonly TestResource[] {
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
      ...(part.scaling === undefined ? [] : [target(`w${index}`, part.scaling, options)]),
    ];
  });
  return [...(declared ? [root] : []), token, short, source, redis, ...postgresOf(parameters, identifier), ...parts];
}

/** All that judge the stack: what follows lowers them, and one rule is about that. */
const judging = rules.filter(({ configurable }) => configurable);

/** Nothing is refused, so that an up gets as far as the last resource and every early verdict meets its late one. */
const lenient = {
  unproven: { preview: "advisory", up: "advisory" },
  rules: Object.fromEntries(judging.map(({ id }) => [id, { level: "advisory" }])),
};

it("never overturns what it verified with values unknown", async () => {
  const RUNS = 150;
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(stack, async (drawn) => {
      const resources = resourcesOf(drawn);
      const early = await run(judging, resources, { phase: "preview", configuration: lenient });
      const late = await run(judging, resources, { phase: "up", configuration: lenient });
      expect(late.created).toHaveLength(resources.length);
      for (const before of early.verdicts.filter(({ basis }) => basis === "verified")) {
        const after = late.verdicts.find(({ rule, subject }) => rule === before.rule && subject === before.subject);
        expect({ ...before, verdict: after?.verdict }).toEqual(before);
        compared += 1;
      }
    }),
    { numRuns: RUNS },
  );
  // Every stack has a generated secret, whose verdict is never unknown.
  expect(compared).toBeGreaterThanOrEqual(RUNS);
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
