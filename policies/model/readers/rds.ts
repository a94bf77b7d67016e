import { absent, chain, known, orDeclared, unknown, type Fact } from "../fact";
import type { DeclaredPart, ResourceGraph } from "../graph";
import { integer, isRecord, isUnknownValue, list, read, readComputed, text, type Resource } from "../resource";
import type { Credential } from "../secret";
import type { Database } from "../stores";
import { provenanceOf } from "./secrets";

const INSTANCE = "aws:rds/instance:Instance";
const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";
const PROXY = "aws:rds/proxy:Proxy";
const PROXY_TARGET_GROUP = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup";

export const RDS_TYPES: readonly string[] = [INSTANCE, PARAMETER_GROUP, PROXY, PROXY_TARGET_GROUP];

/** Every RDS PostgreSQL instance that is not a read replica, and every declared database not built yet. */
export function readDatabases(graph: ResourceGraph): readonly Database[] {
  const real = graph
    .ofType(INSTANCE)
    .filter((instance) => read(instance, ["replicateSourceDb"], text).state === "absent")
    .map((instance) => readInstance(graph, instance));
  const realised = new Set(real.map((database) => database.key));
  const declared = graph.declarations.flatMap((declaration) =>
    declaration.keys("databases").map((key): DeclaredPart => ({ declaration, key })),
  );
  return [
    ...real,
    ...declared.filter((part) => !realised.has(`database/${part.key}`)).map((part) => readPart(graph, part)),
  ];
}

function readInstance(graph: ResourceGraph, instance: Resource): Database {
  const part = graph.declaredPart("databases", instance);
  const name = part?.key ?? instance.name;
  const group = parameterGroupOf(graph, instance, part);
  const proxies = sameKey(graph, PROXY, instance, part);
  const targets = sameKey(graph, PROXY_TARGET_GROUP, instance, part);
  const declared = part === undefined ? undefined : readPart(graph, part);
  return {
    key: `database/${name}`,
    label: `database ${name}`,
    name,
    location: { urn: instance.urn, path: "" },
    sources: [instance, ...(group.state === "known" ? [group.value] : []), ...targets].map((source) => source.urn),
    identifier: read(instance, ["identifier"], text),
    hosts: orDeclared(hostsOf([instance, ...proxies]), declared?.hosts),
    instanceClass: orDeclared(read(instance, ["instanceClass"], text), declared?.instanceClass),
    maxConnections: orDeclared(chain(group, explicitMaxConnections), declared?.maxConnections),
    proxyMaxConnectionsPercent: orDeclared(proxyShare(graph, instance, targets), declared?.proxyMaxConnectionsPercent),
  };
}

function readPart(graph: ResourceGraph, { declaration, key }: DeclaredPart): Database {
  const location = declaration.location("databases", key);
  return {
    key: `database/${key}`,
    label: `database ${key}`,
    name: key,
    location,
    sources: [],
    identifier: absent(location),
    hosts: graph.missing({ ...location, path: `${location.path}.address` }),
    instanceClass: declaration.text("databases", key, "instanceClass"),
    maxConnections: declaration.number("databases", key, "maxConnections"),
    proxyMaxConnectionsPercent: declaration.number("databases", key, "proxy", "maxConnectionsPercent"),
  };
}

function hostsOf(resources: readonly Resource[]): Fact<readonly string[]> {
  const hosts = resources.map((resource) =>
    readComputed(resource, [resource.type === INSTANCE ? "address" : "endpoint"], text),
  );
  const unknowns = hosts.flatMap((host) => (host.state === "unknown" ? host.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  const location = { urn: resources[0]?.urn ?? "", path: "address" };
  return known(
    hosts.flatMap((host) => (host.state === "known" ? [host.value] : [])),
    location,
  );
}

/** Resources of `type` that realise the same declared database; without a declaration, those computed from it. */
function sameKey(
  graph: ResourceGraph,
  type: string,
  instance: Resource,
  part: DeclaredPart | undefined,
): readonly Resource[] {
  return graph.ofType(type).filter((resource) => {
    if (part !== undefined) return graph.declaredPart("databases", resource)?.key === part.key;
    return Object.values(resource.producers).some((producers) => producers.includes(instance.urn));
  });
}

function parameterGroupOf(graph: ResourceGraph, instance: Resource, part: DeclaredPart | undefined): Fact<Resource> {
  const name = read(instance, ["parameterGroupName"], text);
  if (name.state === "absent") return name;
  const location = { urn: instance.urn, path: "parameterGroupName" };
  const groups = graph.ofType(PARAMETER_GROUP);
  const group = groups.find((candidate) => {
    if (name.state === "known") {
      const own = read(candidate, ["name"], text);
      if (own.state === "known") return own.value === name.value;
    } else if ((instance.producers.parameterGroupName ?? []).includes(candidate.urn)) return true;
    return part !== undefined && graph.declaredPart("databases", candidate)?.key === part.key;
  });
  if (group !== undefined) return known(group, location);
  // A group named default.* is AWS's own: it sets nothing explicitly.
  if (name.state === "known" && name.value.startsWith("default.")) return absent(location);
  return name.state === "unknown" ? name : graph.missing(location);
}

function explicitMaxConnections(group: Resource): Fact<number> {
  return chain(read(group, ["parameters"], list), (parameters) => {
    for (const [index, parameter] of parameters.entries()) {
      if (isUnknownValue(parameter) || (isRecord(parameter) && isUnknownValue(parameter.name))) {
        return read(group, ["parameters", index, "name"], integer);
      }
      if (isRecord(parameter) && parameter.name === "max_connections") {
        return read(group, ["parameters", index, "value"], integer);
      }
    }
    return absent({ urn: group.urn, path: "parameters" });
  });
}

function proxyShare(graph: ResourceGraph, instance: Resource, targets: readonly Resource[]): Fact<number> {
  const [target] = targets;
  if (target !== undefined) return read(target, ["connectionPoolConfig", "maxConnectionsPercent"], integer);
  const location = { urn: instance.urn, path: "proxy" };
  return graph.closed ? absent(location) : graph.missing(location);
}

/** Master passwords given to an instance as text. */
export function readDatabaseCredentials(graph: ResourceGraph): readonly Credential[] {
  return graph.ofType(INSTANCE).flatMap((instance) => {
    const value = read(instance, ["password"], text);
    if (value.state === "absent") return [];
    const name = graph.declaredPart("databases", instance)?.key ?? instance.name;
    const location = { urn: instance.urn, path: "password" };
    return [
      {
        key: `database/${name}/password`,
        label: `master password of database ${name}`,
        name: "password",
        location,
        sources: [instance.urn],
        purpose: known("database-password" as const, location),
        value,
        provenance: provenanceOf(graph, instance, "password"),
      },
    ];
  });
}
