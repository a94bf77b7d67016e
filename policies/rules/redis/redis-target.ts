import { parseStorageUri } from "../../facts";
import { chain, known, map, optional, type Cache, type Fact, type Stack, type Variable } from "../../model";

/** Where a URL that should be a Redis of this stack points to. */
export type RedisTarget =
  | { readonly kind: "own"; readonly cache: Cache }
  /** A Redis that is not one of this stack's. */
  | { readonly kind: "foreign"; readonly host: string }
  /** Not a Redis at all: `memory`, `filesystem`, `sql`, … */
  | { readonly kind: "other"; readonly storage: string };

const LOOPBACK = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[?::1\]?)$/i;

/** Follows a URL variable to the cache it names. */
export function redisTarget(stack: Stack, variable: Variable): Fact<RedisTarget> {
  return chain(variable.value, (value): Fact<RedisTarget> => {
    const { kind, scheme, host } = parseStorageUri(value);
    const at = variable.location;
    if (kind !== "redis") return known({ kind: "other", storage: kind === "unknown" ? scheme || "no URL" : kind }, at);
    if (host === null || LOOPBACK.test(host)) return known({ kind: "foreign", host: host ?? "a local socket" }, at);
    return map(optional(stack.cacheOf(variable, host)), (cache): RedisTarget =>
      cache === undefined ? { kind: "foreign", host } : { kind: "own", cache },
    );
  });
}
