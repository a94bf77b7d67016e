import * as aws from "@pulumi/aws";
import type { Input } from "@pulumi/pulumi";
import type { MadeCache } from "../../../policies/model";
import { redisFitsItsRole } from "../../../policies/rules/redis/redis-fits-its-role";
import { blueprint, ref, resource, type TestResource } from "../../../policies/testing";
import {
  BEAT,
  declaration,
  declaredWorkload,
  givenCache,
  plain,
  redisUrl,
  ruleTester,
  singleton,
  task,
  WORKER,
} from "../fixtures";

const HOST = "master.queue.abc123.euw1.cache.amazonaws.com";
const BROKER = `rediss://:token@${HOST}:6379/2?ssl_cert_reqs=required`;

function group(name: string, ...parameters: readonly { name: string; value: Input<string> }[]): TestResource {
  return resource(aws.elasticache.ParameterGroup, name, { name, family: "redis7", parameters: [...parameters] });
}

const policy = (value: string) => ({ name: "maxmemory-policy", value });
const kept = group("kept", policy("noeviction"));

function queue(args: Partial<aws.elasticache.ReplicationGroupArgs> = {}): TestResource {
  return resource(
    aws.elasticache.ReplicationGroup,
    "queue",
    { description: "queue", replicationGroupId: "queue", parameterGroupName: "kept", ...args },
    { outputs: { primaryEndpointAddress: HOST } },
  );
}

const setting = resource(aws.ssm.Parameter, "policy", { type: "String" }, { outputs: { insecureValue: "noeviction" } });

const QUEUES: readonly (readonly [string[], string])[] = [
  [["node", "dist/worker.js"], "BULLMQ_REDIS_URL"],
  [["node", "dist/worker.js"], "QUEUE_REDIS_URL"],
  [["rq", "worker", "default"], "RQ_REDIS_URL"],
  [["bundle", "exec", "sidekiq"], "REDIS_URL"],
  [["arq", "app.worker.Settings"], "REDIS_URL"],
  [["dramatiq", "app.tasks"], "DRAMATIQ_BROKER_URL"],
];

const worker = (environment: Readonly<Record<string, unknown>>, command: readonly string[] = WORKER) =>
  task("worker", { command, environment });
const subject = "workload/worker";

const serverless = resource(
  aws.elasticache.ServerlessCache,
  "jobs",
  { name: "jobs", engine: "valkey" },
  { outputs: { endpoints: [{ address: "jobs-ab12cd.serverless.euw1.cache.amazonaws.com", port: 6379 }] } },
);
const memorydb = resource(
  aws.memorydb.Cluster,
  "jobs",
  { name: "jobs", aclName: "open-access", nodeType: "db.t4g.small" },
  { outputs: { clusterEndpoints: [{ address: "jobs.internal.example.com", port: 6379 }] } },
);

const beat = declaredWorkload({
  role: "scheduler",
  command: BEAT,
  service: singleton,
  environment: { REDBEAT_REDIS_URL: redisUrl("lock", 4) },
});

/** The product's blueprint with another cache, and its scheduler where that is sound. */
const product = (part: Partial<MadeCache>) => {
  const redis = declaration().caches["redis"] as MadeCache;
  return blueprint(
    declaration({
      caches: { redis: { ...redis, ...part } },
      workloads: {
        ...(Object.keys(part).length > 0 ? {} : { scheduler: beat }),
        worker: declaredWorkload({
          role: "worker",
          command: WORKER,
          environment: {
            CELERY_BROKER_URL: redisUrl("broker", 2),
            CELERY_RESULT_BACKEND: redisUrl("results", 3),
            LOG_LEVEL: plain("INFO"),
          },
        }),
      },
    }),
  );
};

/** Made elsewhere: nothing of it is registered, and what the worker is told leads to its host. */
const given = (evictionPolicy: string): TestResource[] => {
  const redis = givenCache(evictionPolicy);
  const url = `rediss://:token@master.shared.abc123.euw1.cache.amazonaws.com:6379/2?ssl_cert_reqs=required`;
  return [
    blueprint(declaration({ caches: { redis } })),
    worker({ CELERY_BROKER_URL: url, CELERY_RESULT_BACKEND: url }),
  ];
};

