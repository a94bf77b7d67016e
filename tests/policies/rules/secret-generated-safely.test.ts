import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import type { DeclaredSecret } from "../../../policies/model";
import { secretGeneratedSafely } from "../../../policies/rules/secrets/secret-generated-safely";
import {
  apply,
  blueprint,
  component,
  interpolate,
  json,
  ref,
  resource,
  secret,
  type TestResource,
} from "../../../policies/testing";
import { declaration, ruleTester, task } from "../fixtures";

const STRONG = "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT1uXo0iEv";
const OTHER = "kZ8wQ1bV7nR4tY6uI3oP0aS5dF2gH9jK1lM4nB7v";
const kept = resource(random.RandomPassword, "kept", { length: 40 }, { outputs: { result: STRONG } });
const another = resource(random.RandomPassword, "another", { length: 40 }, { outputs: { result: OTHER } });
const readable = resource(random.RandomString, "readable", { length: 40 }, { outputs: { result: OTHER } });
/** Too short a word to be looked for in other texts. */
const pet = resource(random.RandomPet, "pet", { length: 1 }, { outputs: { id: "otter" } });
const id = resource(random.RandomId, "suffix", { byteLength: 8 }, { outputs: { hex: "0a1b2c3d4e5f6071", dec: "728" } });
type Value = NonNullable<aws.secretsmanager.SecretVersionArgs["secretString"]>;
const version = (name: string, secretString: Value, parent?: TestResource) =>
  resource(
    aws.secretsmanager.SecretVersion,
    name,
    { secretId: `arn:aws:${name}`, secretString },
    parent === undefined ? {} : { parent },
  );
const database = (password: Value) =>
  resource(aws.rds.Instance, "db", { instanceClass: "db.t4g.medium", engine: "postgres", password });
const cache = (authToken: Value) =>
  resource(aws.elasticache.ReplicationGroup, "redis", { description: "queue", authToken });

/** A secret whose name in the store says what it is for, and its version, whose own name does not. */
const stored = (name: string, called: string) => {
  const entry = resource(aws.secretsmanager.Secret, name, { name: called });
  const args = { secretId: ref(entry, "arn"), secretString: ref(kept, "result") };
  return [entry, resource(aws.secretsmanager.SecretVersion, name, args)];
};
const parameter = (name: string, called: string) =>
  resource(aws.ssm.Parameter, name, { name: called, type: "SecureString", value: ref(kept, "result") });

/** The shape of the product's own program: a declared secret, its generator and its version under one blueprint. */
const signing: DeclaredSecret = {
  purpose: "signing",
  origin: { kind: "generated", generator: "RandomPassword", length: 64 },
};
const root = blueprint(declaration({ secrets: { "signing-key": signing } }));
const secrets = component("secrets", { parent: root });
const ownGenerator = resource(
  random.RandomPassword,
  "signing-key",
  { length: 64 },
  { parent: secrets, outputs: { result: STRONG } },
);
const lostGenerator = resource(
  random.RandomString,
  "signing-key",
  { length: 64 },
  { parent: secrets, outputs: { result: STRONG } },
);

