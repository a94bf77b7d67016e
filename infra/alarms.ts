/** What wakes somebody up, as data: thresholds are computed from what is declared, never written down twice. */
import {
  REDIS_RESERVED_MEMORY_PERCENT,
  rdsMemoryGiB,
  redisNodeMemory,
  RESERVED_CONNECTIONS,
} from "guardrails-policies/facts";
import type { DeclaredCache, DeclaredDatabase, DeclaredService } from "guardrails-policies/model";
import type { ProductBlueprint } from "./blueprint";
import type { Calculation, Signal, Source, Sources } from "./metrics";
import { QUEUE_OLDEST_AGE, QUEUE_UNCONSUMED, SCHEDULER_LOCK } from "./monitor";
import { whileMeantToRun } from "./paused";

/** One CloudWatch metric alarm. */
export interface AlarmSpec {
  /** Without the stack's prefix. */
  readonly name: string;
  /** The section of docs/runbook.md that says what to do; the alarm's name unless several share one. */
  readonly runbook?: string;
  /** One sentence for whoever is woken up. */
  readonly meaning: string;
  readonly signal: Signal;
  readonly when: "above" | "at least" | "below";
  readonly threshold: number;
  /** `[3, 5]`: three of the last five periods. */
  readonly breaches: readonly [datapoints: number, of: number];
  /** The service whose tasks it misses, with what it consumes or serves: without tasks on purpose nothing is wrong. */
  readonly needs?: string;
  /** What a period without data means. */
  readonly missing: "breaching" | "notBreaching";
}

export interface AlarmGroup {
  readonly title: string;
  readonly alarms: readonly AlarmSpec[];
}

/** Promises and sizes the blueprint does not hold. */
export interface AlarmSettings {
  /** Whether what scales has no tasks outside of working hours. */
  readonly sleeps?: boolean;
  readonly storageGiB: number;
  readonly latencyTargetMs: number;
  readonly queueWaitSeconds: number;
}

const MINUTE = 60;
const FIVE_MINUTES = 300;

export function alarmGroups(
  blueprint: ProductBlueprint<unknown>,
  settings: AlarmSettings,
  measured: Sources,
): AlarmGroup[] {
  const { databases, caches, workloads } = blueprint;
  const services = Object.entries(workloads).flatMap(([name, { service }]) =>
    service === null ? [] : serviceAlarms(name, service, measured),
  );
  const groups = [
    { title: "Requests", alarms: edgeAlarms(measured, settings.latencyTargetMs) },
    { title: "Services", alarms: services },
    { title: "Scheduler and queues", alarms: schedulerAlarms(measured, settings.queueWaitSeconds) },
    { title: "Database", alarms: databaseAlarms(databases.postgres, settings.storageGiB, measured.database) },
    ...(databases.replica === undefined
      ? []
      : [{ title: "Replica", alarms: replicaAlarms(databases.replica, measured.replica) }]),
    { title: "Redis", alarms: cacheAlarms(caches.redis, measured.cacheNodes) },
  ];
  if (!settings.sleeps) return groups;
  const scaled = Object.entries(workloads).flatMap(([name, { service }]) =>
    service === null || service.scaling === null ? [] : [name],
  );
  return groups.map(({ title, alarms }) => ({
    title,
    alarms: alarms.map((spec) => whileMeantToRun(spec, scaled, measured)),
  }));
}

/** One count over every fleet; one that is empty has no data. */
function inAll(fleets: readonly Source[], name: string, statistic: string): Signal {
  const metrics = fleets.map((fleet, i) => [`fleet${i + 1}`, fleet(name, statistic, MINUTE)] as const);
  const [first, ...others] = metrics;
  if (first !== undefined && others.length === 0) return first[1];
  return {
    expression: metrics.map(([id]) => `FILL(${id}, 0)`).join(" + "),
    metrics: Object.fromEntries(metrics),
  };
}

