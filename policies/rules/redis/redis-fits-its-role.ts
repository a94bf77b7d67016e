import {
  chain,
  judge,
  known,
  map,
  optional,
  pass,
  unknown,
  unproven,
  words,
  type Fact,
  type Finding,
  type Judgement,
  type Shown,
} from "../../model";
import { REDIS_RESERVED_MEMORY_PERCENT, storeEndpoint } from "../../facts";
import type { Cache } from "../../subjects";
import { celeryStores, type CeleryStore, type CeleryStores } from "../../wiring/celery-stores";
import { queueStores } from "../../wiring/queue-stores";
import { cacheBehind, redisServers, type RedisServer } from "../../wiring/redis-use";
import { rule, type RuleContext } from "../rule";

export const redisFitsItsRole = rule({
  id: "redis-fits-its-role",
  title: "Celery's Redis is of a kind that can hold a queue",
  severity: "high",
  audit: "Top risk 5: workflow scheduler not running",
  why: "Celery takes messages with commands over several keys, which a Redis in cluster mode refuses (CROSSSLOT), and an eviction policy over all keys deletes queued tasks and the scheduler's lock when memory runs short.",
  fix: 'Give Celery an aws.elasticache.ReplicationGroup with clusterMode "disabled" (no ServerlessCache, no MemoryDB, no numNodeGroups above 1, no parameter group *.cluster.on) and an aws.elasticache.ParameterGroup of its own with maxmemory-policy "noeviction".',
  about: "workload",
  mends: {
    evicts: [{ property: "@", value: "noeviction" }],
    sharded: [{ property: "@", value: "disabled" }],
  },
  examples: {
    bad: `const redis = new aws.elasticache.ServerlessCache("jobs", { name: "jobs", engine: "valkey" });
new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "worker",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "worker"],
      environment: [
        { name: "CELERY_BROKER_URL", value: pulumi.interpolate\`rediss://\${redis.endpoints[0].address}:6379/0?ssl_cert_reqs=required\` },
      ],
    },
  ]),
});`,
    good: `const keeps = new aws.elasticache.ParameterGroup("jobs", {
  family: "redis7",
  parameters: [{ name: "maxmemory-policy", value: "noeviction" }],
});
const redis = new aws.elasticache.ReplicationGroup("jobs", {
  description: "queue",
  replicationGroupId: "jobs",
  clusterMode: "disabled",
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
  parameterGroupName: keeps.name,
});
new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "worker",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "worker"],
      environment: [
        { name: "CELERY_BROKER_URL", value: pulumi.interpolate\`rediss://\${redis.primaryEndpointAddress}:6379/0?ssl_cert_reqs=required\` },
      ],
    },
  ]),
});`,
  },
  whenNot:
    "A Redis that holds results only and may forget them: the rule looks at what the broker and the scheduler's lock are in, and only advises about the rest.",
  related: ["scheduler-uses-redis", "redis-url-complete"],
  messages: {
    sharded:
      "{label} has its Celery broker in {cache} ({variable}), which is in cluster mode: Celery's commands are refused there (CROSSSLOT). It must be a replication group with cluster mode off.",
    shardedStore:
      "{label} has its {part} in {cache} ({variable}), which is in cluster mode: what Celery reads and writes over several keys is refused there (CROSSSLOT), unless the application uses a client for clusters.",
    shardedPerhaps:
      "{label} runs Celery, names no broker, and has a Redis in cluster mode ({cache}, {variable}): as Celery's broker it would refuse its commands (CROSSSLOT).",
    evicts:
      "{label} has its {part} in {cache} ({variable}), whose eviction policy is {policy}: when memory runs short it deletes queued tasks and locks. It must be noeviction.",
    queueEvicts:
      "{label} has its queue in {cache} ({variable}), whose eviction policy is {policy}: when memory runs short it deletes jobs that wait. It must be noeviction, as BullMQ, Sidekiq and RQ ask for.",
    dropsExpiring:
      "{label} has its {part} in {cache} ({variable}), whose eviction policy is {policy}: when memory runs short it deletes what has an end first, locks and results among it; noeviction refuses the write instead.",
    unreserved:
      "{label} has its {part} in {cache} ({variable}), which keeps {found} percent of a node's memory free of data: with less than {wanted} a snapshot or a failover under load can end the node.",
  },
  advises: {
    queueEvicts: "undeclared",
    shardedStore: "always",
    shardedPerhaps: "always",
    dropsExpiring: "always",
    unreserved: "always",
  },
  applies: (workload) => {
    if (queueStores(workload).length > 0) return known(true, workload.location);
    return chain(celeryStores(workload), (found) => {
      const asked = found.open.length > 0 || inRedis(found.stores).length > 0 || found.perhaps.length > 0;
      return asked
        ? known(true, workload.location)
        : { state: "absent", basis: "verified", location: workload.location };
    });
  },
  check: (workload, context) => {
    const found = celeryStores(workload);
    const queues = queueStores(workload).flatMap((setting) => judgeQueue(setting, context));
    if (found.state !== "known") return found.state === "unknown" ? [...queues, unproven(found)] : queues;
    const { stores, perhaps, open } = found.value;
    const asked = inRedis(stores);
    // What holds the lock is asked for its memory where it does not hold the broker's messages as well.
    const isMain = ({ part, setting }: CeleryStore) =>
      part === "broker" ||
      (part === "lock" && !asked.some((other) => other.part === "broker" && isSame(other.setting, setting)));
    const judged = asked.map((store) => ({ store, judgements: judgeStore(store, isMain(store), context) }));
    const brokers = judged.filter(({ store }) => store.part === "broker");
    // A cluster that has the broker as well is one fault.
    const others = brokers.some(({ judgements }) => judgements.some(isSharded))
      ? []
      : judged.filter(({ store }) => store.part !== "broker");
    return [
      ...queues,
      ...[...brokers, ...others].flatMap(({ judgements }) => judgements),
      ...perhaps.flatMap((setting) => judgePerhaps({ part: "broker", by: "url", setting }, context)),
      ...(open.length > 0 && !stores.some(({ part }) => part === "broker") ? [unproven(unknown(...open))] : []),
    ];
  },
});

