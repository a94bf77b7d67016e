import * as aws from "@pulumi/aws";
import type { DeclaredVariable } from "../../../policies/model";
import { schedulerUsesRedis } from "../../../policies/rules/scheduler/scheduler-uses-redis";
import { blueprint, json, ref, resource, type TestResource } from "../../../policies/testing";
import { BEAT, declaration, declaredWorkload, plain, redisUrl, ruleTester, singleton, task, WORKER } from "../fixtures";

const HOST = "master.redis.abc123.euw1.cache.amazonaws.com";
const redis = resource(
  aws.elasticache.ReplicationGroup,
  "redis",
  { description: "broker" },
  { outputs: { primaryEndpointAddress: HOST } },
);
const secret = resource(
  aws.secretsmanager.Secret,
  "other",
  {},
  { outputs: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-AbCdEf" } },
);
const version = resource(aws.secretsmanager.SecretVersion, "other", {
  secretId: ref(secret, "arn"),
  secretString: json({ a: 1 }),
});

const scheduler = (environment: Record<string, DeclaredVariable>) =>
  blueprint(
    declaration({
      workloads: { scheduler: declaredWorkload({ role: "scheduler", command: BEAT, service: singleton, environment }) },
    }),
  );
const inRedis = {
  CELERY_BROKER_URL: redisUrl("broker", 2),
  CELERY_RESULT_BACKEND: redisUrl("results", 3),
  REDBEAT_REDIS_URL: redisUrl("lock", 4),
};
const IN_CACHE = `rediss://${HOST}:6379/2`;
/** Beat with options of Celery's own before the command. */
const given = (options: readonly string[], environment: Record<string, string>) =>
  task("beat", { command: ["celery", "-A", "app", ...options, "beat", "-S", "redbeat.RedBeatScheduler"], environment });
const beat = (environment: Record<string, string>) => task("beat", { command: BEAT, environment });

/** A scheduler and its broker, each in a group of its own, with no way from one to the other. */
function apart(): readonly TestResource[] {
  const [own, other] = ["beat", "redis"].map((name) => resource(aws.ec2.SecurityGroup, name, {})) as [
    TestResource,
    TestResource,
  ];
  const store = resource(
    aws.elasticache.ReplicationGroup,
    "redis",
    { description: "broker", securityGroupIds: [ref(other, "id")] },
    { outputs: { primaryEndpointAddress: HOST } },
  );
  const definition = beat({ CELERY_BROKER_URL: `rediss://${HOST}:6379/2` });
  const service = resource(aws.ecs.Service, "beat", {
    name: "beat",
    taskDefinition: ref(definition, "arn"),
    networkConfiguration: { subnets: ["subnet-1"], securityGroups: [ref(own, "id")] },
  });
  return [own, other, store, definition, service];
}

ruleTester.run(schedulerUsesRedis, {
  valid: [
    {
      name: "everything in the declared cache",
      stack: [scheduler(inRedis)],
      passes: { "workload/scheduler": "declared" },
    },
    {
      name: "everything at the cache's own endpoint",
      phase: "up",
      stack: [
        redis,
        beat({ CELERY_BROKER_URL: `rediss://${HOST}:6379/2`, REDBEAT_REDIS_URL: `rediss://${HOST}:6379/4` }),
      ],
      passes: { "workload/beat": "verified" },
    },
    {
      name: "a broker of the stack's on the command line, over a variable that says memory",
      phase: "up",
      stack: [redis, given(["-b", IN_CACHE], { CELERY_BROKER_URL: "memory://" })],
      passes: { "workload/beat": "verified" },
    },
    {
      name: "a worker is not a scheduler",
      stack: [task("worker", { command: WORKER, environment: { CELERY_BROKER_URL: "memory://" } })],
      passes: {},
    },
  ],
  invalid: [
    ...(
      [
        ["-b", ["-b", "memory://"]],
        ["--broker", ["--broker", "memory://localhost//"]],
        ["--broker=", ["--broker=filesystem://"]],
        ["--result-backend", ["--result-backend", "file:///var/results"]],
        ["--result-backend=", ["--result-backend=cache+memory://"]],
      ] as const
    ).map(([option, words]) => ({
      name: `a store in the process by ${option}, over the variables`,
      phase: "up" as const,
      stack: [redis, given(words, { CELERY_BROKER_URL: IN_CACHE, CELERY_RESULT_BACKEND: IN_CACHE })],
      subject: "workload/beat",
      messageId: "inProcess",
    })),
    {
      name: "a broker in memory by the shell's own variable",
      phase: "up",
      stack: [
        redis,
        task("beat", {
          command: ["sh", "-c", "exec celery -A app -b $QUEUE beat -S redbeat.RedBeatScheduler"],
          environment: { QUEUE: "memory://", CELERY_BROKER_URL: IN_CACHE },
        }),
      ],
      subject: "workload/beat",
      messageId: "inProcess",
      says: "--broker",
    },
    {
      name: "a broker that its security group keeps it from",
      phase: "up",
      stack: apart(),
      subject: "workload/beat",
      messageId: "closed",
      says: "broker in cache redis",
    },
    {
      name: "an in-process broker in the blueprint",
      stack: [scheduler({ ...inRedis, CELERY_BROKER_URL: plain("memory://") })],
      subject: "workload/scheduler",
      messageId: "inProcess",
      says: "broker in memory",
      stage: "blueprint",
    },
    {
      name: "a broker on the task's own disk",
      stack: [beat({ CELERY_BROKER_URL: "filesystem://" })],
      subject: "workload/beat",
      messageId: "inProcess",
      says: "filesystem",
      stage: "resource",
    },
    {
      name: "results in SQL",
      phase: "up",
      stack: [
        redis,
        beat({ CELERY_BROKER_URL: `rediss://${HOST}:6379/2`, CELERY_RESULT_BACKEND: "db+postgresql://db/app" }),
      ],
      subject: "workload/beat",
      messageId: "otherStore",
      says: "result store in sql",
    },
    {
      name: "no broker at all",
      stack: [beat({ LOG_LEVEL: "INFO" })],
      subject: "workload/beat",
      messageId: "noBroker",
    },
    {
      name: "a Redis outside the stack",
      stack: [beat({ CELERY_BROKER_URL: "redis://broker.example.com:6379/0" })],
      subject: "workload/beat",
      messageId: "outside",
      says: "not this stack's",
    },
  ],
  unproven: [
    {
      name: "a broker on the command line that a file fills in",
      stack: [
        redis,
        task("beat", {
          command: ["sh", "-c", "exec celery -A app -b $(cat /run/broker) beat"],
          environment: { CELERY_BROKER_URL: IN_CACHE },
        }),
      ],
      subject: "workload/beat",
      path: "containerDefinitions[0].command",
    },
    {
      name: "a broker URL in a secret that does not exist yet",
      stack: [
        redis,
        secret,
        version,
        task("beat", { command: BEAT, secrets: { CELERY_BROKER_URL: ref(secret, "arn") } }),
      ],
      subject: "workload/beat",
      path: "containerDefinitions",
      producer: "other",
    },
  ],
});