function edgeAlarms({ edge, fleets, targets }: Sources, latencyTargetMs: number): AlarmSpec[] {
  return [
    {
      name: "balancer-errors",
      meaning:
        "The load balancer itself answers with server errors: it finds no target, or loses the connection to one.",
      signal: edge("HTTPCode_ELB_5XX_Count", "Sum", FIVE_MINUTES),
      when: "at least",
      threshold: 10,
      breaches: [2, 3],
      missing: "notBreaching",
    },
    {
      name: "application-errors",
      meaning: "The application answers more than 2 % of requests with a server error.",
      signal: {
        // Ten at least: with little traffic one error is a large share.
        expression: "IF(failed >= 10, 100 * failed / requests, 0)",
        metrics: {
          failed: targets("HTTPCode_Target_5XX_Count", "Sum", FIVE_MINUTES),
          requests: targets("RequestCount", "Sum", FIVE_MINUTES),
        },
      },
      when: "above",
      threshold: 2,
      breaches: [2, 3],
      missing: "notBreaching",
    },
    {
      name: "latency-p95",
      meaning: `One request in twenty takes longer than ${latencyTargetMs} ms.`,
      signal: edge("TargetResponseTime", "p95", FIVE_MINUTES),
      when: "above",
      threshold: latencyTargetMs / 1000,
      breaches: [3, 3],
      missing: "notBreaching",
    },
    {
      name: "unhealthy-targets",
      meaning: "A web task is not ready: database, cache or the task itself does not answer.",
      // A starting task counts for some minutes; longer than that it does not start.
      signal: inAll(fleets, "UnHealthyHostCount", "Maximum"),
      when: "above",
      threshold: 0,
      breaches: [10, 10],
      missing: "notBreaching",
    },
    {
      name: "no-targets",
      needs: "web",
      meaning: "No web task is ready, so nobody is served.",
      signal: inAll(fleets, "HealthyHostCount", "Minimum"),
      when: "below",
      threshold: 1,
      breaches: [2, 2],
      missing: "breaching",
    },
  ];
}

/** Capacity of one service. A service that may scale to nothing, or not at all, lacks the alarm about it. */
function serviceAlarms(
  name: string,
  { desiredCount, scaling }: DeclaredService,
  { service, tasks }: Sources,
): AlarmSpec[] {
  const minimum = scaling?.min ?? desiredCount;
  const fewer: AlarmSpec = {
    name: `${name}-tasks`,
    needs: name,
    runbook: "tasks-missing",
    meaning: `Fewer ${name} tasks run than the ${minimum} there always have to be.`,
    // A rolling deployment never has fewer; the scheduler's has none for a minute or two.
    signal: tasks(name)("RunningTaskCount", "Minimum", MINUTE),
    when: "below",
    threshold: minimum,
    breaches: [5, 5],
    missing: "breaching",
  };
  const memory: AlarmSpec = {
    name: `${name}-memory`,
    runbook: "task-memory",
    meaning: `${name} tasks use more than 90 % of their memory; at 100 % they are killed.`,
    signal: service(name)("MemoryUtilization", "Maximum", FIVE_MINUTES),
    when: "above",
    threshold: 90,
    breaches: [3, 3],
    missing: "notBreaching",
  };
  const largest: AlarmSpec = {
    name: `${name}-at-maximum`,
    runbook: "at-maximum",
    meaning: `${name} has run at its maximum of ${scaling?.max ?? desiredCount} tasks for half an hour and cannot grow.`,
    signal: tasks(name)("DesiredTaskCount", "Minimum", FIVE_MINUTES),
    when: "at least",
    threshold: scaling?.max ?? desiredCount,
    breaches: [6, 6],
    missing: "notBreaching",
  };
  return [...(minimum > 0 ? [fewer] : []), memory, ...(scaling !== null && scaling.max > scaling.min ? [largest] : [])];
}

/** Both directions: no scheduler, and one too many. */
function schedulerAlarms({ monitor, tasks }: Sources, queueWaitSeconds: number): AlarmSpec[] {
  return [
    {
      name: "scheduler-silent",
      meaning: "Nobody has held the scheduler's lock for five minutes: nothing that is due is started.",
      signal: monitor(SCHEDULER_LOCK, "Maximum", MINUTE),
      when: "below",
      threshold: 1,
      breaches: [5, 5],
      // Without a value nobody knows, which is as bad.
      missing: "breaching",
    },
    {
      name: "scheduler-doubled",
      meaning: "Two schedulers have run for three minutes: only the lock keeps tasks from being started twice.",
      signal: tasks("scheduler")("RunningTaskCount", "Maximum", MINUTE),
      when: "above",
      threshold: 1,
      // A task that is stopping is counted for a minute, or two.
      breaches: [3, 3],
      missing: "notBreaching",
    },
    {
      name: "queue-age",
      needs: "worker",
      meaning: `A message has waited for a worker longer than ${queueWaitSeconds} seconds.`,
      signal: monitor(QUEUE_OLDEST_AGE, "Maximum", MINUTE),
      when: "above",
      threshold: queueWaitSeconds,
      breaches: [5, 5],
      // Without data scheduler-silent is in alarm.
      missing: "notBreaching",
    },
    {
      name: "queue-unconsumed",
      needs: "worker",
      meaning: "Messages wait in a queue that no worker consumes: it is not one of taskQueues.",
      signal: monitor(QUEUE_UNCONSUMED, "Maximum", MINUTE),
      when: "above",
      threshold: 0,
      breaches: [5, 5],
      missing: "notBreaching",
    },
  ];
}

