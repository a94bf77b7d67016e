import { absent, chain, known, map, orDeclared, orDefault, together, unknown, type Fact } from "../../model/fact";
import type { DeclaredPart, ResourceGraph } from "../../model/graph";
import {
  flag,
  integer,
  isRecord,
  isSet,
  isUnknownValue,
  list,
  read,
  readComputed,
  text,
  type Resource,
  type Shape,
} from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { Database } from "../../subjects/database";
import { atPart, declaredSubject, realSubject, unrealised } from "../blueprint/parts";
import { DATABASES_BY_PART, memberClasses, membersOf, parameterGroupOf, proxiesOf, type DatabaseProxy } from "./links";

/** Engines whose connections this pack can count: what it knows of them is in `facts`. */
export function readInstance(instance: Resource, { graph }: Stack): readonly Database[] {
  const proxies = proxiesOf(graph, instance);
  return [
    readDatabase(graph, instance, {
      engine: read(instance, ["engine"], text),
      identifier: read(instance, ["identifier"], text),
      hosts: hostsOf(instance, ["address"], proxies),
      instanceClasses: map(read(instance, ["instanceClass"], text), (own) => [own]),
      maxConnections: chain(parameterGroupOf(graph, instance, "parameterGroupName"), explicitMaxConnections),
      proxyMaxConnectionsPercent: proxyShare(graph, instance, proxies),
      serverlessCapacity: absent({ urn: instance.urn, path: CAPACITY }),
      replicated: replicatedInstance(instance),
    }),
  ];
}

export function readCluster(cluster: Resource, { graph }: Stack): readonly Database[] {
  const proxies = proxiesOf(graph, cluster);
  return [
    readDatabase(graph, cluster, {
      engine: read(cluster, ["engine"], text),
      identifier: read(cluster, ["clusterIdentifier"], text),
      hosts: hostsOf(cluster, ["endpoint", "readerEndpoint"], proxies),
      instanceClasses: memberClasses(graph, cluster),
      maxConnections: chain(parameterGroupOf(graph, cluster, "dbClusterParameterGroupName"), explicitMaxConnections),
      proxyMaxConnectionsPercent: proxyShare(graph, cluster, proxies),
      serverlessCapacity: together({
        minimum: read(cluster, [CAPACITY, "minCapacity"], integer),
        maximum: read(cluster, [CAPACITY, "maxCapacity"], integer),
      }),
      replicated: replicatedCluster(graph, cluster),
    }),
  ];
}

const CAPACITY = "serverlessv2ScalingConfiguration";

/** Declared databases that nothing realises yet. */
export function declaredDatabases(blueprint: Resource, { graph }: Stack): readonly Database[] {
  return unrealised(graph, blueprint, "databases", DATABASES_BY_PART).map((part) => readPart(graph, part));
}

type Properties = Pick<
  Database,
  | "engine"
  | "identifier"
  | "hosts"
  | "instanceClasses"
  | "maxConnections"
  | "proxyMaxConnectionsPercent"
  | "serverlessCapacity"
  | "replicated"
>;

function readDatabase(graph: ResourceGraph, resource: Resource, real: Properties): Database {
  const part = graph.declaredPart("databases", resource);
  const declared = part === undefined ? undefined : readPart(graph, part);
  return {
    ...realSubject(resource, part, "databases"),
    ...real,
    engine: orDeclared(real.engine, declared?.engine),
    hosts: orDeclared(real.hosts, declared?.hosts),
    instanceClasses: orDeclared(real.instanceClasses, declared?.instanceClasses),
    maxConnections: orDeclared(real.maxConnections, declared?.maxConnections),
    replicated: orDeclared(real.replicated, declared?.replicated),
    proxyMaxConnectionsPercent: orDeclared(real.proxyMaxConnectionsPercent, declared?.proxyMaxConnectionsPercent),
  };
}

