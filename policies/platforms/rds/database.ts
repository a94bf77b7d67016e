import { absent, all, known, map, orDeclared, orDefault, orElse, together, unknown, type Fact } from "../../model/fact";
import type { DeclaredPart, ResourceGraph } from "../../model/graph";
import { flag, integer, isSet, read, readComputed, text, type Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { Database, DatabaseServer } from "../../subjects/database";
import { atPart, declaredSubject, realSubject, unrealised } from "../blueprint/parts";
import { DATABASES_BY_PART, membersOf, proxiesOf, type DatabaseProxy } from "./links";
import { engineOf } from "./replicas";
import { numberText, parameterOf, serversOf, type Server } from "./servers";

export function readInstance(instance: Resource, { graph }: Stack): readonly Database[] {
  const proxies = proxiesOf(graph, instance);
  return [
    readDatabase(graph, instance, {
      engine: engineOf(graph, instance),
      identifier: read(instance, ["identifier"], text),
      hosts: hostsOf(instance, ["address"], proxies),
      servers: serversOf(graph, instance).map(readServer),
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
      servers: serversOf(graph, cluster).map(readServer),
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
  "engine" | "identifier" | "hosts" | "servers" | "proxyMaxConnectionsPercent" | "serverlessCapacity" | "replicated"
>;

function readDatabase(graph: ResourceGraph, resource: Resource, real: Properties): Database {
  const part = graph.declaredPart("databases", resource);
  const declared = part === undefined ? undefined : readPart(graph, part);
  const [promised] = declared?.servers ?? [];
  const instanceClasses = eachOnce(real.servers.map(({ instanceClass }) => instanceClass));
  const maxConnections = eachOnce(real.servers.map((server) => server.maxConnections));
  return {
    ...realSubject(resource, part, "databases"),
    ...real,
    engine: orDeclared(real.engine, declared?.engine),
    hosts: orDeclared(real.hosts, declared?.hosts),
    servers: real.servers.map((server) => ({
      ...server,
      instanceClass: orDeclared(server.instanceClass, promised?.instanceClass),
      maxConnections: orDeclared(server.maxConnections, promised?.maxConnections),
      superuserConnections: orDeclared(server.superuserConnections, promised?.superuserConnections),
      reservedConnections: orDeclared(server.reservedConnections, promised?.reservedConnections),
      userConnections: orDeclared(server.userConnections, promised?.userConnections),
    })),
    instanceClasses: orDeclared(instanceClasses, declared?.instanceClasses),
    maxConnections: orDeclared(maxConnections, declared?.maxConnections),
    replicated: orDeclared(real.replicated, declared?.replicated),
    proxyMaxConnectionsPercent: orDeclared(real.proxyMaxConnectionsPercent, declared?.proxyMaxConnectionsPercent),
  };
}

function readPart(graph: ResourceGraph, part: DeclaredPart): Database {
  const { declaration, key } = part;
  const subject = declaredSubject(part, "databases");
  const instanceClass = declaration.text("databases", key, "instanceClass");
  const maxConnections = declaration.leaf("databases", key, ["maxConnections"], numberText);
  const nothing = absent(subject.location, "declared");
  return {
    ...subject,
    engine: declaration.text("databases", key, "engine"),
    identifier: absent(subject.location),
    hosts: declaredHosts(graph, part),
    servers: [
      {
        instanceClass,
        maxConnections,
        superuserConnections: nothing,
        reservedConnections: nothing,
        userConnections: nothing,
      },
    ],
    instanceClasses: eachOnce([instanceClass]),
    maxConnections: eachOnce([maxConnections]),
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

function readServer(server: Server): DatabaseServer {
  return {
    instanceClass: server.instanceClass,
    maxConnections: parameterOf(server, "max_connections"),
    superuserConnections: parameterOf(server, "superuser_reserved_connections"),
    // The one from PostgreSQL 16 on, the other, which is RDS's own, before.
    reservedConnections: orElse(
      parameterOf(server, "reserved_connections"),
      parameterOf(server, "rds.rds_superuser_reserved_connections"),
    ),
    userConnections: parameterOf(server, "max_user_connections"),
  };
}

/** What the servers of a database have, each once; absent: one of them has nothing. */
function eachOnce(facts: readonly Fact<string>[]): Fact<readonly string[]> {
  return map(all(facts), (values) => [...new Set(values)]);
}

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

function proxyShare(graph: ResourceGraph, database: Resource, proxies: readonly DatabaseProxy[]): Fact<number> {
  const location = { urn: database.urn, path: "proxy" };
  const [proxy] = proxies;
  if (proxy === undefined) return graph.closed ? absent(location) : graph.missing(location);
  const { targetGroup } = proxy;
  if (targetGroup === undefined) return graph.closed ? absent(location) : graph.missing(location);
  return read(targetGroup, ["connectionPoolConfig", "maxConnectionsPercent"], integer);
}