/** Share of the connections applications can take that may be in use; the pools are sized to stay below (budget.ts). */
const CONNECTIONS_SHARE = 0.9;

const BYTES_PER_GIB = 1024 ** 3;

/** For a class whose memory is not known here: RDS's own smallest class has four times as much. */
const FALLBACK_FREE_MEMORY = 0.25 * BYTES_PER_GIB;

function databaseAlarms(declared: DeclaredDatabase, storageGiB: number, database: Source): AlarmSpec[] {
  const usable = Math.max(1, declared.maxConnections - RESERVED_CONNECTIONS);
  const memory = rdsMemoryGiB(declared.instanceClass);
  return [
    {
      name: "database-connections",
      meaning: `More than ${CONNECTIONS_SHARE * 100} % of the ${usable} connections that applications can take are in use.`,
      signal: database("DatabaseConnections", "Maximum", MINUTE),
      when: "above",
      threshold: Math.floor(usable * CONNECTIONS_SHARE),
      breaches: [3, 5],
      missing: "notBreaching",
    },
    {
      name: "database-cpu",
      meaning: "The database has used more than 80 % of its CPU for a quarter of an hour.",
      signal: database("CPUUtilization", "Average", FIVE_MINUTES),
      when: "above",
      threshold: 80,
      breaches: [3, 3],
      missing: "notBreaching",
    },
    {
      name: "database-storage",
      // RDS enlarges storage when a tenth or less has been free for five minutes, and once in six hours only.
      meaning: `Less than a tenth of ${storageGiB} GiB is free, and storage autoscaling has not helped.`,
      signal: database("FreeStorageSpace", "Minimum", FIVE_MINUTES),
      when: "below",
      threshold: Math.floor((storageGiB * BYTES_PER_GIB) / 10),
      breaches: [6, 6],
      missing: "notBreaching",
    },
    {
      name: "database-memory",
      meaning: "The database has less than 5 % of its memory left; next it swaps.",
      signal: database("FreeableMemory", "Minimum", FIVE_MINUTES),
      when: "below",
      threshold: Math.floor(memory === undefined ? FALLBACK_FREE_MEMORY : (memory * BYTES_PER_GIB) / 20),
      breaches: [3, 3],
      missing: "notBreaching",
    },
    ...(/^db\.t/.test(declared.instanceClass) ? [databaseCredits(database)] : []),
    {
      name: "database-transaction-age",
      meaning:
        "A table's oldest transaction is a billion old: vacuum does not get there, and at two billion nothing is written.",
      signal: database("MaximumUsedTransactionIDs", "Maximum", FIVE_MINUTES),
      when: "above",
      threshold: TRANSACTION_AGE,
      breaches: [3, 3],
      missing: "notBreaching",
    },
    {
      name: "database-replication-slot",
      meaning: "A replication slot that nobody reads holds back a tenth of the storage in write-ahead log.",
      signal: database("OldestReplicationSlotLag", "Maximum", FIVE_MINUTES),
      when: "above",
      threshold: Math.floor((storageGiB * BYTES_PER_GIB) / 10),
      breaches: [3, 3],
      // There is no value while there is no slot.
      missing: "notBreaching",
    },
  ];
}

/**
 * Transactions. Autovacuum forces itself at 200 million; at a billion it has not kept up (AWS, "Implement an early warning system
 * for transaction ID wraparound in Amazon RDS for PostgreSQL").
 */
const TRANSACTION_AGE = 1_000_000_000;

/** A burstable class that has spent its credits is charged for more, or slowed down to its baseline. */
function databaseCredits(database: Source): AlarmSpec {
  return {
    name: "database-credits",
    runbook: "database-cpu",
    meaning: "The database has hardly any CPU credits left: its class is too small for what it does all the time.",
    signal: database("CPUCreditBalance", "Minimum", FIVE_MINUTES),
    when: "below",
    threshold: 20,
    breaches: [3, 3],
    missing: "notBreaching",
  };
}

