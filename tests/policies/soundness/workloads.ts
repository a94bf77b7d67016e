import type { Input } from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { interpolate, json, ref, resource, type TestResource } from "../../../policies/testing";
import { BEAT, WEB, WORKER } from "../parts";
import type { Groups } from "./edge";
import { later, nowOrLater } from "./later";
import { around, aroundOf, roleOf } from "./operation";
import { decryptionBy, keyFor } from "./own-key";
import { CAREFUL, carefulSecret, FURTHER, furtherValue, secretString, setting, source } from "./values";

/** Task definitions with their secrets, and the services that run them: shared families, several services, equal names. */

const ACCOUNT = "eu-west-1:111122223333";
const NAMES = [
  ...["CORS_ORIGINS", "RATELIMIT_STORAGE_URL", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "DATABASE_URL"],
  ...["DB_POOL_SIZE", "DB_MAX_OVERFLOW", "DB_POOL_TIMEOUT", "WEB_CONCURRENCY", "SECRET_KEY", "REDBEAT_LOCK_TIMEOUT"],
  ...["REDBEAT_REDIS_URL", "REDIS_URL", "RATELIMIT_ENABLED", "DB_PASSWORD", "FRONTEND_URL", "DATABASE_READ_URL"],
];

const command = fc.constantFrom<readonly string[] | undefined>(
  ...[WEB, WORKER, [...WORKER, "-B"], BEAT, ["python", "-m", "app"], undefined],
  ["gunicorn", "-w", "4", "app.main:app"],
  ["gunicorn", "app.main:app"],
  ["sh", "-c", "exec uvicorn app.main:app --workers $WEB_CONCURRENCY"],
  ["sh", "-c", "alembic upgrade head && exec uvicorn app.main:app"],
  ["./start.sh"],
  ["sh", "-c", ". /run/secrets/env; uvicorn app.main:app"],
  ["alembic", "upgrade", "head"],
);

const capacity = fc.record({
  capacityProvider: fc.constantFrom<unknown>("FARGATE", "FARGATE_SPOT", ref(source, "name")),
  weight: fc.constantFrom<unknown>(0, 1, undefined, ref(source, "version")),
  base: fc.constantFrom<unknown>(0, 1, undefined),
});

/** How a service names what it runs. */
const LINKS = ["computed", "computed", "family", "revision", "arn", "elsewhere"] as const;

const service = fc.record({
  link: fc.constantFrom(...LINKS),
  name: fc.constantFrom("api", "own"),
  cluster: fc.constantFrom("a", "b", "literal", undefined),
  desiredCount: fc.constantFrom<unknown>(1, 2, 20, undefined, ref(source, "version")),
  deploymentMaximumPercent: fc.constantFrom<unknown>(100, 200, undefined, ref(source, "version"), ref(source, "tier")),
  availabilityZoneRebalancing: fc.constantFrom<unknown>("ENABLED", "DISABLED", undefined, ref(source, "dataType")),
  schedulingStrategy: fc.constantFrom<unknown>(undefined, undefined, undefined, "DAEMON"),
  capacityProviderStrategies: fc.option(fc.array(capacity, { maxLength: 2 }), { nil: undefined }),
  scaling: fc.option(fc.constantFrom<unknown>(1, 40, ref(source, "version")), { nil: undefined }),
  scalingLink: fc.constantFrom("computed", "literal"),
  deploymentCircuitBreaker: fc.constantFrom<unknown>(
    undefined,
    { enable: true, rollback: true },
    { enable: true, rollback: later(true) },
    { enable: later(true), rollback: false },
    { enable: false, rollback: false },
  ),
  alarms: fc.constantFrom<unknown>(
    ...[undefined, undefined],
    { alarmNames: ["edge"], enable: true, rollback: true },
    { alarmNames: ["edge"], enable: later(true), rollback: true },
    { alarmNames: ["edge"], enable: true, rollback: later(false) },
  ),
  deploymentController: fc.constantFrom<unknown>(undefined, undefined, { type: "CODE_DEPLOY" }, { type: later("ECS") }),
  healthCheckGracePeriodSeconds: nowOrLater(undefined, 0, 30, 300),
  balanced: fc.constantFrom("none", "computed", "written", "second", "both", "later", "another"),
});

