import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import * as fc from "fast-check";
import { apply, interpolate, json, ref, resource } from "../../../policies/testing";

/** Values of settings and secrets, good and bad, with references (unknown at preview) and what programs make of them. */

export const REDIS_HOST = "master.redis.abc123.euw1.cache.amazonaws.com";
/** As AWS has it: a database's own name begins its host's. */
export const databaseHost = (identifier: string): string => `${identifier}.abc123.eu-west-1.rds.amazonaws.com`;
export const DATABASE_HOST = databaseHost("postgres");
/** Hosts of what is not always there, or has no constant of its own. */
export const HOSTS = {
  second: "master.second.abc123.euw1.cache.amazonaws.com",
  aurora: "aurora.cluster-abc123.eu-west-1.rds.amazonaws.com",
} as const;
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
    `postgresql://app@${HOSTS.aurora}:5432/app`,
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

/** Settings of how a workload runs and what it tells of itself. */
export const FURTHER = [
  ...["SENTRY_DSN", "LOG_LEVEL", "DEBUG", "LAUNCHDARKLY_SDK_KEY", "FORWARDED_ALLOW_IPS", "FIELD_ENCRYPTION_KEY"],
  ...[
    "CELERY_TASK_ACKS_LATE",
    "CELERY_TASK_REJECT_ON_WORKER_LOST",
    "CELERY_TASK_TIME_LIMIT",
    "CELERY_VISIBILITY_TIMEOUT",
  ],
  ...[
    "CELERY_TASK_DEFAULT_QUEUE",
    "CELERY_BEAT_SCHEDULE_FILENAME",
    "SCHEDULER_ENABLED",
    "GUNICORN_CMD_ARGS",
    "PGOPTIONS",
    "SESSION_STORE_URL",
  ],
  ...[
    "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED",
    "RATELIMIT_SWALLOW_ERRORS",
    "WEBSOCKET_URL",
    "JWT_SECRET_KEY",
    "AWS_SECRET_ACCESS_KEY",
  ],
];

/** What such settings hold, known or not. */
export const furtherValue = fc.constantFrom<unknown>(
  ...[
    "https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1",
    "debug",
    "INFO",
    "*",
    "10.0.0.0/16",
    "600",
    "7200",
  ],
  ...["-c statement_timeout=5000", "--keep-alive 5 --timeout 30", "low", "celery", "null", "[object Object]", STRONG],
  `rediss://:${STRONG}@${HOSTS.second}:6379/0?ssl_cert_reqs=required`,
  `redis://${HOSTS.second}:6379/0`,
  ...["debug", "true", "30", "*", "memory://"].map((value) => apply(ref(source, "value"), () => value)),
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
      [
        `postgresql://app@${DATABASE_HOST}:5432/app`,
        `postgresql://app@${HOSTS.aurora}:5432/app`,
        "postgresql://app@database.internal.example.com:5432/app",
      ],
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