function replicaAlarms(declared: DeclaredDatabase, replica: Source): AlarmSpec[] {
  const usable = Math.max(1, declared.maxConnections - RESERVED_CONNECTIONS);
  return [
    {
      name: "replica-lag",
      runbook: "database-replication-slot",
      meaning: "The copy of the database is more than a minute behind: what is read from it is old.",
      signal: replica("ReplicaLag", "Maximum", MINUTE),
      when: "above",
      threshold: 60,
      breaches: [5, 5],
      missing: "notBreaching",
    },
    {
      name: "replica-connections",
      runbook: "database-connections",
      meaning: `More than ${CONNECTIONS_SHARE * 100} % of the ${usable} connections of the copy are in use.`,
      signal: replica("DatabaseConnections", "Maximum", MINUTE),
      when: "above",
      threshold: Math.floor(usable * CONNECTIONS_SHARE),
      breaches: [3, 5],
      missing: "notBreaching",
    },
    {
      name: "replica-cpu",
      runbook: "database-cpu",
      meaning: "The copy of the database has used more than 80 % of its CPU for a quarter of an hour.",
      signal: replica("CPUUtilization", "Average", FIVE_MINUTES),
      when: "above",
      threshold: 80,
      breaches: [3, 3],
      missing: "notBreaching",
    },
  ];
}

/** Percent of the memory for data at which somebody has a day, and at which somebody has an hour. */
const MEMORY_LEVELS = { warning: 70, critical: 85 } as const;

function cacheAlarms({ nodeType, nodes }: DeclaredCache, cacheNodes: readonly Source[]): AlarmSpec[] {
  // Whichever node is worst: a failover makes any of them the primary.
  const worst = (name: string, statistic: string, period: number): Calculation => {
    const metrics = cacheNodes.map((node, i) => [`node${i + 1}`, node(name, statistic, period)] as const);
    return { expression: `MAX([${metrics.map(([id]) => id).join(", ")}])`, metrics: Object.fromEntries(metrics) };
  };
  const usable = redisNodeMemory(nodeType)?.usableBytes;
  const memory = (level: keyof typeof MEMORY_LEVELS): AlarmSpec => ({
    name: `redis-memory-${level}`,
    runbook: "redis-memory",
    meaning: `Redis uses ${MEMORY_LEVELS[level]} % of the memory it has for data; when it is full, queues refuse messages.`,
    // A node type that is not known here is judged by its percentage, of which a part is reserved.
    ...(usable === undefined
      ? {
          signal: worst("DatabaseMemoryUsagePercentage", "Maximum", MINUTE),
          threshold: (MEMORY_LEVELS[level] * (100 - REDIS_RESERVED_MEMORY_PERCENT)) / 100,
        }
      : {
          signal: worst("BytesUsedForCache", "Maximum", MINUTE),
          threshold: Math.floor((usable * MEMORY_LEVELS[level]) / 100),
        }),
    when: "above",
    breaches: [3, 5],
    missing: "notBreaching",
  });
  const lag: AlarmSpec = {
    name: "redis-replication",
    meaning: "A replica of Redis is more than 30 seconds behind; a failover now would lose messages.",
    signal: worst("ReplicationLag", "Maximum", MINUTE),
    when: "above",
    threshold: 30,
    breaches: [5, 5],
    missing: "notBreaching",
  };
  return [
    memory("warning"),
    memory("critical"),
    {
      name: "redis-cpu",
      meaning: "Redis has used more than 80 % of its one thread for five minutes.",
      signal: worst("EngineCPUUtilization", "Maximum", MINUTE),
      when: "above",
      threshold: 80,
      breaches: [5, 5],
      missing: "notBreaching",
    },
    {
      name: "redis-evictions",
      meaning: "Redis drops keys, which its eviction policy should never do.",
      signal: worst("Evictions", "Sum", FIVE_MINUTES),
      when: "above",
      threshold: 0,
      breaches: [1, 1],
      missing: "notBreaching",
    },
    ...(nodes > 1 ? [lag] : []),
  ];
}

/** Metrics an alarm reads; each is charged like an alarm of its own (Amazon CloudWatch pricing). */
export function metricsIn({ signal }: AlarmSpec): number {
  return "metrics" in signal ? Object.keys(signal.metrics).length : 1;
}
