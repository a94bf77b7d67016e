/**
 * ElastiCache nodes: how much of a node's memory data may use.
 *
 * Sources: ElastiCache user guide, "Valkey and Redis OSS parameters", node-type specific `maxmemory` (it cannot be modified);
 * "Managing reserved memory" (`reserved-memory-percent`, default 25: kept for background saves and failover);
 * "Troubleshooting: connections" (`maxclients`).
 */
import { lookup } from "./lookup";

/** Connections one node accepts. */
export const REDIS_MAX_CLIENTS = 65_000;

/** ElastiCache's default `reserved-memory-percent`. */
export const REDIS_RESERVED_MEMORY_PERCENT = 25;

/** ElastiCache's default `maxmemory-policy`: it evicts broker messages that carry a time to live. */
export const REDIS_DEFAULT_EVICTION_POLICY = "volatile-lru";

/** Redis's own `databases`, which ElastiCache's parameter groups leave as it is: an index from 0 to 15. */
export const REDIS_DATABASES = 16;

const T_SIZES = { micro: 536_870_912, small: 1_471_026_299, medium: 3_317_862_236 };

const M_SIZES = {
  large: 6_854_542_746,
  xlarge: 13_891_921_715,
  "2xlarge": 27_966_669_210,
  "4xlarge": 56_116_178_125,
  "8xlarge": 111_325_552_312,
  "12xlarge": 168_715_971_994,
  "16xlarge": 225_000_375_228,
  "24xlarge": 337_500_562_842,
};

const R_SIZES = {
  large: 14_037_181_030,
  xlarge: 28_261_849_702,
  "2xlarge": 56_711_183_565,
  "4xlarge": 113_609_865_216,
  "8xlarge": 225_000_375_228,
  "12xlarge": 341_206_346_547,
  "16xlarge": 450_000_750_456,
  "24xlarge": 682_485_973_811,
};

const M8G_SIZES = {
  large: 7_294_178_820,
  xlarge: 15_222_495_510,
  "2xlarge": 31_866_224_640,
  "4xlarge": 65_856_864_256,
  "8xlarge": 133_838_143_488,
  "12xlarge": 201_819_422_720,
  "16xlarge": 269_800_701_952,
};

/** `maxmemory` in bytes by family and size. */
const MAXMEMORY: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  t2: { micro: 581_959_680, small: 1_665_138_688, medium: 3_461_349_376 },
  t3: T_SIZES,
  t4g: T_SIZES,
  m5: M_SIZES,
  m6g: M_SIZES,
  m7g: M_SIZES,
  m8g: M8G_SIZES,
  r5: R_SIZES,
  r6g: R_SIZES,
  r7g: R_SIZES,
};

export interface RedisNodeMemory {
  /** The node's `maxmemory`. */
  readonly maxmemoryBytes: number;
  readonly reservedPercent: number;
  /** What is left for data; an alarm threshold is a share of this. */
  readonly usableBytes: number;
}

/** Memory of a node type (`cache.t4g.small`); undefined for a type that is not known here. */
export function redisNodeMemory(
  nodeType: string,
  reservedPercent: number = REDIS_RESERVED_MEMORY_PERCENT,
): RedisNodeMemory | undefined {
  const [, family = "", size = ""] = /^cache\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(nodeType) ?? [];
  const maxmemoryBytes = lookup(lookup(MAXMEMORY, family) ?? {}, size);
  if (maxmemoryBytes === undefined) return undefined;
  return { maxmemoryBytes, reservedPercent, usableBytes: Math.floor((maxmemoryBytes * (100 - reservedPercent)) / 100) };
}