type Context = RuleContext<
  "sharded" | "shardedStore" | "shardedPerhaps" | "evicts" | "queueEvicts" | "dropsExpiring" | "unreserved"
>;

const PART: Readonly<Record<CeleryStore["part"], Shown>> = {
  broker: words("Celery broker"),
  results: words("Celery results"),
  lock: words("scheduler's lock"),
};

/** The stores that are a Redis, or may be; one in the task itself is of no interest here. */
function inRedis(stores: CeleryStores["stores"]): readonly CeleryStore[] {
  return stores.filter(({ setting, by }) => {
    const servers = redisServers(setting, by);
    return servers.state === "unknown" || (servers.state === "known" && servers.value.some(isElsewhere));
  });
}

function isElsewhere({ host }: RedisServer): boolean {
  return host !== undefined;
}

function isSharded(judgement: Judgement): boolean {
  return judgement.verdict === "fail" && judgement.messageId === "sharded";
}

/** Whether two settings lead to one host, as far as that is known. */
function isSame(a: CeleryStore["setting"], b: CeleryStore["setting"]): boolean {
  const [one, other] = [a, b].map((setting) => redisServers(setting, "url"));
  if (one?.state !== "known" || other?.state !== "known")
    return a.store?.state === "known" && b.store?.state === "known";
  return one.value[0]?.host === other.value[0]?.host;
}

function judgeStore(store: CeleryStore, isMain: boolean, context: Context): readonly Judgement[] {
  const { part, setting } = store;
  const at = { part: PART[part], variable: setting.shown };
  return eachServer(store, (server) => {
    const { fail, stack } = context;
    const named = shardedByName(server);
    const sharded = (cache: Shown): Finding => fail(part === "broker" ? "sharded" : "shardedStore", { ...at, cache });
    if (named !== undefined) return [judgeNamed(store, sharded(named))];
    const cache = cacheBehind(stack, setting, server);
    // What is not this stack's is not looked at.
    if (cache.state === "absent") return [unproven(outside(setting))];
    const ask = <T>(fact: (cache: Cache) => Fact<T>, check: (value: T, cache: Cache) => Finding) =>
      judge(
        chain(cache, (found) => map(optional(fact(found)), (value) => ({ found, value }))),
        ({ found, value }) => (value === undefined ? pass : check(value, found)),
        () => pass,
      );
    const clustered = ask(
      ({ clusterMode }) => clusterMode,
      (on, found) => (on ? sharded(found.label) : pass),
    );
    // One fault is enough: of a cluster the queue cannot be in, its memory is of no interest.
    if (!isMain || clustered.verdict === "fail") return [clustered];
    return [
      clustered,
      ask(
        ({ evictionPolicy }) => evictionPolicy,
        (policy, found) =>
          judgePolicy(policy, (message, shown) => fail(message, { ...at, cache: found.label, policy: shown })),
      ),
      ask(
        ({ reservedMemoryPercent }) => reservedMemoryPercent,
        (percent, found) =>
          percent >= REDIS_RESERVED_MEMORY_PERCENT
            ? pass
            : fail("unreserved", { ...at, cache: found.label, found: percent, wanted: REDIS_RESERVED_MEMORY_PERCENT }),
      ),
    ];
  });
}

