import type { Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import { read, text, type Resource } from "../../model/resource";
import { partIndex, partKey } from "../blueprint/parts";
import { givenGroup, type ParameterGroups } from "../parameter-group";

export const INSTANCE = "aws:rds/instance:Instance";
export const CLUSTER = "aws:rds/cluster:Cluster";
export const CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance";
export const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";
export const CLUSTER_PARAMETER_GROUP = "aws:rds/clusterParameterGroup:ClusterParameterGroup";
export const PROXY = "aws:rds/proxy:Proxy";
export const PROXY_TARGET = "aws:rds/proxyTarget:ProxyTarget";
export const PROXY_TARGET_GROUP = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup";

/** Databases by the declared part they realise. */
export const DATABASES_BY_PART = partIndex("databases", "databases", [INSTANCE, CLUSTER]);

/** Groups of instances and groups of clusters have names of their own. */
function groupsOf(name: string, type: string): ParameterGroups {
  return {
    kind: "databases",
    types: [type],
    byName: new Index(`${name} by name`, [type], (group) => {
      const own = read(group, ["name"], text);
      return own.state === "known" ? [own.value] : [];
    }),
    byPart: partIndex(name, "databases", [type]),
  };
}

const OF_INSTANCES = groupsOf("parameter groups", PARAMETER_GROUP);

const GROUPS = {
  parameterGroupName: OF_INSTANCES,
  dbParameterGroupName: OF_INSTANCES,
  dbClusterParameterGroupName: groupsOf("cluster parameter groups", CLUSTER_PARAMETER_GROUP),
} as const;

/** The parameter group an instance, a member or a cluster is given; absent: AWS's own. */
export function parameterGroupOf(
  graph: ResourceGraph,
  database: Resource,
  property: keyof typeof GROUPS,
): Fact<Resource> {
  return givenGroup(graph, database, property, GROUPS[property]);
}

const PROXIES_BY_PART = partIndex("proxies", "databases", [PROXY]);
const TARGETS_BY_PART = partIndex("proxy target groups", "databases", [PROXY_TARGET_GROUP]);
/** Proxy targets by the database they lead to, and target groups by their proxy. */
const PROXY_LINKS = new Index("proxies by what they lead to", [PROXY_TARGET, PROXY_TARGET_GROUP, PROXY], (resource) => [
  ...Object.values(resource.producers)
    .flat()
    .map((urn) => `from ${urn}`),
  ...["dbInstanceIdentifier", "dbClusterIdentifier", "dbProxyName", "name"].flatMap((property) => {
    const value = read(resource, [property], text);
    return value.state === "known" ? [`${property} ${value.value}`] : [];
  }),
]);

/** A proxy in front of a database, with what limits it. */
export interface DatabaseProxy {
  readonly proxy: Resource;
  readonly targetGroup: Resource | undefined;
}

/** The proxies that lead to a database: by the declared part all realise, by their targets, or by dependency. */
export function proxiesOf(graph: ResourceGraph, database: Resource): readonly DatabaseProxy[] {
  const part = graph.declaredPart("databases", database);
  const inPart = part === undefined ? [] : graph.find(PROXIES_BY_PART, partKey(part, "databases"));
  const identifierProperty = database.type === CLUSTER ? "dbClusterIdentifier" : "dbInstanceIdentifier";
  const identifier = read(database, [database.type === CLUSTER ? "clusterIdentifier" : "identifier"], text);
  const linked = [
    ...graph.find(PROXY_LINKS, `from ${database.urn}`),
    ...(identifier.state === "known"
      ? namedFrom(database, graph.find(PROXY_LINKS, `${identifierProperty} ${identifier.value}`))
      : []),
  ];
  const led = linked.flatMap((resource) => (resource.type === PROXY ? [resource] : proxyOf(graph, resource)));
  return [...new Set([...inPart, ...led])].map((proxy) => ({ proxy, targetGroup: targetGroupOf(graph, proxy) }));
}

/** The proxy a target or target group belongs to. */
function proxyOf(graph: ResourceGraph, target: Resource): readonly Resource[] {
  const name = read(target, ["dbProxyName"], text);
  const computed = (target.producers.dbProxyName ?? [])
    .map((urn) => graph.get(urn))
    .filter((resource) => resource?.type === PROXY);
  const named = name.state === "known" ? namedFrom(target, graph.find(PROXY_LINKS, `name ${name.value}`)) : [];
  return [...computed, ...named.filter(({ type }) => type === PROXY)].filter((resource) => resource !== undefined);
}

function targetGroupOf(graph: ResourceGraph, proxy: Resource): Resource | undefined {
  const part = graph.declaredPart("databases", proxy);
  const name = read(proxy, ["name"], text);
  const found = [
    ...(part === undefined ? [] : graph.find(TARGETS_BY_PART, partKey(part, "databases"))),
    ...graph.find(PROXY_LINKS, `from ${proxy.urn}`),
    ...(name.state === "known" ? namedFrom(proxy, graph.find(PROXY_LINKS, `dbProxyName ${name.value}`)) : []),
  ];
  return found.find(({ type }) => type === PROXY_TARGET_GROUP);
}

/** The instances of a cluster. */
export const MEMBERS = new Index("instances by cluster", [CLUSTER_INSTANCE], (instance) => {
  const cluster = read(instance, ["clusterIdentifier"], text);
  return [
    ...(instance.producers.clusterIdentifier ?? []).map((urn) => `from ${urn}`),
    ...(cluster.state === "known" ? [`cluster ${cluster.value}`] : []),
  ];
});

export function membersOf(graph: ResourceGraph, cluster: Resource): readonly Resource[] {
  const identifier = read(cluster, ["clusterIdentifier"], text);
  return [
    ...new Set([
      ...graph.find(MEMBERS, `from ${cluster.urn}`),
      ...(identifier.state === "known" ? namedFrom(cluster, graph.find(MEMBERS, `cluster ${identifier.value}`)) : []),
    ]),
  ];
}