function readPart(graph: ResourceGraph, part: DeclaredPart): Database {
  const { declaration, key } = part;
  const subject = declaredSubject(part, "databases");
  return {
    ...subject,
    engine: declaration.text("databases", key, "engine"),
    identifier: absent(subject.location),
    hosts: declaredHosts(graph, part),
    instanceClasses: map(declaration.text("databases", key, "instanceClass"), (own) => [own]),
    maxConnections: declaration.leaf("databases", key, ["maxConnections"], numberText),
    proxyMaxConnectionsPercent: declaration.number("databases", key, "proxy", "maxConnectionsPercent"),
    serverlessCapacity: absent(subject.location),
    replicated:
      declaration.text("databases", key, "replicaOf").state === "known"
        ? absent(subject.location, "declared")
        : declaration.flag("databases", key, "multiAz"),
  };
}

/** Of one that was made elsewhere the host is known beforehand; of one that is made here AWS says it. */
function declaredHosts(graph: ResourceGraph, part: DeclaredPart): Fact<readonly string[]> {
  const given = part.declaration.text("databases", part.key, "given", "host");
  if (given.state === "known") return map(given, (host) => [host]);
  return graph.missing(atPart(part, "databases", "address"));
}

/** A copy of another goes when it goes, and nobody is served worse than before. */
function replicatedInstance(instance: Resource): Fact<boolean> {
  if (isSet(instance, "replicateSourceDb")) return absent({ urn: instance.urn, path: "replicateSourceDb" });
  return orDefault(read(instance, ["multiAz"], flag), false);
}

/** A cluster goes on with its second instance; one with a class of its own (Multi-AZ) has three. */
function replicatedCluster(graph: ResourceGraph, cluster: Resource): Fact<boolean> {
  const location = { urn: cluster.urn, path: "instances" };
  const own = read(cluster, ["dbClusterInstanceClass"], text);
  if (isSet(cluster, "dbClusterInstanceClass")) return map(own, () => true);
  if (!graph.closed) return graph.missing(location);
  return known(membersOf(graph, cluster).length > 1, location);
}

const numberText: Shape<string> = (value) => (typeof value === "number" ? String(value) : text(value));

function hostsOf(
  resource: Resource,
  endpoints: readonly string[],
  proxies: readonly DatabaseProxy[],
): Fact<readonly string[]> {
  const [endpoint = "endpoint", ...others] = endpoints;
  const hosts = [
    readComputed(resource, [endpoint], text),
    ...others.map((other) => read(resource, [other], text)),
    ...proxies.map(({ proxy }) => readComputed(proxy, ["endpoint"], text)),
  ];
  const unknowns = hosts.flatMap((host) => (host.state === "unknown" ? host.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  const values = hosts.flatMap((host) => (host.state === "known" ? [host.value] : []));
  return known(values, { urn: resource.urn, path: endpoint });
}

/** As written; of one that is there twice nobody promises which wins. */
function explicitMaxConnections(group: Resource): Fact<string> {
  return chain(read(group, ["parameters"], list), (parameters): Fact<string> => {
    const location = { urn: group.urn, path: "parameters" };
    const found: Fact<string>[] = [];
    for (const [index, parameter] of parameters.entries()) {
      if (isUnknownValue(parameter) || (isRecord(parameter) && isUnknownValue(parameter.name))) {
        return read(group, ["parameters", index, "name"], numberText);
      }
      if (isRecord(parameter) && parameter.name === "max_connections") {
        found.push(read(group, ["parameters", index, "value"], numberText));
      }
    }
    const [first, second] = found;
    if (second !== undefined) return unknown({ location, because: "unreadable", producers: [] });
    return first ?? absent(location);
  });
}

function proxyShare(graph: ResourceGraph, database: Resource, proxies: readonly DatabaseProxy[]): Fact<number> {
  const location = { urn: database.urn, path: "proxy" };
  const [proxy] = proxies;
  if (proxy === undefined) return graph.closed ? absent(location) : graph.missing(location);
  const { targetGroup } = proxy;
  if (targetGroup === undefined) return graph.closed ? absent(location) : graph.missing(location);
  return read(targetGroup, ["connectionPoolConfig", "maxConnectionsPercent"], integer);
}
