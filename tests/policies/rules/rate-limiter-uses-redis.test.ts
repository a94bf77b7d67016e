import * as aws from "@pulumi/aws";
import { rateLimiterUsesRedis } from "../../../policies/rules/redis/rate-limiter-uses-redis";
import { blueprint, interpolate, json, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, redisUrl, ruleTester, task, WEB, WORKER } from "../fixtures";

const HOST = "master.redis.abc123.euw1.cache.amazonaws.com";
const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:redis-AbCdEf";

const redis = resource(
  aws.elasticache.ReplicationGroup,
  "redis",
  { description: "limiter" },
  { outputs: { primaryEndpointAddress: HOST } },
);
const holder = resource(aws.secretsmanager.Secret, "redis", {}, { outputs: { arn: ARN } });
const urls = resource(aws.secretsmanager.SecretVersion, "redis-urls", {
  secretId: ref(holder, "arn"),
  secretString: json({
    limiter: interpolate`rediss://:t0ken-of-length-16@${ref(redis, "primaryEndpointAddress")}:6379/1`,
  }),
});
const injected = task("api", {
  command: WEB,
  secrets: { RATELIMIT_STORAGE_URL: interpolate`${ref(holder, "arn")}:limiter::` },
});

const limited = (url: string) => task("api", { command: WEB, environment: { RATELIMIT_STORAGE_URL: url } });

ruleTester.run(rateLimiterUsesRedis, {
  valid: [
    {
      name: "a declared URL of the declared cache",
      stack: [
        blueprint(
          declaration({
            workloads: { web: declaredWorkload({ environment: { RATELIMIT_STORAGE_URL: redisUrl("limiter", 1) } }) },
          }),
        ),
      ],
      passes: { "workload/web": "declared" },
    },
    {
      name: "a URL injected from a secret, followed to the cache's own endpoint",
      phase: "up",
      stack: [redis, holder, urls, injected],
      passes: { "workload/api": "verified" },
    },
    {
      name: "a worker without a limiter is not judged",
      stack: [task("worker", { command: WORKER, environment: { LOG_LEVEL: "INFO" } })],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "memory storage in the blueprint",
      stack: [
        blueprint(
          declaration({
            workloads: { web: declaredWorkload({ environment: { RATELIMIT_STORAGE_URL: plain("memory://") } }) },
          }),
        ),
      ],
      subject: "workload/web",
      messageId: "inProcess",
      says: "memory",
      stage: "blueprint",
    },
    {
      name: "a declared web workload without a storage",
      stack: [blueprint(declaration({ workloads: { web: declaredWorkload({}) } }))],
      subject: "workload/web",
      messageId: "missing",
    },
    {
      name: "the asynchronous memory storage in a task definition",
      stack: [limited("async+memory://")],
      subject: "workload/api",
      messageId: "inProcess",
      stage: "resource",
    },
    {
      name: "a Redis beside the application",
      stack: [limited("redis://localhost:6379/0")],
      subject: "workload/api",
      messageId: "foreign",
      says: "localhost",
    },
    {
      name: "a Redis that is not in the stack",
      phase: "up",
      stack: [redis, limited("rediss://elsewhere.example.com:6379/0")],
      subject: "workload/api",
      messageId: "foreign",
      says: "elsewhere.example.com",
    },
    {
      name: "rate limits without a storage",
      stack: [task("api", { command: WEB, environment: { RATE_LIMIT_ENABLED: "true" } })],
      subject: "workload/api",
      messageId: "missing",
    },
  ],
  unproven: [
    {
      name: "a URL injected from a secret that does not exist yet",
      stack: [redis, holder, urls, injected],
      subject: "workload/api",
      path: "containerDefinitions",
      producer: "redis",
    },
    {
      name: "a host, while the cache has no endpoint yet",
      stack: [redis, limited("rediss://elsewhere.example.com:6379/0")],
      subject: "workload/api",
      path: "primaryEndpointAddress",
      producer: "redis",
    },
  ],
});
