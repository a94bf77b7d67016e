import { REDIS_DATABASES, REDIS_DEFAULT_EVICTION_POLICY, REDIS_RESERVED_MEMORY_PERCENT } from "../../facts";
import { absent, chain, known, map, orDeclared, orDefault, orElse, unknown, type Fact } from "../../model/fact";
import type { DeclaredPart, ResourceGraph } from "../../model/graph";
import {
  flag,
  integer,
  isRecord,
  isSet,
  list,
  read,
  readComputed,
  text,
  type Resource,
  type Step,
} from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { Cache } from "../../subjects/cache";
import { securityGroupsOf } from "../security-groups";
import { atPart, declaredSubject, partIndex, realSubject, unrealised } from "../blueprint/parts";
import { clusterByGroup, parameterOf } from "./parameters";

export const REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
export const CACHE_CLUSTER = "aws:elasticache/cluster:Cluster";
export const SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache";
export const MEMORYDB = "aws:memorydb/cluster:Cluster";

const HOST = "primaryEndpointAddress";

/** ElastiCache's own, where none is set. */
const REDIS_PORT = 6379;

export const CACHES_BY_PART = partIndex("caches", "caches", [REPLICATION_GROUP, CACHE_CLUSTER, SERVERLESS, MEMORYDB]);

export function readReplicationGroup(group: Resource, { graph }: Stack): readonly Cache[] {
  const shards = map(read(group, ["numNodeGroups"], integer), (count) => count > 1);
  // `compatible` is on the way there: it still takes clients that know of no shards.
  const mode = map(read(group, ["clusterMode"], text), (value) => value === "enabled");
  const sharded = mode.state === "absent" ? anyShards(shards, clusterByGroup(graph, group)) : mode;
  return [
    readCache(graph, group, {
      identifier: read(group, ["replicationGroupId"], text),
      hosts: hostsOf(group, [["primaryEndpointAddress"], ["readerEndpointAddress"], ["configurationEndpointAddress"]]),
      securityGroups: securityGroupsOf(group, ["securityGroupIds"]),
      clusterMode: orDefault(sharded, false),
      databases: databasesOf(graph, group, orDefault(sharded, false)),
      replicated: orDefault(read(group, ["automaticFailoverEnabled"], flag), false),
      ...memoryOf(graph, group),
    }),
  ];
}

/** A single Redis or Valkey node; memcached is no cache of that kind. */
export function readCacheCluster(cluster: Resource, { graph }: Stack): readonly Cache[] {
  const engine = read(cluster, ["engine"], text);
  if (engine.state === "known" && engine.value === "memcached") return [];
  // A replica of a replication group is reached by that group's names.
  if (isSet(cluster, "replicationGroupId")) return [];
  return [
    readCache(graph, cluster, {
      identifier: read(cluster, ["clusterId"], text),
      hosts: hostsOf(cluster, addresses(cluster, "cacheNodes")),
      securityGroups: securityGroupsOf(cluster, ["securityGroupIds"]),
      clusterMode: known(false, { urn: cluster.urn, path: "" }),
      databases: databasesOf(graph, cluster, known(false, { urn: cluster.urn, path: "" })),
      replicated: known(false, { urn: cluster.urn, path: "" }),
      ...memoryOf(graph, cluster),
    }),
  ];
}

export function readServerless(cache: Resource, { graph }: Stack): readonly Cache[] {
  const engine = read(cache, ["engine"], text);
  if (engine.state === "known" && engine.value === "memcached") return [];
  return [
    readCache(graph, cache, {
      identifier: read(cache, ["name"], text),
      hosts: hostsOf(cache, [...addresses(cache, "endpoints"), ...addresses(cache, "readerEndpoints")]),
      securityGroups: securityGroupsOf(cache, ["securityGroupIds"]),
      clusterMode: known(true, { urn: cache.urn, path: "" }),
      databases: absent({ urn: cache.urn, path: "" }),
      replicated: known(true, { urn: cache.urn, path: "" }),
      evictionPolicy: absent({ urn: cache.urn, path: "" }),
      reservedMemoryPercent: absent({ urn: cache.urn, path: "" }),
    }),
  ];
}

export function readMemoryDb(cluster: Resource, { graph }: Stack): readonly Cache[] {
  return [
    readCache(graph, cluster, {
      identifier: read(cluster, ["name"], text),
      hosts: hostsOf(cluster, addresses(cluster, "clusterEndpoints")),
      securityGroups: securityGroupsOf(cluster, ["securityGroupIds"]),
      clusterMode: known(true, { urn: cluster.urn, path: "" }),
      databases: absent({ urn: cluster.urn, path: "" }),
      // One replica of each shard unless it is told otherwise (memorydb.Cluster).
      replicated: map(orDefault(read(cluster, ["numReplicasPerShard"], integer), 1), (replicas) => replicas > 0),
      // MemoryDB user guide, "Parameters": it keeps every key unless it is told otherwise.
      evictionPolicy: orDefault(parameterOf(graph, cluster, "maxmemory-policy"), "noeviction"),
      reservedMemoryPercent: absent({ urn: cluster.urn, path: "" }),
    }),
  ];
}