ruleTester.run(secretGeneratedSafely, {
  valid: [
    {
      name: "RandomPassword's result",
      stack: [kept, version("key", ref(kept, "result"))],
      passes: { "secret/key": "verified" },
    },
    {
      name: "one value of one purpose under two names in the store",
      stack: [kept, ...stored("app-one", "prod/db-password"), ...stored("app-two", "staging/postgres-password")],
      passes: { "secret/app-one": "verified", "secret/app-two": "verified" },
    },
    { name: "a value of the owner's", stack: [version("key", secret(STRONG))], passes: { "secret/key": "verified" } },
    {
      name: "a readable suffix in the user name beside a kept password",
      phase: "up",
      stack: [
        kept,
        id,
        version("key", json({ username: interpolate`app-${ref(id, "hex")}`, password: ref(kept, "result") })),
      ],
      passes: { "secret/key": "verified" },
    },
    {
      name: "a readable suffix in a URL's host",
      phase: "up",
      stack: [
        kept,
        id,
        version("url", interpolate`postgresql://app:${ref(kept, "result")}@db-${ref(id, "hex")}.example.com/app`),
      ],
      passes: { "secret/url": "verified" },
    },
    {
      name: "one password in the database, its secret and its URL",
      phase: "up",
      stack: [
        kept,
        database(ref(kept, "result")),
        version("db-password", ref(kept, "result")),
        version("url", interpolate`postgresql://app:${ref(kept, "result")}@db.example.com/app`),
      ],
      passes: { "database/db/password": "verified", "secret/db-password": "verified", "secret/url": "verified" },
    },
    {
      name: "the product's own program",
      stack: [root, secrets, ownGenerator, version("signing-key", ref(ownGenerator, "result"), secrets)],
      passes: { "secret/signing-key": "verified" },
    },
    { name: "a blueprint, before anything is built", stack: [root], passes: { "secret/signing-key": "declared" } },
    {
      name: "plain environment, which another rule is about",
      stack: [task("api", { environment: { SECRET_KEY: STRONG } })],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "RandomString's result as a master password, before it is known",
      stack: [readable, database(ref(readable, "result"))],
      subject: "database/db/password",
      messageId: "readable",
      says: "RandomString readable",
      stage: "stack",
    },
    {
      name: "RandomId's result as an auth token",
      stack: [id, cache(ref(id, "hex"))],
      subject: "cache/redis/authToken",
      messageId: "readable",
    },
    {
      name: "RandomString's result in a secret",
      phase: "up",
      stack: [readable, version("key", ref(readable, "result"))],
      subject: "secret/key",
      messageId: "readable",
    },
    {
      name: "RandomString's result in a secret, before it is known",
      stack: [readable, version("key", ref(readable, "result"))],
      subject: "secret/key",
      messageId: "derived",
    },
    {
      name: "RandomString's result as a member beside a kept one",
      phase: "up",
      stack: [kept, readable, version("key", json({ token: ref(kept, "result"), password: ref(readable, "result") }))],
      subject: "secret/key",
      messageId: "readable",
    },
    {
      name: "RandomString's result with a prefix as a member",
      phase: "up",
      stack: [
        kept,
        readable,
        version("key", json({ token: ref(kept, "result"), password: interpolate`v1-${ref(readable, "result")}` })),
      ],
      subject: "secret/key",
      messageId: "readable",
    },
    {
      name: "RandomString's result in a URL",
      phase: "up",
      stack: [readable, version("url", interpolate`postgresql://app:${ref(readable, "result")}@db.example.com/app`)],
      subject: "secret/url",
      messageId: "readable",
    },
    {
      name: "RandomPet's word, which is its id",
      phase: "up",
      stack: [pet, version("key", ref(pet, "id"))],
      subject: "secret/key",
      messageId: "readable",
    },
    {
      name: "a hash of RandomString's result",
      phase: "up",
      stack: [
        readable,
        version(
          "key",
          apply(ref(readable, "result"), (text) => Buffer.from(text).toString("hex")),
        ),
      ],
      subject: "secret/key",
      messageId: "readable",
    },
    {
      name: "one value to sign and to encrypt with",
      stack: [kept, version("encryption-key", ref(kept, "result")), version("signing-key", ref(kept, "result"))],
      subject: "secret/signing-key",
      messageId: "shared",
      says: "secret encryption-key",
    },
    {
      name: "one value for the database and the cache",
      stack: [kept, another, cache(ref(kept, "result")), database(ref(kept, "result"))],
      subject: "database/db/password",
      messageId: "shared",
    },
    {
      name: "one value for two purposes that only the names in the store say",
      stack: [kept, ...stored("app-one", "prod/jwt-signing-key"), ...stored("app-two", "prod/db-password")],
      subject: "secret/app-two",
      messageId: "shared",
      says: "secret app-one",
    },
    {
      name: "one value for two purposes in a store of parameters",
      stack: [kept, parameter("one", "/shop/FERNET_KEY"), parameter("two", "/shop/REDIS_PASSWORD")],
      subject: "secret/two",
      messageId: "shared",
    },
    {
      name: "the product's own program with a generator that does not keep its result",
      phase: "up",
      stack: [root, secrets, lostGenerator, version("signing-key", ref(lostGenerator, "result"), secrets)],
      subject: "secret/signing-key",
      messageId: "readable",
    },
  ],
  unproven: [
    {
      name: "a text of a kept and a readable value that is not known yet",
      stack: [kept, id, version("url", interpolate`postgresql://app:${ref(kept, "result")}@db-${ref(id, "hex")}/app`)],
      subject: "secret/url",
      path: "secretString",
      producer: "kept",
    },
  ],
});
