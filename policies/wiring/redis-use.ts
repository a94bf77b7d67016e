import { isLoopbackHost, parseStorageUris, storagePlace, type StorageUri } from "../facts";
import { chain, known, unknown, type Fact } from "../model/fact";
import type { Stack } from "../model/stack";
import type { Cache } from "../subjects/cache";
import type { Variable } from "../subjects/environment";
import type { CacheAccess } from "../subjects/protection";
import { cacheOf } from "./stores";

/** One server that a setting names. */
export interface RedisServer {
  readonly uri: StorageUri | undefined;
  /** Undefined: the setting names none, or this machine. */
  readonly host: string | undefined;
}

/** The Redis servers that a setting names; none: it is something else (SQS, AMQP, memory). */
export function redisServers(setting: Variable, by: "url" | "host"): Fact<readonly RedisServer[]> {
  return chain(setting.value, (value): Fact<readonly RedisServer[]> => {
    const at = setting.location;
    if (by === "host" && !value.includes("://")) {
      const host = value.trim().replace(/:\d{1,5}$/, "");
      return known([{ uri: undefined, host: host === "" || isLoopbackHost(host) ? undefined : host }], at);
    }
    const servers: RedisServer[] = [];
    for (const uri of parseStorageUris(value)) {
      if (storagePlace(uri.kind) !== "redis") continue;
      // A host that may be a part of a password is followed nowhere, and `${REDIS_HOST}` is filled in elsewhere.
      if (uri.hostReading === "unreadable") return unknown({ location: at, because: "outside", producers: [] });
      if (uri.hostReading === "template" && uri.host === null)
        return unknown({ location: at, because: "unread", producers: [] });
      const local = uri.host !== null && isLoopbackHost(uri.host);
      servers.push({ uri, host: local || uri.host === null ? undefined : uri.host });
    }
    return known(servers, at);
  });
}

/** The cache of this stack behind a server; absent: it is somebody else's. */
export function cacheBehind(stack: Stack, setting: Variable, { host }: RedisServer): Fact<Cache> {
  if (host === undefined) return { state: "absent", basis: "verified", location: setting.location };
  return cacheOf(stack, setting, host);
}

/** How a cache is spoken to; undefined: no reader says. */
export function accessOf(stack: Stack, { key, location }: Cache): CacheAccess | undefined {
  return stack.of("cache-access", location.urn).find((access) => access.key === key);
}
