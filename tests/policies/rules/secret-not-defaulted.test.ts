import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import type { DeclaredSecret } from "../../../policies/model";
import { secretNotDefaulted } from "../../../policies/rules/secrets/secret-not-defaulted";
import { blueprint, interpolate, json, ref, resource, secret } from "../../../policies/testing";
import { declaration, ruleTester, task } from "../fixtures";

const STRONG = "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT1uXo0iEv";

const password = resource(random.RandomPassword, "password", { length: 40 }, { outputs: { result: STRONG } });
const host = resource(
  aws.rds.Instance,
  "postgres",
  { instanceClass: "db.t4g.medium" },
  { outputs: { address: "db.example.com" } },
);
const holder = resource(
  aws.secretsmanager.Secret,
  "key",
  {},
  { outputs: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf" } },
);
type Value = NonNullable<aws.secretsmanager.SecretVersionArgs["secretString"]>;
const version = (secretString: Value) =>
  resource(aws.secretsmanager.SecretVersion, "key", { secretId: ref(holder, "arn"), secretString });

const declaring = (origin: DeclaredSecret["origin"]) =>
  blueprint(declaration({ secrets: { "signing-key": { purpose: "signing", origin } } }));

const short = resource(random.RandomPassword, "short", { length: 4 }, { outputs: { result: "x7Qp" } });

ruleTester.run(secretNotDefaulted, {
  valid: [
    {
      name: "a random value, taken for what its generator makes until it is known",
      stack: [password, holder, version(ref(password, "result"))],
      passes: { "secret/key": "declared" },
    },
    { name: "a strong value of the owner's", stack: [version(secret(STRONG))], passes: { "secret/key": "verified" } },
    {
      name: "a declared generator",
      stack: [declaring({ kind: "generated", generator: "RandomPassword", length: 64 })],
      passes: { "secret/signing-key": "declared" },
    },
    {
      name: "a strong provided value",
      stack: [declaring({ kind: "provided", value: secret(STRONG) as never })],
      passes: { "secret/signing-key": "declared" },
    },
    {
      name: "a password that RDS makes",
      phase: "up",
      stack: [
        version(STRONG),
        task("api", {
          secrets: {
            DB_PASSWORD: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-AbCdEf:password::",
          },
        }),
      ],
      passes: { "secret/key": "verified" },
    },
    {
      name: "a field that is no secret may be common",
      stack: [version(json({ username: "postgres", password: STRONG }))],
      passes: { "secret/key": "verified" },
    },
  ],
  invalid: [
    {
      name: "a random value of four characters, before there is one",
      stack: [short, holder, version(ref(short, "result"))],
      subject: "secret/key",
      messageId: "weak",
      says: "4 bytes",
    },
    {
      name: "a declared signing key of too few random bytes",
      stack: [declaring({ kind: "generated", generator: "RandomBytes", length: 21 })],
      subject: "secret/signing-key",
      messageId: "short",
      says: "28 bytes",
      stage: "blueprint",
    },
    {
      name: "a provided default in the blueprint",
      stack: [declaring({ kind: "provided", value: secret("changeme") as never })],
      subject: "secret/signing-key",
      messageId: "weak",
      stage: "blueprint",
    },
    {
      name: "a published value",
      stack: [version(secret("changethis"))],
      subject: "secret/key",
      messageId: "weak",
      stage: "resource",
    },
    {
      name: "a published value with a year after it",
      stack: [version("supersecretkey-2026")],
      subject: "secret/key",
      messageId: "weak",
    },
    {
      name: "a default beside a random field, at up",
      phase: "up",
      stack: [password, host, holder, version(json({ password: "changeme", host: ref(host, "address") }))],
      subject: "secret/key",
      messageId: "weak",
    },
    {
      name: "a default in a connection URL",
      stack: [version("postgresql://app:postgres@db.example.com/app")],
      subject: "secret/key",
      messageId: "weak",
    },
    {
      name: "a default in plain environment",
      stack: [task("api", { environment: { SECRET_KEY: "your-super-secret-key-here" } })],
      subject: "workload/api/SECRET_KEY",
      messageId: "weak",
    },
    {
      name: "a default master password",
      stack: [resource(aws.rds.Instance, "postgres", { instanceClass: "db.t4g.medium", password: secret("postgres") })],
      subject: "database/postgres/password",
      messageId: "weak",
    },
    {
      name: "a default auth token",
      stack: [
        resource(aws.elasticache.ReplicationGroup, "redis", {
          description: "cache",
          authToken: "change-me-in-production",
        }),
      ],
      subject: "cache/redis/authToken",
      messageId: "weak",
    },
  ],
  unproven: [
    {
      name: "a secret that is made elsewhere",
      phase: "up",
      stack: [
        task("api", { secrets: { SECRET_KEY: "arn:aws:secretsmanager:eu-west-1:999900001111:secret:key-GhIjKl" } }),
      ],
      subject: "workload/api/secrets",
      path: "containerDefinitions[0].secrets.SECRET_KEY",
    },
    {
      name: "a parameter that is made elsewhere, beside a strong value",
      phase: "up",
      stack: [version(STRONG), task("api", { secrets: { SECRET_KEY: "/shop/prod/key" } })],
      subject: "workload/api/secrets",
      path: "containerDefinitions[0].secrets.SECRET_KEY",
    },
    {
      name: "a value composed with something unknown",
      stack: [
        password,
        host,
        version(interpolate`postgresql://app:${ref(password, "result")}@${ref(host, "address")}/app`),
      ],
      subject: "secret/key",
      path: "secretString",
      producer: "password",
    },
  ],
});
