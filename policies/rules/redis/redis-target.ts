import { parseStorageUri } from "../../facts";
import {
  chain,
  known,
  map,
  optional,
  type Cache,
  type Fact,
  type Stack,
  type Variable,
  type Workload,
} from "../../model";

/** Where a URL that should be a Redis of this stack points to. */
export type RedisTarget =
  | { readonly kind: "own"; readonly cache: Cache }
  /** A Redis of this stack's whose security groups do not let the workload in, or the workload's not out. */
  | { readonly kind: "closed"; readonly cache: Cache }
  /** A Redis that is not one of this stack's. */
  | { readonly kind: "foreign"; readonly host: string }
  /** Not a Redis at all: `memory`, `filesystem`, `sql`, … */
  | { readonly kind: "other"; readonly storage: string };

const LOOPBACK = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[?::1\]?)$/i;

/** Follows a workload's URL variable to the cache it names. */
export function redisTarget(stack: Stack, workload: Workload, variable: Variable): Fact<RedisTarget> {
  return chain(variable.value, (value): Fact<RedisTarget> => {
    const { kind, scheme, host } = parseStorageUri(value);
    const at = variable.location;
    if (kind !== "redis") return known({ kind: "other", storage: kind === "unknown" ? scheme || "no URL" : kind }, at);
    if (host === null || LOOPBACK.test(host)) return known({ kind: "foreign", host: host ?? "a local socket" }, at);
    return chain(optional(stack.cacheOf(variable, host)), (cache): Fact<RedisTarget> => {
      if (cache === undefined) return known({ kind: "foreign", host }, at);
      // Groups that are not this stack's are somebody else's to open.
      return map(optional(stack.reaches(workload, cache)), (open): RedisTarget =>
        open === false ? { kind: "closed", cache } : { kind: "own", cache },
      );
    });
  });
}