ruleTester.run(redisFitsItsRole, {
  valid: [
    ...QUEUES.map(([command, name]) => ({
      name: `another queue that keeps its jobs: ${command.join(" ")} by ${name}`,
      phase: "up" as const,
      stack: [kept, queue(), task("jobs", { command, environment: { [name]: `rediss://:token@${HOST}:6379/0` } })],
      passes: { "workload/jobs": "verified" as const },
    })),
    {
      name: "a cache of a web server's, which may forget",
      phase: "up",
      stack: [
        group("kept", policy("allkeys-lru")),
        queue(),
        task("web", { command: ["node", "server.js"], environment: { REDIS_URL: `rediss://:token@${HOST}:6379/0` } }),
      ],
      passes: {},
    },
    {
      name: "a Redis that was made elsewhere, by its owner's word and never more",
      phase: "up",
      stack: given("noeviction"),
      passes: { [subject]: "declared" },
    },
    {
      name: "the declared cache",
      stack: [product({})],
      passes: { [subject]: "declared", "workload/scheduler": "declared" },
    },
    {
      name: "a replication group that keeps every key",
      phase: "up",
      stack: [kept, queue(), worker({ CELERY_BROKER_URL: BROKER, CELERY_RESULT_BACKEND: BROKER })],
      passes: { [subject]: "verified" },
    },
    {
      name: "on the way to cluster mode, which still takes clients that know of no shards",
      phase: "up",
      stack: [kept, queue({ clusterMode: "compatible" }), worker({ CELERY_BROKER_URL: BROKER })],
      passes: { [subject]: "verified" },
    },
    {
      name: "a pure store of results may forget what has an end",
      phase: "up",
      stack: [
        group("volatile", policy("volatile-lru")),
        queue({ parameterGroupName: "volatile" }),
        worker({ CELERY_BROKER_URL: "sqs://", CELERY_RESULT_BACKEND: BROKER }),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "brokers that are no Redis; another queue in a store that forgets nothing; a cache",
      stack: [
        serverless,
        worker({ CELERY_BROKER_URL: "amqps://user:word@mq.example.com:5671//" }),
        task("tasks", {
          command: ["taskiq", "worker", "app.broker:broker"],
          environment: { TASKIQ_BROKER_URL: "rediss://jobs-ab12cd.serverless.euw1.cache.amazonaws.com:6379" },
        }),
        task("bull", {
          command: ["node", "worker.js"],
          environment: { BROKER_URL: "rediss://jobs-ab12cd.serverless.euw1.cache.amazonaws.com:6379" },
        }),
        task("cache", {
          command: ["uvicorn", "app.main:app"],
          environment: { REDIS_URL: "rediss://jobs-ab12cd.serverless.euw1.cache.amazonaws.com:6379" },
        }),
      ],
      passes: { "workload/tasks": "declared" },
    },
  ],
  invalid: [
    ...QUEUES.map(([command, name]) => ({
      name: `another queue: ${command.join(" ")} by ${name}`,
      phase: "up" as const,
      stack: [
        group("kept", policy("allkeys-lru")),
        queue(),
        task("jobs", { command, environment: { [name]: `rediss://:token@${HOST}:6379/0` } }),
      ],
      subject: "workload/jobs",
      messageId: "queueEvicts",
    })),
    {
      name: "one that was made elsewhere and forgets keys",
      phase: "up",
      stack: given("allkeys-lru"),
      subject,
      messageId: "evicts",
      says: "allkeys-lru",
    },
    {
      name: "a declared cluster",
      stack: [product({ clusterMode: true })],
      subject,
      messageId: "sharded",
      says: "cluster mode",
      stage: "blueprint",
    },
    {
      name: "an ElastiCache Serverless cache of this stack, at the task definition",
      phase: "up",
      stack: [
        serverless,
        worker({ CELERY_BROKER_URL: "rediss://jobs-ab12cd.serverless.euw1.cache.amazonaws.com:6379/0" }),
      ],
      subject,
      messageId: "sharded",
      says: "an ElastiCache Serverless cache (CELERY_BROKER_URL)",
      stage: "resource",
    },
    {
      name: "a MemoryDB cluster by the name of its own endpoint",
      phase: "up",
      stack: [memorydb, worker({ BROKER_URL: "redis://jobs.internal.example.com:6379/0" })],
      subject,
      messageId: "sharded",
      says: "cache jobs",
    },
    {
      name: "somebody else's cluster, by its configuration endpoint",
      stack: [worker({ CELERY_BROKER_URL: "rediss://clustercfg.shared.abc123.use1.cache.amazonaws.com:6379/0" })],
      subject,
      messageId: "sharded",
      says: "configuration endpoint",
    },
    {
      name: "several shards",
      phase: "up",
      stack: [kept, queue({ numNodeGroups: 2 }), worker({ CELERY_BROKER_URL: BROKER })],
      subject,
      messageId: "sharded",
    },
    {
      name: "one shard in cluster mode",
      phase: "up",
      stack: [kept, queue({ numNodeGroups: 1, clusterMode: "enabled" }), worker({ CELERY_BROKER_URL: BROKER })],
      subject,
      messageId: "sharded",
    },
    {
      name: "AWS's parameter group that switches cluster mode on",
      phase: "up",
      stack: [queue({ parameterGroupName: "default.redis7.cluster.on" }), worker({ CELERY_BROKER_URL: BROKER })],
      subject,
      messageId: "sharded",
    },
    {
      name: "a parameter group of one's own that does",
      phase: "up",
      stack: [
        group("sharded", policy("noeviction"), { name: "cluster-enabled", value: "yes" }),
        queue({ parameterGroupName: "sharded" }),
        worker({}, ["celery", "-A", "app", "-b", BROKER, "worker"]),
      ],
      subject,
      messageId: "sharded",
      says: "--broker",
    },
    {
      name: "results alone in a cluster",
      phase: "up",
      stack: [
        serverless,
        worker({
          CELERY_BROKER_URL: "sqs://",
          CELERY_RESULT_BACKEND: "rediss://jobs-ab12cd.serverless.euw1.cache.amazonaws.com:6379/1",
        }),
      ],
      subject,
      messageId: "shardedStore",
      says: "Celery results",
    },
    {
      name: "a worker that names no broker and has a cluster",
      phase: "up",
      stack: [serverless, worker({ REDIS_URL: "rediss://jobs-ab12cd.serverless.euw1.cache.amazonaws.com:6379/1" })],
      subject,
      messageId: "shardedPerhaps",
      says: "REDIS_URL",
    },
    {
      name: "a policy over all keys",
      phase: "up",
      stack: [
        group("lru", policy("allkeys-lru")),
        queue({ parameterGroupName: "lru" }),
        worker({ CELERY_BROKER_URL: BROKER }),
      ],
      subject,
      messageId: "evicts",
      says: "allkeys-lru",
      stage: "resource",
    },
    {
      name: "a policy over all keys in a blueprint",
      stack: [product({ evictionPolicy: "allkeys-lfu" })],
      subject: "workload/worker",
      messageId: "evicts",
      stage: "blueprint",
    },
    {
      name: "AWS's own policy",
      phase: "up",
      stack: [queue({ parameterGroupName: "default.redis7" }), worker({ CELERY_BROKER_URL: BROKER })],
      subject,
      messageId: "dropsExpiring",
      says: "volatile-lru",
    },
    {
      name: "no memory kept free",
      phase: "up",
      stack: [
        group("tight", policy("noeviction"), { name: "reserved-memory-percent", value: "0" }),
        queue({ parameterGroupName: "tight" }),
        worker({ CELERY_BROKER_URL: BROKER }),
      ],
      subject,
      messageId: "unreserved",
      says: "0 percent",
    },
  ],
  unproven: [
    {
      name: "a policy that is computed",
      stack: [
        setting,
        group("computed", { name: "maxmemory-policy", value: ref(setting, "insecureValue") }),
        queue({ parameterGroupName: "computed" }),
        worker({ CELERY_BROKER_URL: BROKER }),
      ],
      subject,
      path: "parameters.maxmemory-policy",
      producer: "policy",
    },
    {
      name: "somebody else's Redis",
      stack: [worker({ CELERY_BROKER_URL: "redis://broker.example.com:6379/0" })],
      subject,
      path: "containerDefinitions[0].environment.CELERY_BROKER_URL",
    },
    {
      name: "a host that is filled in elsewhere",
      stack: [worker({ CELERY_BROKER_URL: "redis://${REDIS_HOST}:6379/0" })],
      subject,
      path: "containerDefinitions[0].environment.CELERY_BROKER_URL",
    },
  ],
});
