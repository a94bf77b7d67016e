import { absent, known, orDefault, unknown, type Fact } from "../fact";
import type { DeclaredPart, ResourceGraph } from "../graph";
import { integer, read, readComputed, text, type Resource } from "../resource";
import type { Credential } from "../secret";
import type { Cache } from "../stores";
import { provenanceOf } from "./secrets";
import { securityGroupsOf } from "./security-groups";

const REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";

/** ElastiCache's own, where none is set. */
const REDIS_PORT = 6379;

export const ELASTICACHE_TYPES: readonly string[] = [REPLICATION_GROUP];

/** Every Redis or Valkey replication group, and every declared cache not built yet. */
export function readCaches(graph: ResourceGraph): readonly Cache[] {
  const real = graph.ofType(REPLICATION_GROUP).map((group): Cache => {
    const name = graph.declaredPart("caches", group)?.key ?? group.name;
    return {
      key: `cache/${name}`,
      label: `cache ${name}`,
      name,
      location: { urn: group.urn, path: "" },
      sources: [group.urn],
      identifier: read(group, ["replicationGroupId"], text),
      hosts: hostsOf(group),
      port: orDefault(read(group, ["port"], integer), REDIS_PORT),
      securityGroups: securityGroupsOf(group, ["securityGroupIds"]),
    };
  });
  const realised = new Set(real.map((cache) => cache.key));
  const declared = graph.declarations.flatMap((declaration) =>
    declaration.keys("caches").map((key): DeclaredPart => ({ declaration, key })),
  );
  return [
    ...real,
    ...declared
      .filter(({ key }) => !realised.has(`cache/${key}`))
      .map(({ declaration, key }): Cache => {
        const location = declaration.location("caches", key);
        return {
          key: `cache/${key}`,
          label: `cache ${key}`,
          name: key,
          location,
          sources: [],
          identifier: absent(location),
          hosts: graph.missing({ ...location, path: `${location.path}.primaryEndpointAddress` }),
          port: absent(location),
          securityGroups: absent(location),
        };
      }),
  ];
}

function hostsOf(group: Resource): Fact<readonly string[]> {
  const endpoints = ["primaryEndpointAddress", "readerEndpointAddress", "configurationEndpointAddress"];
  const hosts = endpoints.map((endpoint) => read(group, [endpoint], text));
  const found = hosts.flatMap((host) => (host.state === "known" && host.value !== "" ? [host.value] : []));
  if (found.length > 0) return known(found, { urn: group.urn, path: "primaryEndpointAddress" });
  const primary = readComputed(group, ["primaryEndpointAddress"], text);
  return primary.state === "unknown"
    ? primary
    : unknown({
        location: { urn: group.urn, path: "primaryEndpointAddress" },
        because: "not-created",
        producers: [group.urn],
      });
}

/** Auth tokens given to a replication group as text. */
export function readCacheCredentials(graph: ResourceGraph): readonly Credential[] {
  return graph.ofType(REPLICATION_GROUP).flatMap((group) => {
    const value = read(group, ["authToken"], text);
    if (value.state === "absent") return [];
    const name = graph.declaredPart("caches", group)?.key ?? group.name;
    const location = { urn: group.urn, path: "authToken" };
    return [
      {
        key: `cache/${name}/authToken`,
        label: `auth token of cache ${name}`,
        name: "authToken",
        location,
        sources: [group.urn],
        purpose: known("cache-password" as const, location),
        value,
        provenance: provenanceOf(graph, group, "authToken"),
      },
    ];
  });
}
