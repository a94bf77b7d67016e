import * as aws from "@pulumi/aws";
import type { DeclaredVariable } from "../../../policies/model";
import { environmentAgrees } from "../../../policies/rules/operation/environment-agrees";
import { blueprint, component, ref, resource, run, type TestResource } from "../../../policies/testing";
import {
  BEAT,
  databaseUrl,
  declaration,
  declaredWorkload,
  plain,
  redisUrl,
  ruleTester,
  task,
  WEB,
  WORKER,
} from "../fixtures";

const URL = "postgresql://app:pw@db.example.com:5432/app";
const BROKER = "redis://redis.example.com:6379/0";
const IMAGE = "ghcr.io/example/shop";
type Variables = Readonly<Record<string, unknown>>;

const runs = (name: string, environment: Variables, secrets: Variables = {}, image = `${IMAGE}:1`) =>
  task(name, { command: COMMANDS[name.split("-")[0] ?? ""] ?? WEB, environment, secrets, more: { image } });
const COMMANDS: Readonly<Record<string, readonly string[]>> = { web: WEB, worker: WORKER, beat: BEAT };
/** A web and a worker that share a database, with a variable of their own each. */
const two = (web: Variables, worker: Variables) => [
  runs("web", { DATABASE_URL: URL, ...web }),
  runs("worker", { DATABASE_URL: URL, ...worker }),
];

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:";
const kept = (name: string, secretString: string): TestResource[] => {
  const arn = `${ARN}${name}-AbCdEf`;
  return [
    resource(aws.secretsmanager.Secret, name, { name }, { outputs: { arn, id: arn } }),
    resource(aws.secretsmanager.SecretVersion, name, { secretId: arn, secretString }, { outputs: { arn } }),
  ];
};
const reads = (name: string) => ({ SECRET_KEY: `${ARN}${name}-AbCdEf` });
const database = (name: string, args: Partial<aws.rds.InstanceArgs> = {}) =>
  resource(
    aws.rds.Instance,
    name,
    { identifier: name, instanceClass: "db.t4g.medium", ...args },
    { outputs: { address: `${name}.abc123def456.eu-west-1.rds.amazonaws.com` } },
  );
const at = (name: string) => ({
  DATABASE_URL: `postgresql://app:pw@${name}.abc123def456.eu-west-1.rds.amazonaws.com/app`,
  CELERY_BROKER_URL: BROKER,
});

/** The production program's shape. */
const signing = (secret: string): DeclaredVariable => ({ kind: "secret", secret, key: null });
const environment = (more: Record<string, DeclaredVariable> = {}) => ({
  ENVIRONMENT: plain("production"),
  DATABASE_URL: databaseUrl,
  CELERY_BROKER_URL: redisUrl("broker", 2),
  SECRET_KEY: signing("signing-key"),
  ...more,
});
const generated = { kind: "generated", generator: "RandomPassword", length: 64 } as const;
const declared = (more: Record<string, DeclaredVariable> = {}) =>
  blueprint(
    declaration({
      secrets: {
        "signing-key": { purpose: "signing", origin: generated },
        "other-key": { purpose: "signing", origin: generated },
      },
      workloads: {
        web: declaredWorkload({ environment: environment() }),
        worker: declaredWorkload({ role: "worker", command: WORKER, environment: environment(more) }),
      },
    }),
  );
const built = (variables: Variables): TestResource[] => {
  const root = blueprint(
    declaration({
      workloads: {
        web: declaredWorkload({ environment: { ENVIRONMENT: plain("production"), LOG_LEVEL: plain("INFO") } }),
      },
    }),
  );
  const part = component("web", { parent: root });
  return [root, part, task("web", { command: WEB, environment: variables }, part)];
};

const subject = "workload/worker";
const passes = { "workload/worker": "verified" } as const;
const computed = resource(aws.ssm.Parameter, "broker", { type: "String" }, { outputs: { insecureValue: BROKER } });

