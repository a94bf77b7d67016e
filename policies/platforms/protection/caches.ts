import {
  absent,
  anyTrue,
  chain,
  known,
  map,
  optional,
  orDeclared,
  orDefault,
  orElse,
  unknown,
  type Fact,
} from "../../model/fact";
import type { DeclaredPart } from "../../model/graph";
import { flag, isSet, list, read, text, type Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { CacheAccess } from "../../subjects/protection";
import { declaredSubject, realSubject, unrealised } from "../blueprint/parts";
import { CACHES_BY_PART } from "../elasticache/cache";

type Access = Pick<CacheAccess, "encryptedInTransit" | "alsoPlain" | "encryptedAtRest" | "authenticated" | "token">;

export function replicationGroupAccess(group: Resource, stack: Stack): readonly CacheAccess[] {
  // Valkey is encrypted at rest unless somebody says otherwise, Redis is not (@pulumi/aws elasticache.ReplicationGroup).
  const valkey = map(orDefault(read(group, ["engine"], text), "redis"), (engine) => engine === "valkey");
  // A secondary group has the settings of its global one.
  const inherited: Fact<boolean> | undefined = isSet(group, "globalReplicationGroupId")
    ? unknown({ location: { urn: group.urn, path: "globalReplicationGroupId" }, because: "outside", producers: [] })
    : undefined;
  const setting = (property: string, otherwise: Fact<boolean>): Fact<boolean> =>
    orElse(read(group, [property], flag), inherited ?? otherwise);
  const asks = anyTrue([given(group, "authToken"), given(group, "authTokenWo"), given(group, "userGroupIds")], {
    urn: group.urn,
    path: "authToken",
  });
  return access(group, stack, {
    encryptedInTransit: setting("transitEncryptionEnabled", known(false, { urn: group.urn, path: "" })),
    alsoPlain: map(read(group, ["transitEncryptionMode"], text), (mode) => mode === "preferred"),
    encryptedAtRest: setting("atRestEncryptionEnabled", valkey),
    authenticated: asks.state === "known" && !asks.value && inherited !== undefined ? inherited : asks,
    token: anyTrue([given(group, "authToken"), given(group, "authTokenWo")], { urn: group.urn, path: "authToken" }),
  });
}

/** One node: ElastiCache gives it neither a token nor encryption at rest, which need a replication group. */
export function cacheClusterAccess(cluster: Resource, stack: Stack): readonly CacheAccess[] {
  const engine = read(cluster, ["engine"], text);
  if (engine.state === "known" && engine.value === "memcached") return [];
  if (isSet(cluster, "replicationGroupId")) return [];
  // What may turn out to be memcached is asked nothing.
  const never = map(optional(engine), () => false);
  return access(cluster, stack, {
    encryptedInTransit: chain(never, () => orDefault(read(cluster, ["transitEncryptionEnabled"], flag), false)),
    alsoPlain: absent({ urn: cluster.urn, path: "" }),
    encryptedAtRest: never,
    authenticated: never,
    token: never,
  });
}

/** Always encrypted, both ways (ElastiCache user guide, *Serverless*). */
export function serverlessAccess(cache: Resource, stack: Stack): readonly CacheAccess[] {
  const engine = read(cache, ["engine"], text);
  if (engine.state === "known" && engine.value === "memcached") return [];
  const always = map(optional(engine), () => true);
  return access(cache, stack, {
    encryptedInTransit: always,
    alsoPlain: absent({ urn: cache.urn, path: "" }),
    encryptedAtRest: always,
    authenticated: chain(always, () => given(cache, "userGroupId")),
    token: absent({ urn: cache.urn, path: "" }),
  });
}

/** Always encrypted at rest; `open-access` is the list that asks nobody (MemoryDB developer guide). */
export function memoryDbAccess(cluster: Resource, stack: Stack): readonly CacheAccess[] {
  return access(cluster, stack, {
    encryptedInTransit: orDefault(read(cluster, ["tlsEnabled"], flag), true),
    alsoPlain: absent({ urn: cluster.urn, path: "" }),
    encryptedAtRest: known(true, { urn: cluster.urn, path: "" }),
    authenticated: map(read(cluster, ["aclName"], text), (name) => name !== "open-access"),
    token: absent({ urn: cluster.urn, path: "" }),
  });
}

/** Declared caches that nothing realises yet. */
export function declaredAccess(blueprint: Resource, { graph }: Stack): readonly CacheAccess[] {
  return unrealised(graph, blueprint, "caches", CACHES_BY_PART).map((part) => ({
    ...declaredSubject(part, "caches"),
    ...declaredFacts(part),
  }));
}

function declaredFacts({ declaration, key }: DeclaredPart): Access {
  const inTransit = declaration.flag("caches", key, "transitEncryption");
  return {
    encryptedInTransit: inTransit,
    // Nor of this: a declared product has no clients to move over.
    alsoPlain: map(inTransit, () => false),
    // A blueprint does not speak of it: every store of a declared product is.
    encryptedAtRest: orDefault(
      map(inTransit, () => true),
      true,
    ),
    authenticated: declaration.flag("caches", key, "authentication"),
    token: declaration.flag("caches", key, "authentication"),
  };
}

function access(resource: Resource, { graph }: Stack, real: Access): readonly CacheAccess[] {
  const part = graph.declaredPart("caches", resource);
  const declared = part === undefined ? undefined : declaredFacts(part);
  return [
    {
      ...realSubject(resource, part, "caches"),
      encryptedInTransit: orDeclared(real.encryptedInTransit, declared?.encryptedInTransit),
      alsoPlain: real.alsoPlain,
      encryptedAtRest: real.encryptedAtRest,
      authenticated: orDeclared(real.authenticated, declared?.authenticated),
      token: orDeclared(real.token, declared?.token),
    },
  ];
}

/** Whether a property has a value: one that is not known yet is there. */
function given(resource: Resource, property: string): Fact<boolean> {
  const location = { urn: resource.urn, path: property };
  const value = read(resource, [property], (found) => found);
  if (value.state === "absent") return known(false, location);
  if (value.state === "unknown") {
    const promised = value.unknowns.every(({ because }) => because === "not-created" || because === "redacted");
    return promised ? known(true, location) : value;
  }
  const items = list(value.value);
  return known(items === undefined ? value.value !== "" : items.length > 0, location);
}
