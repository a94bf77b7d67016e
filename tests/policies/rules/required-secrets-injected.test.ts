import * as aws from "@pulumi/aws";
import type { DeclaredSecret, DeclaredVariable, DeclaredWorkload } from "../../../policies/model";
import { requiredSecretsInjected } from "../../../policies/rules/secrets/required-secrets-injected";
import { blueprint, component, json, ref, resource } from "../../../policies/testing";
import { BEAT, databaseUrl, declaration, declaredWorkload, redisUrl, ruleTester, task, WEB, WORKER } from "../fixtures";

const asks = (required: Record<string, readonly string[]>) => ({
  rules: { "required-secrets-injected": { options: { required } } },
});
const api = (secrets: Record<string, string>, environment: Record<string, unknown> = {}) =>
  task("api", { command: WEB, environment, secrets });
const subject = "workload/api";

/** The shape of the product's own program. */
const signing: DeclaredSecret = {
  purpose: "signing",
  origin: { kind: "generated", generator: "RandomPassword", length: 64 },
};
const SECRET_KEY: DeclaredVariable = { kind: "secret", secret: "signing-key", key: null };
const client = { name: "postgres", processes: 1, engines: 1, poolSize: 1, maxOverflow: 1, poolTimeout: 5 };
const product = (part: Partial<DeclaredWorkload>, name = "web") =>
  blueprint(declaration({ secrets: { "signing-key": signing }, workloads: { [name]: declaredWorkload(part) } }));
const whole = product({ environment: { SECRET_KEY, DATABASE_URL: databaseUrl }, database: client });
const web = component("web", { parent: whole });
const built = (secrets: Record<string, string>) => task("web", { command: WEB, secrets }, web);
const key = resource(aws.secretsmanager.Secret, "key", {}, { outputs: { arn: "arn:aws:x" } });

ruleTester.run(requiredSecretsInjected, {
  valid: [
    { name: "a program of which nobody asks anything", stack: [api({})], passes: {} },
    {
      name: "what the platform team asks for",
      configuration: asks({ all: ["SENTRY_DSN"], web: ["SECRET_KEY", "DATABASE_URL|DB_PASSWORD"] }),
      stack: [api({ SECRET_KEY: "/shop/key", db_password: "/shop/db", SENTRY_DSN: "/shop/dsn" })],
      passes: { [subject]: "verified" },
    },
    {
      name: "what is asked of another role",
      configuration: asks({ worker: ["SECRET_KEY"] }),
      stack: [api({})],
      passes: {},
    },
    { name: "the product's own program, before it is built", stack: [whole], passes: { "workload/web": "declared" } },
    {
      name: "the product's own program",
      stack: [whole, web, built({ SECRET_KEY: "/shop/key", DATABASE_URL: "/shop/url" })],
      passes: { "workload/web": "verified" },
    },
    {
      name: "a declared scheduler with its broker",
      stack: [
        product({ role: "scheduler", command: BEAT, environment: { CELERY_BROKER_URL: redisUrl("broker") } }, "beat"),
      ],
      passes: { "workload/beat": "declared" },
    },
  ],
  invalid: [
    {
      name: "a secret that the platform team asks for",
      configuration: asks({ web: ["SECRET_KEY"] }),
      stack: [api({ DATABASE_URL: "/shop/url" })],
      subject,
      messageId: "missing",
      says: "SECRET_KEY",
    },
    {
      name: "one of several names",
      configuration: asks({ all: ["DATABASE_URL|DB_PASSWORD"] }),
      stack: [api({ SECRET_KEY: "/shop/key" })],
      subject,
      messageId: "missing",
    },
    {
      name: "a declared web workload that signs with nothing",
      stack: [product({})],
      subject: "workload/web",
      messageId: "missing",
      says: "a signing key",
      stage: "blueprint",
    },
    {
      name: "a declared client without a login",
      stack: [product({ environment: { SECRET_KEY }, database: client })],
      subject: "workload/web",
      messageId: "missing",
      says: "login to its database",
    },
    {
      name: "a declared worker without a broker",
      stack: [product({ role: "worker", command: WORKER }, "worker")],
      subject: "workload/worker",
      messageId: "missing",
      says: "broker",
    },
    {
      name: "the product's own program, built without what it declares",
      stack: [whole, web, built({ SECRET_KEY: "/shop/key" })],
      subject: "workload/web",
      messageId: "missing",
      says: "DATABASE_URL",
      stage: "resource",
    },
  ],
  unproven: [
    {
      name: "a file that may set it",
      configuration: asks({ web: ["SECRET_KEY"] }),
      stack: [
        resource(aws.ecs.TaskDefinition, "api", {
          family: "api",
          containerDefinitions: json([
            {
              name: "api",
              image: "a",
              command: WEB,
              environmentFiles: [{ type: "s3", value: "arn:aws:s3:::a/b.env" }],
            },
          ]),
        }),
      ],
      subject,
      path: "containerDefinitions[0].environmentFiles",
    },
    {
      name: "an environment that is unknown",
      configuration: asks({ all: ["SECRET_KEY"] }),
      stack: [key, task("api", { command: WEB, secrets: { SECRET_KEY: ref(key, "arn") } })],
      subject,
      path: "containerDefinitions",
      producer: "key",
    },
  ],
});