ruleTester.run(environmentAgrees, {
  valid: [
    {
      name: "one value in all",
      stack: two(
        { CELERY_BROKER_URL: BROKER, ENVIRONMENT: "production" },
        { CELERY_BROKER_URL: BROKER, ENVIRONMENT: "Production" },
      ),
      passes,
    },
    {
      name: "what may differ from role to role",
      stack: two(
        { DB_POOL_SIZE: "5", WEB_CONCURRENCY: "2", LOG_LEVEL: "INFO" },
        { DB_POOL_SIZE: "2", WEB_CONCURRENCY: "1", LOG_LEVEL: "WARNING" },
      ),
      passes,
    },
    {
      name: "two logins to one database, and two ways to one broker",
      stack: [
        runs("web", { DATABASE_URL: URL, CELERY_BROKER_URL: "redis://:pw@redis.example.com:6379/0" }),
        runs("worker", {
          DATABASE_URL: "postgresql+psycopg://other:pw2@db.example.com:5432/app?sslmode=require",
          CELERY_BROKER_URL: "redis://:pw@redis.example.com:6379/0?socket_keepalive=true",
        }),
      ],
      passes,
    },
    {
      name: "a copy that is read from",
      stack: [
        database("main"),
        database("copy", { replicateSourceDb: "main" }),
        runs("web", at("main")),
        runs("worker", at("copy")),
      ],
      phase: "up",
      passes,
    },
    {
      name: "one secret, wherever it is kept",
      stack: [runs("web", { DATABASE_URL: URL }, reads("key")), runs("worker", { DATABASE_URL: URL }, reads("key"))],
      passes,
    },
    {
      name: "two products of two images",
      stack: [
        runs("web", { DATABASE_URL: URL, CELERY_BROKER_URL: BROKER }),
        runs("worker", { DATABASE_URL: URL, CELERY_BROKER_URL: `${BROKER}1` }, {}, "ghcr.io/example/other:1"),
      ],
      passes: {},
    },
    {
      name: "one image for two customers",
      stack: ["a", "b"].flatMap((customer) =>
        ["web", "worker"].map((name) =>
          runs(`${name}-${customer}`, {
            DATABASE_URL: `postgresql://app:pw@${customer}.example.com/app`,
            CELERY_BROKER_URL: `redis://${customer}.example.com:6379/0`,
            ENVIRONMENT: customer,
          }),
        ),
      ),
      passes: { "workload/worker-a": "verified", "workload/worker-b": "verified" },
    },
    {
      name: "what the platform team lets differ",
      configuration: { rules: { "environment-agrees": { options: { except: ["environment"] } } } },
      stack: two({ ENVIRONMENT: "production" }, { ENVIRONMENT: "batch" }),
      passes,
    },
    { name: "this product's declaration", stack: [declared()], passes: { [subject]: "declared" } },
    {
      name: "what is declared and not built, which is for blueprint-honoured to tell",
      stack: built({ ENVIRONMENT: "production", FEATURE_X: "on" }),
      passes: {},
    },
    { name: "one workload alone", stack: [runs("web", { ENVIRONMENT: "production" })], passes: {} },
  ],
  invalid: [
    {
      name: "another database of the broker",
      stack: two({ CELERY_BROKER_URL: BROKER }, { CELERY_BROKER_URL: "redis://redis.example.com:6379/1" }),
      subject,
      messageId: "broker",
      says: "another CELERY_BROKER_URL than workload web",
    },
    {
      name: "another broker, of two that share nothing else",
      stack: [
        runs("web", { CELERY_BROKER_URL: BROKER }),
        runs("worker", { CELERY_BROKER_URL: "amqp://mq.example.com:5672/shop" }),
      ],
      subject,
      messageId: "broker",
    },
    {
      name: "another result store",
      stack: two({ CELERY_RESULT_BACKEND: BROKER }, { CELERY_RESULT_BACKEND: `${BROKER}9` }),
      subject,
      messageId: "results",
    },
    {
      name: "another database on one server",
      stack: [
        runs("web", { DATABASE_URL: URL, CELERY_BROKER_URL: BROKER }),
        runs("worker", { DATABASE_URL: URL.replace(/app$/, "old"), CELERY_BROKER_URL: BROKER }),
      ],
      subject,
      messageId: "database",
    },
    {
      name: "another database of this stack",
      phase: "up",
      stack: [database("main"), database("reports"), runs("web", at("main")), runs("worker", at("reports"))],
      subject,
      messageId: "database",
    },
    {
      name: "another environment",
      stack: two({ ENVIRONMENT: "production" }, { ENVIRONMENT: "staging" }),
      subject,
      messageId: "environment",
    },
    {
      name: "another environment for the error tracker",
      stack: two({ SENTRY_ENVIRONMENT: "production" }, { SENTRY_ENVIRONMENT: "prod" }),
      subject,
      messageId: "environment",
      says: "SENTRY_ENVIRONMENT",
    },
    {
      name: "another signing key",
      stack: [
        ...kept("web-key", "k".repeat(20) + "0aB1cD2eF3gH4"),
        ...kept("worker-key", "q".repeat(20) + "9zY8xW7vU6tS5"),
        runs("web", { DATABASE_URL: URL }, reads("web-key")),
        runs("worker", { DATABASE_URL: URL }, reads("worker-key")),
      ],
      subject,
      messageId: "signing",
      says: "another SECRET_KEY than workload web",
    },
    {
      name: "another visibility timeout",
      stack: two({ CELERY_VISIBILITY_TIMEOUT: "3600" }, { CELERY_VISIBILITY_TIMEOUT: "7200" }),
      subject,
      messageId: "visibility",
    },
    {
      name: "a name that the platform team adds",
      configuration: { rules: { "environment-agrees": { options: { names: ["TENANT"] } } } },
      stack: two({ TENANT: "a" }, { TENANT: "b" }),
      subject,
      messageId: "contract",
      says: "another TENANT",
    },
    {
      name: "this product's declaration, with another environment",
      stack: [declared({ ENVIRONMENT: plain("staging") })],
      subject,
      messageId: "environment",
      stage: "blueprint",
    },
    {
      name: "this product's declaration, with another signing key",
      stack: [declared({ SECRET_KEY: signing("other-key") })],
      subject,
      messageId: "signing",
    },
    {
      name: "this product's declaration, with another index of the broker",
      stack: [declared({ CELERY_BROKER_URL: redisUrl("broker", 3) })],
      subject,
      messageId: "broker",
    },
  ],
  unproven: [
    {
      name: "a value that is computed",
      stack: [computed, ...two({ CELERY_BROKER_URL: BROKER }, { CELERY_BROKER_URL: ref(computed, "insecureValue") })],
      subject,
      path: "containerDefinitions",
      producer: "broker",
    },
    {
      name: "two hosts of which nobody here knows where they lead",
      stack: [
        runs("web", { DATABASE_URL: URL, CELERY_BROKER_URL: BROKER }),
        runs("worker", { DATABASE_URL: URL.replace("db.", "pooler."), CELERY_BROKER_URL: BROKER }),
      ],
      subject,
      path: "containerDefinitions[0].environment.DATABASE_URL",
    },
  ],
});

