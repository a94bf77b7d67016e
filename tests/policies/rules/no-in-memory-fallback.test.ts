import * as aws from "@pulumi/aws";
import { noInMemoryFallback } from "../../../policies/rules/redis/no-in-memory-fallback";
import { blueprint, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, redisUrl, ruleTester, task, WEB } from "../fixtures";

const REDIS = "rediss://redis.internal.example.com:6379/1";
const web = (environment: Readonly<Record<string, unknown>>) => task("web", { command: WEB, environment });
const subject = "workload/web";

/** Our own production program's web server, with something more. */
const product = (name: string, value: string) =>
  blueprint(
    declaration({
      workloads: { web: declaredWorkload({ environment: { CACHE_URL: redisUrl("cache"), [name]: plain(value) } }) },
    }),
  );

const setting = resource(aws.ssm.Parameter, "cache", { type: "String" }, { outputs: { insecureValue: REDIS } });

const failing = [
  ["SESSION_TYPE", "filesystem", "sessions"],
  ["APP_SESSION_BACKEND", "memory", "sessions"],
  ["SESSION_ENGINE", "django.core.cache.backends.locmem.LocMemCache", "sessions"],
  ["LOCK_STORE_URL", "memory://", "locks"],
  ["JOB_LOCK_BACKEND", "file", "locks"],
  ["CACHE_TYPE", "SimpleCache", "cache"],
  ["DJANGO_CACHE_URL", "locmemcache://", "cache"],
  ["CACHE_BACKEND", "django.core.cache.backends.dummy.DummyCache", "cache"],
  ["CACHE_DRIVER", "array", "cache"],
  ["CACHE_STORE", "in-memory", "cache"],
  ["SESSION_DRIVER", "array", "sessions"],
  ["IDEMPOTENCY_STORE", "memory", "locks"],
  ["WEBHOOK_NONCE_STORE_URL", "memory://", "locks"],
  ["USE_IN_MEMORY_CACHE", "true", "cache"],
  ["CACHE_FALLBACK", "memory", "cache"],
  ["CELERY_BROKER_URL", "memory://", "broker"],
  ["BROKER_URL", "memory://localhost/", "broker"],
  ["CELERY_RESULT_BACKEND", "cache+memory://", "results"],
  ["CELERY_BROKER_URL", "filesystem://", "broker"],
  ["CELERY_RESULT_BACKEND", "file:///var/celery/results", "results"],
  ["CELERY_RESULT_BACKEND", "db+sqlite:///results.db", "results"],
  ["CELERY_BROKER_URL", "sqla+sqlite:////data/queue.db", "broker"],
  ["CELERY_TASK_ALWAYS_EAGER", "True", "queue"],
  ["CELERY_ALWAYS_EAGER", "1", "queue"],
  ["REDIS_SESSION_FALLBACK", "local", "sessions"],
  ["CACHE_IN_MEMORY_FALLBACK", "true", "fallback"],
  ["REDIS_MEMORY_FALLBACK_ENABLED", "1", "fallback"],
  ["RATE_LIMIT_FAIL_OPEN", "yes", "passes"],
  ["AUTH_FAIL_OPEN", "true", "passes"],
  ["RATELIMIT_SWALLOW_ERRORS", "True", "passes"],
  ["RATELIMIT_SWALLOW_ERRORS", "false", "anyText"],
  ["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", "0", "anyText"],
] as const;

ruleTester.run(noInMemoryFallback, {
  valid: [
    { name: "the declared Redis", stack: [product("SESSION_TYPE", "redis")], passes: { [subject]: "declared" } },
    {
      name: "the product's broker, which the rule about its scheduler tells",
      stack: [
        blueprint(
          declaration({
            workloads: {
              web: declaredWorkload({ environment: { CELERY_BROKER_URL: plain("memory://") } }),
              beat: declaredWorkload({ role: "scheduler" }),
            },
          }),
        ),
      ],
      passes: {},
    },
    {
      name: "shared stores, and fallbacks that are off",
      stack: [
        web({
          SESSION_STORE_URL: REDIS,
          CACHE_URL: "memcached://cache.example.com:11211",
          LOCK_BACKEND: "redis",
          RATE_LIMIT_FAIL_OPEN: "false",
          CACHE_IN_MEMORY_FALLBACK: "off",
          RATELIMIT_SWALLOW_ERRORS: "",
          USE_IN_MEMORY_CACHE: "false",
          CELERY_TASK_ALWAYS_EAGER: "false",
          IDEMPOTENCY_STORE: "dynamodb",
          CACHE_FALLBACK: "database",
        }),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "a broker on the command line over one in memory",
      stack: [
        task("worker", {
          command: ["celery", "-A", "shop", "-b", REDIS, `--result-backend=${REDIS}`, "worker"],
          environment: { CELERY_BROKER_URL: "memory://", CELERY_RESULT_BACKEND: "cache+memory://" },
        }),
      ],
      passes: {},
    },
    {
      name: "what a process may keep for itself, and what else is called so",
      stack: [
        web({
          TEMPLATE_CACHE_BACKEND: "memory",
          HF_CACHE_LOCATION: "/tmp/cache",
          SESSION_COOKIE_TYPE: "memory",
          CIRCUIT_FAIL_OPEN: "true",
          SESSION_PROVIDER: "auth0",
          CELERY_BROKER_URL: REDIS,
          CELERY_RESULT_BACKEND: "django-cache",
          SHOP_RESULT_BACKEND: "db+postgresql://db.internal/app",
        }),
      ],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "the broker of a product without a scheduler",
      stack: [product("CELERY_BROKER_URL", "memory://")],
      subject,
      messageId: "broker",
    },
    ...failing.map(([name, value, messageId]) => ({
      name: `${name}=${value}`,
      stack: [web({ [name]: value })],
      subject,
      messageId,
      says: name,
      stage: "resource" as const,
    })),
    ...(
      [
        ["--broker", "memory://", "broker"],
        ["-b", "filesystem://", "broker"],
        ["--result-backend", "cache+memory://", "results"],
      ] as const
    ).map(([option, value, messageId]) => ({
      name: `${option} ${value}`,
      stack: [
        task("worker", {
          command: ["celery", "-A", "shop", option, value, "worker"],
          environment: { CELERY_BROKER_URL: REDIS, CELERY_RESULT_BACKEND: REDIS },
        }),
      ],
      subject: "workload/worker",
      messageId,
      says: option === "-b" ? "--broker" : option,
    })),
    {
      name: "a declared cache in memory",
      stack: [product("SESSION_CACHE_TYPE", "locmem")],
      subject,
      messageId: "sessions",
      stage: "blueprint",
    },
    {
      name: "a declared limiter that lets pass",
      stack: [product("RATELIMIT_SWALLOW_ERRORS", "true")],
      subject,
      messageId: "passes",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "a cache that is not known yet",
      stack: [setting, web({ CACHE_URL: ref(setting, "insecureValue") })],
      subject,
      path: "containerDefinitions",
      producer: "cache",
    },
  ],
});
