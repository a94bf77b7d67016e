import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { DeclaredSecret } from "../../../policies/model";
import { valueIsResolved } from "../../../policies/rules/secrets/value-is-resolved";
import { blueprint, interpolate, json, ref, resource, secret } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, redisUrl, ruleTester, task, WEB } from "../fixtures";

const text = (value: unknown): string => String(value);
const OUTPUT = text(pulumi.output("db"));
const STRONG = "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT1uXo0iEv";
const password = resource(random.RandomPassword, "password", { length: 40 }, { outputs: { result: STRONG } });
const entry = resource(aws.secretsmanager.Secret, "key", {}, { outputs: { arn: "arn:aws:x", id: "arn:aws:x" } });
type Value = NonNullable<aws.secretsmanager.SecretVersionArgs["secretString"]>;
const version = (secretString: Value) =>
  resource(aws.secretsmanager.SecretVersion, "key", { secretId: "arn:aws:x", secretString });
const api = (environment: Record<string, unknown>) => task("api", { command: WEB, environment });
const subject = "workload/api";

/** The shape of the product's own program. */
const signing = (origin: DeclaredSecret["origin"]): Record<string, DeclaredSecret> => ({
  "signing-key": { purpose: "signing", origin },
});
const product = (environment: Record<string, ReturnType<typeof plain>>, origin: DeclaredSecret["origin"]) =>
  blueprint(declaration({ secrets: signing(origin), workloads: { web: declaredWorkload({ environment }) } }));
const generated = { kind: "generated", generator: "RandomPassword", length: 64 } as const;