/** Declared caches that nothing realises yet. */
export function declaredCaches(blueprint: Resource, { graph }: Stack): readonly Cache[] {
  return unrealised(graph, blueprint, "caches", CACHES_BY_PART).map((part) => readPart(graph, part));
}

/** What a node does with its memory, by its parameter group or by AWS's own defaults. */
function memoryOf(graph: ResourceGraph, cache: Resource): Pick<Cache, "evictionPolicy" | "reservedMemoryPercent"> {
  const reserved = parameterOf(graph, cache, "reserved-memory-percent");
  return {
    evictionPolicy: orDefault(parameterOf(graph, cache, "maxmemory-policy"), REDIS_DEFAULT_EVICTION_POLICY),
    reservedMemoryPercent: orDefault(map(reserved, Number), REDIS_RESERVED_MEMORY_PERCENT),
  };
}

/** Cluster mode is on with several shards, and with a parameter group that switches it on. */
function anyShards(shards: Fact<boolean>, byGroup: Fact<boolean>): Fact<boolean> {
  return shards.state === "known" && shards.value ? shards : orElse(byGroup, shards);
}

/** Redis's own sixteen unless it is told otherwise; what cluster mode has depends on the engine's version. */
function databasesOf(graph: ResourceGraph, cache: Resource, clusterMode: Fact<boolean>): Fact<number> {
  return chain(clusterMode, (on) => {
    if (on) return absent({ urn: cache.urn, path: "clusterMode" });
    return orDefault(map(parameterOf(graph, cache, "databases"), Number), REDIS_DATABASES);
  });
}

type Properties = Pick<
  Cache,
  | "identifier"
  | "hosts"
  | "securityGroups"
  | "clusterMode"
  | "databases"
  | "replicated"
  | "evictionPolicy"
  | "reservedMemoryPercent"
>;

function readCache(graph: ResourceGraph, resource: Resource, real: Properties): Cache {
  const part = graph.declaredPart("caches", resource);
  const declared = part === undefined ? undefined : readPart(graph, part);
  return {
    ...realSubject(resource, part, "caches"),
    ...real,
    port: orDefault(read(resource, ["port"], integer), REDIS_PORT),
    clusterMode: orDeclared(real.clusterMode, declared?.clusterMode),
    replicated: orDeclared(real.replicated, declared?.replicated),
    evictionPolicy: orDeclared(real.evictionPolicy, declared?.evictionPolicy),
  };
}

function readPart(graph: ResourceGraph, part: DeclaredPart): Cache {
  const subject = declaredSubject(part, "caches");
  // Of one that was made elsewhere it is known beforehand; of one that is made here AWS says it.
  const given = part.declaration.text("caches", part.key, "given", "host");
  return {
    ...subject,
    identifier: absent(subject.location),
    hosts: given.state === "known" ? map(given, (host) => [host]) : graph.missing(atPart(part, "caches", HOST)),
    port: part.declaration.number("caches", part.key, "given", "port"),
    securityGroups: absent(subject.location),
    clusterMode: part.declaration.flag("caches", part.key, "clusterMode"),
    databases: absent(subject.location),
    replicated: map(part.declaration.number("caches", part.key, "nodes"), (nodes) => nodes > 1),
    evictionPolicy: part.declaration.text("caches", part.key, "evictionPolicy"),
    reservedMemoryPercent: absent(subject.location),
  };
}

/** The places of the addresses in a list of endpoints; the list's own place while there is none. */
function addresses(resource: Resource, property: string): readonly (readonly Step[])[] {
  const entries = read(resource, [property], list);
  if (entries.state !== "known") return [[property]];
  return [...entries.value.entries()].flatMap(([index, entry]) =>
    isRecord(entry) && entry.address !== undefined ? [[property, index, "address"]] : [],
  );
}

function hostsOf(resource: Resource, places: readonly (readonly Step[])[]): Fact<readonly string[]> {
  const [first = ["endpoint"]] = places;
  const hosts = places.map((place) => read(resource, place, text));
  const found = hosts.flatMap((host) => (host.state === "known" && host.value !== "" ? [host.value] : []));
  const location = { urn: resource.urn, path: String(first[0]) };
  if (found.length > 0) return known(found, location);
  const primary = readComputed(resource, first, text);
  return primary.state === "unknown"
    ? primary
    : unknown({ location, because: "not-created", producers: [resource.urn] });
}
