import type { DeclaredCache } from "guardrails-policies/model";
import type { ProductBlueprint } from "../blueprint";
import { type Sources, sources } from "../metrics";
import type { Context } from "./context";
import type { Edge } from "./edge";

/** The metrics of this stack's parts. Names it gave itself are written here again, so that alarms are known at a preview. */
export function measure(
  { prefix, services }: Context,
  { caches, databases: { postgres } }: ProductBlueprint<unknown>,
  edge: Edge,
): Sources {
  return sources({
    prefix,
    services,
    databaseIdentifier: postgres.given === undefined ? `${prefix}-postgres` : postgres.given.instance,
    cacheNodeIds: nodesOf(caches.redis, prefix),
    loadBalancer: edge.loadBalancer.arnSuffix,
    targetGroup: edge.targetGroup.arnSuffix,
    certificate: edge.certificateArn,
    alternate: edge.main.blueGreen?.alternate.arnSuffix ?? null,
  });
}

/** ElastiCache numbers a replication group's nodes from 001. */
function nodesOf(redis: DeclaredCache, prefix: string): readonly string[] {
  if (redis.given !== undefined) return redis.given.nodes;
  return Array.from({ length: redis.nodes }, (_, i) => `${prefix}-redis-${String(i + 1).padStart(3, "0")}`);
}
