import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import type { DeclaredSecret, DeclaredVariable } from "../../../policies/model";
import { credentialEncryptionKeyPresent } from "../../../policies/rules/secrets/credential-encryption-key-present";
import { blueprint, ref, resource, secret, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload, ruleTester, task, WEB, WORKER } from "../fixtures";

const FIRST = "kZ8wQ1bV7nR4tY6uI3oP0aS5dF2gH9jK1lM4nB7vC8o=";
const SECOND = "Jm3vX9cT6yH2qW5eR8uL1oK4iP7aN0sD3fG6bZ9xC2Q=";
const BROKER = "rediss://:x@broker.example.com:6379/0?ssl_cert_reqs=required";

/** A secret with one value. */
function stored(name: string, value: string): readonly [TestResource, TestResource, TestResource] {
  const arn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`;
  const bytes = resource(random.RandomBytes, name, { length: 32 }, { outputs: { base64: value } });
  const entry = resource(aws.secretsmanager.Secret, name, {}, { outputs: { arn, id: arn } });
  const version = resource(aws.secretsmanager.SecretVersion, name, {
    secretId: ref(entry, "id"),
    secretString: ref(bytes, "base64"),
  });
  return [bytes, entry, version];
}
const web = stored("web-key", FIRST);
const worker = stored("worker-key", SECOND);
const copied = stored("copied-key", FIRST);
const broker = { CELERY_BROKER_URL: BROKER };
const runs = (name: string, entry: TestResource | undefined, environment: Record<string, unknown> = broker) =>
  task(name, {
    command: name === "web" ? WEB : WORKER,
    environment,
    ...(entry === undefined ? {} : { secrets: { FERNET_KEY: ref(entry, "arn") } }),
  });
const written = (name: string, environment: Record<string, unknown>) => runs(name, undefined, environment);

/** The shape of the product's own program: both roles read the key that the blueprint declares. */
const generated = { kind: "generated", generator: "RandomBytes", length: 32 } as const;
const key: DeclaredSecret = { purpose: "encryption", origin: generated };
const signing: DeclaredSecret = {
  purpose: "signing",
  origin: { kind: "generated", generator: "RandomPassword", length: 64 },
};
const from = (name: string): DeclaredVariable => ({ kind: "secret", secret: name, key: null });
const product = (
  webReads: Record<string, DeclaredVariable>,
  workerReads: Record<string, DeclaredVariable>,
  secrets: Record<string, DeclaredSecret> = { "encryption-key": key, "other-key": key, "signing-key": signing },
) =>
  blueprint(
    declaration({
      secrets,
      workloads: {
        web: declaredWorkload({ environment: webReads }),
        worker: declaredWorkload({ role: "worker", command: WORKER, environment: workerReads }),
      },
    }),
  );
const both = { ENCRYPTION_KEY: from("encryption-key"), SECRET_KEY: from("signing-key") };
const provided = (value: string): DeclaredSecret => ({
  purpose: "encryption",
  origin: { kind: "provided", value: secret(value) as never },
});

ruleTester.run(credentialEncryptionKeyPresent, {
  valid: [
    {
      name: "one secret for both",
      phase: "up",
      stack: [...web, runs("web", web[1]), runs("worker", web[1])],
      passes: { "workload/web": "verified", "workload/worker": "verified" },
    },
    {
      name: "two secrets with one value",
      phase: "up",
      stack: [...web, ...copied, runs("web", web[1]), runs("worker", copied[1])],
      passes: { "workload/web": "verified", "workload/worker": "verified" },
    },
    {
      name: "two products that share nothing",
      phase: "up",
      stack: [
        ...web,
        ...worker,
        runs("web", web[1]),
        runs("worker", worker[1], { CELERY_BROKER_URL: "rediss://other.example.com:6379/0" }),
      ],
      passes: { "workload/web": "verified", "workload/worker": "verified" },
    },
    {
      name: "newest and older keys in both",
      stack: [
        written("web", { ...broker, FERNET_KEY: `${FIRST},${SECOND}` }),
        written("worker", { ...broker, FERNET_KEY: `${SECOND}, ${FIRST}` }),
      ],
      passes: { "workload/web": "verified", "workload/worker": "verified" },
    },
    {
      name: "keys that stay in KMS, by their names",
      stack: [written("web", { KMS_ENCRYPTION_KEY: "alias/app", LOG_LEVEL: "INFO" })],
      passes: {},
    },
    {
      name: "the product's own program",
      stack: [product(both, both)],
      passes: { "workload/web": "declared", "workload/worker": "declared" },
    },
    {
      name: "a blueprint that declares no key for encryption",
      stack: [product({}, {}, { "signing-key": signing })],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "another secret for each",
      phase: "up",
      stack: [...web, ...worker, runs("web", web[1]), runs("worker", worker[1])],
      subject: "workload/worker",
      messageId: "differs",
      says: "than workload web",
      stage: "resource",
    },
    {
      name: "another plain value for each",
      stack: [
        written("web", { ...broker, ENCRYPTION_KEY: FIRST }),
        written("worker", { ...broker, ENCRYPTION_KEY: SECOND }),
      ],
      subject: "workload/worker",
      messageId: "differs",
    },
    {
      name: "a new key in one of the two only",
      stack: [
        written("web", { ...broker, FERNET_KEY: `${SECOND},${FIRST}` }),
        written("worker", { ...broker, FERNET_KEY: FIRST }),
      ],
      subject: "workload/worker",
      messageId: "rotating",
    },
    {
      name: "a new key in the other of the two only",
      stack: [
        written("web", { ...broker, FERNET_KEY: FIRST }),
        written("worker", { ...broker, FERNET_KEY: `${SECOND},${FIRST}` }),
      ],
      subject: "workload/worker",
      messageId: "rotating",
    },
    {
      name: "the signing key, from one secret",
      phase: "up",
      stack: [
        ...web,
        task("web", { command: WEB, secrets: { ENCRYPTION_KEY: ref(web[1], "arn"), SECRET_KEY: ref(web[1], "arn") } }),
      ],
      subject: "workload/web",
      messageId: "alsoSigns",
      says: "is SECRET_KEY",
    },
    {
      name: "the signing key, by its value",
      stack: [written("web", { FERNET_KEY: FIRST, JWT_SECRET: FIRST })],
      subject: "workload/web",
      messageId: "alsoSigns",
    },
    {
      name: "the product's own program with a second key",
      stack: [product(both, { ...both, ENCRYPTION_KEY: from("other-key") })],
      subject: "workload/worker",
      messageId: "differs",
      stage: "blueprint",
    },
    {
      name: "the product's own program with two keys of its owner's",
      stack: [
        product(
          { ENCRYPTION_KEY: from("a") },
          { ENCRYPTION_KEY: from("b") },
          { a: provided(FIRST), b: provided(SECOND) },
        ),
      ],
      subject: "workload/worker",
      messageId: "differs",
    },
    {
      name: "the product's own program whose worker lost the key",
      stack: [product(both, { SECRET_KEY: from("signing-key") })],
      subject: "workload/worker",
      messageId: "absent",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "keys that are made elsewhere",
      stack: [
        task("web", { environment: broker, secrets: { FERNET_KEY: "/shop/web-key" } }),
        task("worker", { environment: broker, secrets: { FERNET_KEY: "/shop/worker-key" } }),
      ],
      subject: "workload/worker",
      path: "containerDefinitions[0].secrets.FERNET_KEY",
    },
    {
      name: "an environment that is unknown",
      stack: [...web, runs("web", web[1])],
      subject: "workload/web",
      path: "containerDefinitions",
      producer: "web-key",
    },
  ],
});
