/** Engines of the stores: which, in which version, and when a change of it is made. */
import * as v from "valibot";
import { truth } from "./config-values";

/** Major versions of PostgreSQL that RDS serves and this stack is tried with. RDS applies minor ones in the maintenance window. */
const POSTGRES_VERSIONS = ["16", "17", "18"] as const;

const CACHE_ENGINES = ["redis", "valkey"] as const;

export type CacheEngine = (typeof CACHE_ENGINES)[number];

/** ElastiCache user guide, "Supported engines and versions": Redis OSS ends with 7.1; Valkey goes on, for a fifth less a node. */
export const CACHE_VERSIONS: Readonly<Record<CacheEngine, string>> = { redis: "7.1", valkey: "8.0" };

/** `window`: what restarts a store waits for its maintenance window. `now`: this `up` does it, major versions and engines too. */
export type StoreChanges = "window" | "now";

export const ENGINE_KEYS = {
  databaseVersion: v.optional(v.picklist(POSTGRES_VERSIONS, "16, 17 or 18")),
  databaseReplica: v.optional(truth),
  cacheEngine: v.optional(v.picklist(CACHE_ENGINES, "redis or valkey")),
  storeChanges: v.optional(v.picklist(["window", "now"], "window or now")),
};
