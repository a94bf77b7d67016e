/** The Redis a stack works with: one of its own, or one that somebody else made and keeps. */
import * as v from "valibot";
import { type Check, leftOut } from "./checks";
import type { CacheEngine } from "./config-engines";
import { HOST, matching, PORT, SECURITY_GROUP } from "./config-given";
import { json, text } from "./config-values";
import { REDIS_PORT } from "./connections";

/** A Redis or Valkey that exists, behind TLS and a token. What is said of it nobody here reads. */
export interface OwnCache {
  /** The name in its certificate: the primary's, which follows a failover. */
  readonly host: string;
  readonly port: number;
  readonly engine: CacheEngine;
  readonly version: string;
  /** `maxmemory-policy`, passed on as it is: the policy pack says what a queue needs. */
  readonly evictionPolicy: string;
  readonly clusterMode: boolean;
  /** Its door: the stack adds a rule for each of its workloads. */
  readonly securityGroupId: string;
  /** Its ElastiCache nodes, for alarms; none: somebody else watches them. */
  readonly nodes: readonly string[];
}

const WANTED =
  "an object with host, engine (redis or valkey), version, evictionPolicy and securityGroupId (sg-…), and if need be port, clusterMode and nodes (ids of up to six ElastiCache nodes, such as shared-001)";

export const CACHE_KEYS = {
  ownCache: v.optional(
    json(
      WANTED,
      v.strictObject({
        host: HOST,
        port: PORT,
        engine: v.picklist(["redis", "valkey"]),
        version: matching(/^\d{1,2}(\.\d{1,2}){0,2}$/),
        evictionPolicy: v.picklist([
          ...(["noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random"] as const),
          ...(["volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"] as const),
        ]),
        clusterMode: v.optional(v.boolean()),
        securityGroupId: SECURITY_GROUP,
        nodes: v.optional(v.pipe(v.array(matching(/^[a-z][a-z0-9-]{0,49}$/)), v.maxLength(6))),
      }),
    ),
  ),
  // ElastiCache's lengths (user guide, "Authenticating with the AUTH command"); letters that mean nothing in a URL.
  cacheToken: v.optional(text("16 to 128 letters, digits or any of -._~", /^[\w.~-]{16,128}$/)),
};

interface Given {
  readonly ownCache?: v.InferOutput<typeof CACHE_KEYS.ownCache>;
}

/** null: the stack makes its own. */
export function ownCache({ ownCache: given }: Given): OwnCache | null {
  if (given === undefined) return null;
  return {
    ...given,
    port: given.port ?? REDIS_PORT,
    clusterMode: given.clusterMode ?? false,
    nodes: given.nodes ?? [],
  };
}

/** Keys that describe a Redis of the stack's own. */
const OF_OUR_OWN = [
  ...["cacheEngine", "cacheNodeType", "cacheNodes", "cacheSnapshotRetentionDays"],
  ...["cacheTokenGeneration", "cacheTokenUpdate"],
];

/** What is wrong with a Redis that is brought, completing "guardrails:key is …, but must be …". */
export function cacheMistakes(own: OwnCache | null, alsoGiven: readonly string[]): Check[] {
  if (own === null) return [];
  const token = alsoGiven.includes("cacheToken") ? null : "set with ownCache, whose token its owner has made";
  return [
    ["cacheToken", "not set", token],
    ...leftOut(OF_OUR_OWN, alsoGiven, "left out with ownCache, which is as its owner made it"),
  ];
}
