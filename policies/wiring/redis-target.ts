import { isLoopbackHost, parseStorageUris, storagePlace, type StorageUri } from "../facts";
import { chain, known, map, optional, unknown, type Fact } from "../model/fact";
import { closed, type Shown } from "../model/shown";
import type { Stack } from "../model/stack";
import type { Cache } from "../subjects/cache";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { cacheOf } from "./stores";
import { letsThrough, unfinished } from "../platforms/security-groups";

/** Where a setting that should be a Redis of this stack points to. */
export type RedisTarget =
  | { readonly kind: "own"; readonly cache: Cache }
  /** A Redis of this stack's whose security groups do not let the workload in, or the workload's not out. */
  | { readonly kind: "closed"; readonly cache: Cache }
  /** The task itself: nothing of this task's is shared with another. */
  | { readonly kind: "local" }
  /** A Redis that is not one of this stack's. */
  | { readonly kind: "outside" }
  /** Kept in a process or on its disk: `memory`, `filesystem`. */
  | { readonly kind: "in-process"; readonly storage: Shown }
  /** Shared, but no Redis: `memcached`, `sql`, `amqp`, … */
  | { readonly kind: "other-store"; readonly storage: Shown }
  /** No address at all, or of a kind that is not known. */
  | { readonly kind: "unreadable" };

/** Follows a workload's URL variable to the cache it names; of several servers the one that is worst. */
export function redisTarget(stack: Stack, workload: Workload, variable: Variable): Fact<RedisTarget> {
  return chain(variable.value, (value): Fact<RedisTarget> => {
    const targets = parseStorageUris(value).map((uri) => serverTarget(stack, workload, variable, uri));
    const bad = targets.find((target) => target.state === "known" && target.value.kind !== "own");
    const open = targets.find(({ state }) => state === "unknown");
    return bad ?? open ?? targets[0] ?? known({ kind: "unreadable" }, variable.location);
  });
}

function serverTarget(stack: Stack, workload: Workload, variable: Variable, uri: StorageUri): Fact<RedisTarget> {
  const at = variable.location;
  const { kind, host, hostReading } = uri;
  switch (storagePlace(kind)) {
    case "process":
    case "machine":
      return known({ kind: "in-process", storage: closed(kind) }, at);
    case "shared":
      return known({ kind: "other-store", storage: closed(kind) }, at);
    case "unknown":
      return known({ kind: "unreadable" }, at);
    case "redis":
      // A host that may be a part of a password is followed nowhere, and shown nowhere.
      if (hostReading === "unreadable") return unknown({ location: at, because: "outside", producers: [] });
      // `${REDIS_HOST}` and the like: whatever fills it in is not here.
      if (hostReading === "template" && host === null)
        return unknown({ location: at, because: "unread", producers: [] });
      return hostTarget(stack, workload, variable, host);
  }
}

/** Follows a host to the cache it names. */
export function hostTarget(
  stack: Stack,
  workload: Workload,
  variable: Variable,
  host: string | null,
): Fact<RedisTarget> {
  const at = variable.location;
  if (host === null || isLoopbackHost(host)) return known({ kind: "local" }, at);
  return chain(optional(cacheOf(stack, variable, host)), (cache): Fact<RedisTarget> => {
    if (cache === undefined) return known({ kind: "outside" }, at);
    // Groups that are not this stack's are somebody else's to open.
    return map(optional(reaches(stack, workload, cache)), (open): RedisTarget =>
      open === false ? { kind: "closed", cache } : { kind: "own", cache },
    );
  });
}

/** Whether a workload's connections get to a cache; absent where the stack does not decide about it. */
export function reaches(stack: Stack, workload: Workload, cache: Cache): Fact<boolean> {
  // Before the end nothing is decided, so the groups, which come with the service, are not asked for.
  if (!stack.graph.closed) return unfinished(workload.location);
  return letsThrough(stack.graph, workload.securityGroups, cache.securityGroups, cache.port, workload.location);
}