function judgePerhaps(store: CeleryStore, { fail, stack }: Context): readonly Judgement[] {
  const { setting } = store;
  return eachServer(store, (server) => {
    const finding = (cache: Shown) => fail("shardedPerhaps", { cache, variable: setting.shown });
    const named = shardedByName(server);
    if (named !== undefined) return [judgeNamed(store, finding(named))];
    const cache = cacheBehind(stack, setting, server);
    if (cache.state === "absent") return [unproven(outside(setting))];
    const mode = chain(cache, (found) => map(optional(found.clusterMode), (on) => ({ on, found })));
    return [
      judge(
        mode,
        ({ on, found }) => (on === true ? finding(found.label) : pass),
        () => pass,
      ),
    ];
  });
}

/** Of another queue only what happens to its jobs: whether it takes a cluster differs from one to the next. */
function judgeQueue(setting: CeleryStore["setting"], { fail, stack }: Context): readonly Judgement[] {
  return eachServer({ part: "broker", by: "url", setting }, (server) => {
    const cache = cacheBehind(stack, setting, server);
    if (cache.state === "absent") return [unproven(outside(setting))];
    const policies = chain(cache, (found) => map(optional(found.evictionPolicy), (policy) => ({ found, policy })));
    return [
      judge(
        policies,
        ({ found, policy }) => {
          const evicting = EVICTING.get(policy ?? "");
          if (evicting === undefined) return pass;
          return fail("queueEvicts", { cache: found.label, variable: setting.shown, policy: evicting });
        },
        () => pass,
      ),
    ];
  });
}

function eachServer(
  { setting, by }: CeleryStore,
  check: (server: RedisServer) => readonly Judgement[],
): readonly Judgement[] {
  const servers = redisServers(setting, by);
  if (servers.state === "unknown") return [unproven(servers)];
  return servers.state === "absent" ? [] : servers.value.filter(isElsewhere).flatMap(check);
}

/** A finding about the text of a setting alone. */
function judgeNamed({ setting }: CeleryStore, finding: Finding): Judgement {
  return judge(
    setting.value,
    () => finding,
    () => finding,
  );
}

/** AWS's host names say what kind of store they lead to, whoever's it is. */
function shardedByName({ host }: RedisServer): Shown | undefined {
  const endpoint = host === undefined ? undefined : storeEndpoint(host);
  if (endpoint?.kind !== "cache") return undefined;
  if (endpoint.service === "elasticache-serverless") return words("an ElastiCache Serverless cache");
  if (endpoint.service === "memorydb") return words("a MemoryDB cluster");
  return endpoint.role === "configuration" ? words("a cluster's configuration endpoint") : undefined;
}

const EVICTING = new Map<string, Shown>([
  ["allkeys-lru", words("allkeys-lru")],
  ["allkeys-lfu", words("allkeys-lfu")],
  ["allkeys-random", words("allkeys-random")],
]);
const EXPIRING = new Map<string, Shown>([
  ["volatile-lru", words("volatile-lru")],
  ["volatile-lfu", words("volatile-lfu")],
  ["volatile-random", words("volatile-random")],
  ["volatile-ttl", words("volatile-ttl")],
]);

function judgePolicy(policy: string, fail: (message: "evicts" | "dropsExpiring", policy: Shown) => Finding): Finding {
  const evicting = EVICTING.get(policy);
  if (evicting !== undefined) return fail("evicts", evicting);
  const expiring = EXPIRING.get(policy);
  return expiring === undefined ? pass : fail("dropsExpiring", expiring);
}

function outside({ location }: CeleryStore["setting"]) {
  return unknown({ location, because: "outside", producers: [] });
}
