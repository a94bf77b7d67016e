import { REDIS_RESERVED_MEMORY_PERCENT, redisNodeMemory } from "guardrails-policies/facts";
import type { Calculation, Source } from "../metrics";
import { creditsSpent } from "./credits";
import { type AlarmSpec, FIVE_MINUTES, MINUTE } from "./spec";

/** Percent of the memory for data at which somebody has a day, and at which somebody has an hour. */
const MEMORY_LEVELS = { warning: 70, critical: 85 } as const;

/** What is watched: of nodes that were made elsewhere the type is not known. */
export interface WatchedCache {
  readonly nodeType?: string | undefined;
  readonly nodes: number;
}

export function cacheAlarms({ nodeType, nodes }: WatchedCache, cacheNodes: readonly Source[]): AlarmSpec[] {
  // Whichever node is worst: a failover makes any of them the primary.
  const worst = (name: string, statistic: string, period: number, pick = "MAX"): Calculation => {
    const metrics = cacheNodes.map((node, i) => [`node${i + 1}`, node(name, statistic, period)] as const);
    return { expression: `${pick}([${metrics.map(([id]) => id).join(", ")}])`, metrics: Object.fromEntries(metrics) };
  };
  const usable = (nodeType === undefined ? undefined : redisNodeMemory(nodeType))?.usableBytes;
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
    ...(nodeType?.startsWith("cache.t") === true
      ? [creditsSpent("redis-credits", "Redis", worst("CPUCreditBalance", "Minimum", FIVE_MINUTES, "MIN"), "redis-cpu")]
      : []),
    ...(nodes > 1 ? [lag] : []),
  ];
}