/** Injected, each from the workload's own secret: whole, or a key of it. */
const injected = fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom("", ":url::", ":key::", ":password::"), {
  maxKeys: 2,
});

/** What a container says of itself beside its settings. */
const container = fc.record({
  healthCheck: fc.constantFrom<unknown>(
    ...[undefined, undefined, { command: ["CMD-SHELL", "curl -f http://localhost:8000/health"], startPeriod: 60 }],
    { command: ["CMD", "alive"], startPeriod: 300 },
  ),
  stopTimeout: fc.constantFrom<unknown>(undefined, 30, 120),
  image: fc.constantFrom<unknown>(
    ...[
      "example.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000000",
      "example.com/app:1.2",
    ],
    ...["example.com/app", ref(source, "value")],
  ),
});

const wild = fc.record({
  command,
  environment: fc.dictionary(fc.constantFrom(...NAMES, ...NAMES, ...FURTHER), fc.oneof(setting, furtherValue), {
    maxKeys: 6,
  }),
  injected,
  secretString,
  secretLink: fc.constantFrom("computed", "literal", "elsewhere"),
  environmentFile: fc.constantFrom(false, false, false, true),
  family: fc.constantFrom("own", "own", "shared"),
  services: fc.array(service, { maxLength: 2 }),
  container,
  around,
});

export type DrawnWorkload = typeof wild extends fc.Arbitrary<infer T> ? T : never;

/** Of good parts only: most such stacks are sound, and none of those may be blocked. */
const careful: fc.Arbitrary<DrawnWorkload> = fc.record({
  command,
  environment: fc.record(
    Object.fromEntries(Object.entries(CAREFUL).map(([name, values]) => [name, fc.constantFrom(...values)])),
    { requiredKeys: [] },
  ),
  injected: fc.constantFrom({}, {}, { SECRET_KEY: "" }, { SECRET_KEY: ":key::", RATELIMIT_STORAGE_URL: ":url::" }),
  secretString: carefulSecret,
  secretLink: fc.constantFrom("computed", "literal"),
  environmentFile: fc.constantFrom(false, false, false, true),
  family: fc.constantFrom("own", "own", "shared"),
  services: fc.array(
    service.map((drawn) => ({
      ...drawn,
      desiredCount: 1,
      deploymentMaximumPercent: 100,
      capacityProviderStrategies: undefined,
    })),
    { maxLength: 2 },
  ),
  container,
  around,
});

export const workloads = fc.oneof(
  fc.array(wild, { minLength: 1, maxLength: 3 }),
  fc.array(careful, { minLength: 1, maxLength: 3 }),
);

export type DrawnService = DrawnWorkload["services"][number];

export const clusters = {
  a: resource(aws.ecs.Cluster, "a", {}, { outputs: { name: "a-1f", arn: `arn:aws:ecs:${ACCOUNT}:cluster/a-1f` } }),
  b: resource(aws.ecs.Cluster, "b", {}, { outputs: { name: "b-2e", arn: `arn:aws:ecs:${ACCOUNT}:cluster/b-2e` } }),
} as const;

/** Everything of one workload. @param index which of the stack's it is @param parent the component it is in */
export function workloadOf(
  drawn: DrawnWorkload,
  index: number,
  parent: TestResource | undefined,
  groups: Groups,
): readonly TestResource[] {
  const options = parent === undefined ? {} : { parent };
  const arn = `arn:aws:secretsmanager:${ACCOUNT}:secret:s${index}-AbCdEf`;
  const kept = keyFor(drawn.around.key, `k${index}`, index);
  const secret = resource(
    aws.secretsmanager.Secret,
    `s${index}`,
    kept === undefined ? {} : { kmsKeyId: kept.keyId as string },
    { ...options, outputs: { arn, id: arn } },
  );
  const version = resource(
    aws.secretsmanager.SecretVersion,
    `s${index}`,
    {
      secretId: { computed: ref(secret, "id"), literal: arn, elsewhere: `${arn}x` }[drawn.secretLink],
      secretString: drawn.secretString as string,
    },
    options,
  );
  const { role, policy } = roleOf(drawn.around, `w${index}`, arn);
  const shown = drawn.secretLink === "computed" ? ref(secret, "arn") : arn;
  const definition = definitionOf(drawn, index, shown, role, options);
  const services = drawn.services.flatMap((own, number) =>
    serviceOf(own, definition, groups, `w${index}-${number}`, options),
  );
  return [
    ...(kept === undefined ? [] : [kept.key, kept.alias]),
    ...[secret, version, ...(role === undefined ? [] : [role]), definition, ...services, ...policy],
    ...decryptionBy(drawn.around.key, `w${index}`, role, kept),
    ...aroundOf(drawn.around, `w${index}`, definition, secret),
  ];
}

