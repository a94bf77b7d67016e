import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import * as fc from "fast-check";
import { apply, interpolate, json, ref, resource } from "../../../policies/testing";

/** Values of settings and secrets, good and bad, with references (unknown at preview) and what programs make of them. */

export const REDIS_HOST = "master.redis.abc123.euw1.cache.amazonaws.com";
export const DATABASE_HOST = "postgres.abc123.eu-west-1.rds.amazonaws.com";
const STRONG = "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT1uXo0iEv";
const BYTES = "kZ8wQ1bV7nR4tY6uI3oP0aS5dF2gH9jK1lM4nB7vC8o=";

export const token = resource(random.RandomPassword, "token", { length: 40 }, { outputs: { result: STRONG } });
export const short = resource(random.RandomPassword, "short", { length: 4 }, { outputs: { result: "x7Qp" } });
export const bytes = resource(random.RandomBytes, "bytes", { length: 32 }, { outputs: { base64: BYTES } });

/** Stands for whatever a program reads elsewhere: its outputs may turn out to be anything. */
export const source = resource(
  aws.ssm.Parameter,
  "source",
  { type: "String" },
  { outputs: { value: "*", version: 3, arn: "changeme", tier: 100, dataType: "DISABLED", name: "FARGATE_SPOT" } },
);

export const redis = resource(
  aws.elasticache.ReplicationGroup,
  "redis",
  { description: "cache", replicationGroupId: "redis" },
  { outputs: { primaryEndpointAddress: REDIS_HOST } },
);

/** A generated value as programs use it: whole, cut, joined, encoded, inside a JSON text or a URL. */
const derived = fc.constantFrom<unknown>(
  ref(token, "result"),
  ref(short, "result"),
  ref(bytes, "base64"),
  apply(ref(token, "result"), (text) => text.slice(0, 3)),
  apply(ref(token, "result"), (text) => text.slice(0, 24)),
  apply(ref(token, "result"), () => "changeme"),
  apply(ref(token, "result"), (text) => text.charAt(0).repeat(40)),
  apply(ref(token, "result"), (text) => Buffer.from(text).toString("base64")),
  apply(ref(short, "result"), (text) => Buffer.from(text).toString("hex")),
  apply(ref(bytes, "base64"), (text) => Buffer.from(text, "base64").toString("hex")),
  interpolate`${ref(short, "result")}-suffix`,
  interpolate`prefix-${ref(token, "result")}`,
  interpolate`${ref(token, "result")}${ref(short, "result")}`,
  interpolate`postgresql://app:${ref(token, "result")}@${DATABASE_HOST}:5432/app`,
  interpolate`rediss://:${ref(token, "result")}@${ref(redis, "primaryEndpointAddress")}:6379/0`,
  json({ url: ref(source, "value"), key: ref(token, "result") }),
  json({ password: ref(token, "result") }),
  json({ password: ref(short, "result") }),
);

export const secretString = fc.oneof(
  fc.constantFrom<unknown>("changeme", STRONG, "", ref(source, "arn"), json({ key: "changeme" }), '{"key":"admin"}'),
  derived,
);

export const setting = fc.oneof(
  fc.constantFrom<unknown>(
    "*",
    '["https://app.example.com"]',
    "memory://",
    `rediss://${REDIS_HOST}:6379/0`,
    interpolate`rediss://${ref(redis, "primaryEndpointAddress")}:6379/1`,
    "rediss://cache.internal.example.com:6379/0",
    "redis://elsewhere.example.com:6379",
    "rediss://master.other.abc123.euw1.cache.amazonaws.com:6379/0",
    `postgresql://app@${DATABASE_HOST}:5432/app`,
    `postgresql://app:postgres@${DATABASE_HOST}:5432/app`,
    "postgresql://app@database.internal.example.com:5432/app",
    "changeme",
    STRONG,
    ...["0", "1", "5", "200", "false", "true", ""],
    ref(source, "value"),
    ref(source, "version"),
  ),
  derived,
);

/** What a careful program gives the settings of these names, in several ways. */
export const CAREFUL: Readonly<Record<string, readonly unknown[]>> = {
  CORS_ORIGINS: ['["https://app.example.com"]', "https://app.example.com,https://shop.example.com"],
  FRONTEND_URL: ["https://app.example.com"],
  DB_POOL_SIZE: ["1", "2"],
  DB_MAX_OVERFLOW: ["0", "1"],
  DB_POOL_TIMEOUT: ["10"],
  WEB_CONCURRENCY: ["1", "2"],
  RATELIMIT_ENABLED: ["true"],
  REDBEAT_LOCK_TIMEOUT: ["30"],
  ...Object.fromEntries(
    ["RATELIMIT_STORAGE_URL", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "REDBEAT_REDIS_URL", "REDIS_URL"].map(
      (name) => [
        name,
        [
          `rediss://${REDIS_HOST}:6379/0`,
          interpolate`rediss://${ref(redis, "primaryEndpointAddress")}:6379/1`,
          "rediss://cache.internal.example.com:6379/0",
        ],
      ],
    ),
  ),
  ...Object.fromEntries(
    ["DATABASE_URL", "DATABASE_READ_URL"].map((name) => [
      name,
      [`postgresql://app@${DATABASE_HOST}:5432/app`, "postgresql://app@database.internal.example.com:5432/app"],
    ]),
  ),
};

/** Secrets nobody can guess, as programs make them. */
export const carefulSecret = fc.constantFrom<unknown>(
  STRONG,
  ref(token, "result"),
  ref(bytes, "base64"),
  apply(ref(token, "result"), (text) => text.slice(0, 32)),
  apply(ref(token, "result"), (text) => Buffer.from(text).toString("base64")),
  apply(ref(bytes, "base64"), (text) => Buffer.from(text, "base64").toString("hex")),
  interpolate`${ref(token, "result")}${ref(short, "result")}`,
  interpolate`rediss://:${ref(token, "result")}@${ref(redis, "primaryEndpointAddress")}:6379/0`,
  json({
    key: ref(token, "result"),
    url: interpolate`rediss://:${ref(token, "result")}@${ref(redis, "primaryEndpointAddress")}:6379/0`,
    password: ref(bytes, "base64"),
  }),
);
