import type { ProductBlueprint } from "../blueprint";
import { type Sources, sources } from "../metrics";
import type { Context } from "./context";
import type { Edge } from "./edge";

/** The metrics of this stack's parts. Names it gave itself are written here again, so that alarms are known at a preview. */
export function measure({ prefix, services }: Context, { caches }: ProductBlueprint<unknown>, edge: Edge): Sources {
  // ElastiCache numbers a replication group's nodes from 001.
  const nodes = Array.from({ length: caches.redis.nodes }, (_, i) => String(i + 1).padStart(3, "0"));
  return sources({
    prefix,
    services,
    databaseIdentifier: `${prefix}-postgres`,
    cacheNodeIds: nodes.map((number) => `${prefix}-redis-${number}`),
    loadBalancer: edge.loadBalancer.arnSuffix,
    targetGroup: edge.targetGroup.arnSuffix,
    certificate: edge.certificateArn,
    alternate: edge.main.blueGreen?.alternate.arnSuffix ?? null,
  });
}