it("shows no value, only who disagrees about what", async () => {
  const stack = two({ SECRET_KEY: "hunter2-hunter2-hunter2" }, { SECRET_KEY: "swordfish-swordfish-sword" });
  const { diagnostics, records } = await run([environmentAgrees], stack, { phase: "up" });
  expect(diagnostics).toHaveLength(1);
  expect(JSON.stringify([diagnostics, records])).not.toMatch(/hunter2|swordfish/);
});

it.each([
  ["broker", { CELERY_BROKER_URL: "rediss://:pw@redis.example.com:6379/2?ssl_cert_reqs=required" }],
  ["database", { DATABASE_URL: "postgresql+asyncpg://app:pw@db.example.com:5432/app" }],
])("finds nothing while web is built and the worker is not: %s", async (_, variables) => {
  const root = declared();
  const part = component("web", { parent: root });
  const stack = [
    root,
    part,
    task("web", { command: WEB, environment: { ENVIRONMENT: "production", ...variables } }, part),
  ];
  const { verdicts, diagnostics } = await run([environmentAgrees], stack, { phase: "up" });
  expect(verdicts.filter(({ messageId }) => messageId === "broker" || messageId === "database")).toEqual([]);
  expect(diagnostics.filter(({ message }) => message.includes("another"))).toEqual([]);
});

it("finds another index of a broker that is built beside a declared one", async () => {
  const root = declared();
  const part = component("web", { parent: root });
  const environment = { CELERY_BROKER_URL: "rediss://:pw@redis.example.com:6379/7?ssl_cert_reqs=required" };
  const stack = [root, part, task("web", { command: WEB, environment }, part)];
  const { verdicts } = await run([environmentAgrees], stack, { phase: "up" });
  expect(verdicts.map(({ messageId }) => messageId)).toContain("broker");
});