function definitionOf(
  drawn: DrawnWorkload,
  index: number,
  secret: Input<string>,
  role: TestResource | undefined,
  options: { readonly parent?: TestResource },
): TestResource {
  const family = drawn.family === "shared" ? "shared" : `w${index}`;
  const container = {
    name: `w${index}`,
    ...Object.fromEntries(Object.entries(drawn.container).filter(([, value]) => value !== undefined)),
    ...(drawn.command === undefined ? {} : { command: drawn.command }),
    environment: Object.entries(drawn.environment).map(([name, value]) => ({ name, value })),
    secrets: Object.entries(drawn.injected).map(([name, key]) => ({ name, valueFrom: interpolate`${secret}${key}` })),
    ...(drawn.environmentFile ? { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::settings/app.env" }] } : {}),
  };
  // A revision of a family that already has some.
  const revision = drawn.family === "shared" ? index + 1 : 1;
  return resource(
    aws.ecs.TaskDefinition,
    `w${index}`,
    {
      family,
      containerDefinitions: json([container]),
      ...(role === undefined ? {} : { executionRoleArn: ref(role, "arn") }),
    },
    { ...options, outputs: { arn: `arn:aws:ecs:${ACCOUNT}:task-definition/${family}:${revision}`, revision } },
  );
}

function behind(balanced: DrawnService["balanced"], { first, second }: Groups): readonly Input<string>[] {
  return {
    none: [],
    computed: [ref(first, "arn")],
    written: [String(first.outputs.arn)],
    second: [ref(second, "arn")],
    both: [String(first.outputs.arn), ref(second, "arn")],
    later: [ref(first, "arn"), later(second.outputs.arn) as string],
    another: ["another"],
  }[balanced];
}

function serviceOf(
  { link, name, cluster, scaling, scalingLink, balanced, ...drawn }: DrawnService,
  definition: TestResource,
  groups: Groups,
  logical: string,
  options: { readonly parent?: TestResource },
): readonly TestResource[] {
  const arn = String(definition.outputs.arn);
  const family = String(definition.inputs.family);
  const own = name === "own" ? logical : name;
  const clusterArn = cluster === "literal" ? "main" : cluster === undefined ? undefined : ref(clusters[cluster], "arn");
  const loadBalancers = behind(balanced, groups).map((targetGroupArn) => ({
    targetGroupArn,
    containerName: definition.name,
    containerPort: 8000,
  }));
  const service = resource(
    aws.ecs.Service,
    logical,
    {
      name: own,
      taskDefinition: {
        computed: ref(definition, "arn"),
        family,
        revision: `${family}:${String(definition.outputs.revision)}`,
        arn,
        elsewhere: later(`${family}:${String(definition.outputs.revision)}`) as string,
      }[link],
      ...(clusterArn === undefined ? {} : { cluster: clusterArn }),
      ...(balanced === "none" ? {} : { loadBalancers }),
      ...(drawn as aws.ecs.ServiceArgs),
    },
    // AWS makes no service of a revision that is not there.
    link === "revision" || link === "arn" || link === "elsewhere" ? { ...options, dependsOn: [definition] } : options,
  );
  if (scaling === undefined) return [service];
  const clusterName = cluster === "a" || cluster === "b" ? clusters[cluster].outputs.name : (cluster ?? "default");
  const literalCluster = cluster === "literal" ? "main" : String(clusterName);
  const computedCluster = cluster === "a" || cluster === "b" ? ref(clusters[cluster], "name") : literalCluster;
  const target = resource(
    aws.appautoscaling.Target,
    logical,
    {
      resourceId:
        scalingLink === "literal"
          ? `service/${literalCluster}/${own}`
          : interpolate`service/${computedCluster}/${ref(service, "name")}`,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
      minCapacity: 1,
      maxCapacity: scaling as number,
    },
    options,
  );
  return [service, target];
}