ruleTester.run(valueIsResolved, {
  valid: [
    {
      name: "settings as they should be",
      stack: [api({ LOG_LEVEL: "INFO", CORS_ORIGINS: '["https://app.example.com"]', EMPTY: "" })],
      passes: { [subject]: "verified" },
    },
    {
      name: "a variable that a shell puts in",
      stack: [task("api", { command: ["sh", "-c", "exec uvicorn app.main:app --port ${PORT}"], environment: {} })],
      passes: { [subject]: "verified" },
    },
    {
      name: "words that a program takes as they are",
      stack: [task("api", { command: ["node", "app.js", "null", "--file", "undefined", "${HOST}"], environment: {} })],
      passes: { [subject]: "verified" },
    },
    {
      name: "images and secrets' places as they are written",
      stack: [
        task("api", {
          command: WEB,
          more: { image: `ecr.example.com/null-device/undefined-behaviour:1.2@sha256:${"0a".repeat(32)}` },
          environment: {},
          secrets: { DATABASE_URL: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:none-AbCdEf:url:AWSCURRENT:" },
        }),
      ],
      passes: { [subject]: "verified" },
    },
    { name: "a secret of the owner's", stack: [version(secret(STRONG))], passes: { "secret/key": "verified" } },
    {
      name: "a value that a generator makes",
      stack: [password, version(ref(password, "result"))],
      passes: { "secret/key": "declared" },
    },
    {
      name: "a URL with a generated password",
      phase: "up",
      stack: [
        password,
        version(json({ url: interpolate`postgresql://app:${ref(password, "result")}@db.example.com/app` })),
      ],
      passes: { "secret/key": "verified" },
    },
    {
      name: "the product's own program",
      stack: [
        blueprint(
          declaration({
            secrets: signing(generated),
            workloads: {
              web: declaredWorkload({ environment: { LOG_LEVEL: plain("INFO"), REDIS_URL: redisUrl("cache") } }),
              worker: declaredWorkload({ environment: { REDIS_URL: redisUrl("cache") } }),
            },
          }),
        ),
      ],
      passes: { "workload/web": "declared", "workload/worker": "declared", "secret/signing-key": "declared" },
    },
  ],
  invalid: [
    ...["[object Object]", OUTPUT, "--api=https://undefined/v1", "postgresql://app@null:5432/app"].map((word) => ({
      name: `on a command line: ${word.slice(0, 40)}`,
      stack: [task("api", { command: ["uvicorn", "app.main:app", "--app-dir", word], environment: {} })],
      subject,
      messageId: "unresolved",
      says: "its command line",
    })),
    ...[`${OUTPUT}:latest`, "ghcr.io/acme/shop:undefined", "ghcr.io/acme/shop:${TAG}", "undefined/shop:1"].map(
      (image) => ({
        name: `an image: ${image.slice(0, 40)}`,
        stack: [task("api", { command: WEB, more: { image }, environment: {} })],
        subject,
        messageId: "unresolved",
        says: "its image",
        stage: "resource" as const,
      }),
    ),
    ...[`${OUTPUT}:url::`, "arn:aws:ssm:eu-west-1:111122223333:parameter/undefined/url", "/${STAGE}/url"].map(
      (from) => ({
        name: `a secret's place: ${from.slice(0, 40)}`,
        stack: [task("api", { command: WEB, environment: {}, secrets: { DATABASE_URL: from } })],
        subject,
        messageId: "unresolved",
        says: "where DATABASE_URL comes from",
        stage: "resource" as const,
      }),
    ),
    {
      name: "an image of a function",
      stack: [resource(aws.lambda.Function, "api", { packageType: "Image", imageUri: `${OUTPUT}:1`, role: "arn:x" })],
      subject,
      messageId: "unresolved",
      says: "its image",
    },
    {
      name: "an output in a template string",
      stack: [api({ DATABASE_URL: `postgresql://app@${OUTPUT}:5432/app` })],
      subject,
      messageId: "unresolved",
      says: "DATABASE_URL",
      stage: "resource",
    },
    { name: "an object", stack: [api({ SETTINGS: "[object Object]" })], subject, messageId: "unresolved" },
    {
      name: "a host that is missing",
      stack: [api({ CELERY_BROKER_URL: "rediss://undefined:6379/0" })],
      subject,
      messageId: "unresolved",
    },
    {
      name: "a variable that nobody puts in",
      stack: [api({ DATABASE_URL: "postgresql://app:${DB_PASSWORD}@db.internal/app" })],
      subject,
      messageId: "unresolved",
    },
    {
      name: "a variable that the application may put in",
      stack: [api({ DB_USER: "app", DATABASE_URL: "postgresql://${DB_USER}@db.internal/app" })],
      subject,
      messageId: "likely",
    },
    {
      name: "a secret that is an output's text",
      stack: [version(secret(OUTPUT))],
      subject: "secret/key",
      messageId: "unresolved",
      says: "the value holds",
    },
    {
      name: "a member of a secret",
      stack: [version(json({ username: "app", password: "undefined" }))],
      subject: "secret/key",
      messageId: "unresolved",
      says: "password",
    },
    {
      name: "a parameter",
      stack: [resource(aws.ssm.Parameter, "host", { name: "/app/db-host", type: "String", value: "undefined" })],
      subject: "secret/host",
      messageId: "unresolved",
    },
    {
      name: "a master password",
      stack: [resource(aws.rds.Instance, "db", { instanceClass: "db.t4g.medium", password: "[object Object]" })],
      subject: "database/db/password",
      messageId: "unresolved",
    },
    {
      name: "the product's own program with an unresolved origin",
      stack: [product({ CORS_ORIGINS: plain(JSON.stringify([OUTPUT])) }, generated)],
      subject: "workload/web",
      messageId: "unresolved",
      stage: "blueprint",
    },
    {
      name: "the product's own program with a key that is no key",
      stack: [product({}, { kind: "provided", value: secret("[object Object]") as never })],
      subject: "secret/signing-key",
      messageId: "unresolved",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "a value composed with something unknown",
      stack: [
        password,
        entry,
        version(interpolate`postgresql://app:${ref(password, "result")}@${ref(entry, "arn")}/app`),
      ],
      subject: "secret/key",
      path: "secretString",
      producer: "password",
    },
    {
      name: "an environment that is unknown",
      stack: [entry, api({ KEY_ARN: ref(entry, "arn") })],
      subject,
      path: "containerDefinitions",
      producer: "key",
    },
  ],
});
