import { parseNetwork, type Network } from "../facts";
import { chain, known, orElse, unknown, type Fact } from "../model/fact";
import { Index, type ResourceGraph } from "../model/graph";
import type { Platform } from "../model/platform";
import {
  isRecord,
  isUnknownValue,
  list,
  read,
  record,
  text,
  type Resource,
  type Step,
  typeOf,
} from "../model/resource";
import type { Service } from "../subjects/workload";

/** Those that the account has by default have their range once they are adopted. */
const SUBNETS = ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"];

export const network: Platform = {
  name: "network",
  types: Object.fromEntries(SUBNETS.map((type) => [type, "supports" as const])),
  subjects: {},
};

const BY_ID = new Index("subnets by id", SUBNETS, (subnet) => {
  const id = read(subnet, ["id"], text);
  return id.state === "known" ? [id.value] : [];
});

/** Of subnets that were made elsewhere what the blueprint says, and its program has read; undefined: nothing is said of one. */
function givenRanges(graph: ResourceGraph, ids: readonly unknown[]): Fact<readonly Network[]> | undefined {
  for (const { resource } of graph.declarations) {
    const tier = (name: string) => {
      const subnets = read(resource, ["network", "given", name], record, "declared");
      return subnets.state === "known" ? subnets.value : {};
    };
    const declared: Readonly<Record<string, unknown>> = { ...tier("public"), ...tier("private") };
    const networks = ids.flatMap((id) => {
      const range = typeof id === "string" && Object.hasOwn(declared, id) ? declared[id] : undefined;
      return typeof range === "string" ? (parseNetwork(range) ?? []) : [];
    });
    const location = { urn: resource.urn, path: "network.given" };
    if (ids.length > 0 && networks.length === ids.length) return known(networks, location, "declared");
  }
  return undefined;
}

/** The ranges of the subnets that a load balancer stands in. */
export function subnetRanges(graph: ResourceGraph, balancer: Resource): Fact<readonly Network[]> {
  const property = read(balancer, ["subnets"], list).state === "absent" ? "subnetMappings" : "subnets";
  return chain(read(balancer, [property], list), (listed): Fact<readonly Network[]> => {
    const location = { urn: balancer.urn, path: property };
    const ids = listed.map((entry) => (isRecord(entry) ? entry.subnetId : entry)).filter((id) => id !== undefined);
    const computed = (balancer.producers[property] ?? []).filter((urn) => SUBNETS.includes(typeOf(urn)));
    const named = ids.flatMap((id) => (typeof id === "string" ? graph.find(BY_ID, id) : [])).map(({ urn }) => urn);
    const given = givenRanges(graph, ids);
    if (given !== undefined) return given;
    const own = [...new Set([...computed, ...named])];
    // One that is named by its id alone is somebody else's.
    if (own.length !== ids.length) {
      return graph.closed ? unknown({ location, because: "outside", producers: [] }) : graph.missing(location);
    }
    const ranges = own.flatMap((urn) => {
      const subnet = graph.get(urn);
      return subnet === undefined
        ? [graph.missing(location)]
        : [read(subnet, ["cidrBlock"], text), read(subnet, ["ipv6CidrBlock"], text)];
    });
    const unknowns = ranges.flatMap((range) => (range.state === "unknown" ? range.unknowns : []));
    if (unknowns.length > 0) return unknown(...unknowns);
    const networks = ranges.flatMap((range) => (range.state === "known" ? (parseNetwork(range.value) ?? []) : []));
    return networks.length === 0 ? unknown({ location, because: "outside", producers: [] }) : known(networks, location);
  });
}

/** Whether what runs in some subnets of a resource is in one zone; that two subnets made elsewhere are two is only said. */
export function zonesOf(
  graph: ResourceGraph,
  resource: Resource,
  path: readonly [string, ...Step[]],
): Service["zones"] {
  const location = { urn: resource.urn, path: path.join(".") };
  const computed = (resource.producers[path[0]] ?? []).filter((urn) => SUBNETS.includes(typeOf(urn)));
  const listed = read(resource, path, list);
  if (listed.state === "absent" || (listed.state === "unknown" && computed.length === 0)) return listed;
  const all = listed.state === "known" ? listed.value : [];
  // Which of those that are not known yet are the same is not known either.
  const ids = all.filter((id, index) => isUnknownValue(id) || all.indexOf(id) === index);
  if (ids.length === 1) return known("one", location);
  const named = ids.flatMap((id) => (typeof id === "string" ? graph.find(BY_ID, id) : [])).map(({ urn }) => urn);
  const own = [...new Set([...computed, ...named])].flatMap((urn) => graph.get(urn) ?? []);
  const zones = own.flatMap((subnet) => {
    const zone = orElse(read(subnet, ["availabilityZone"], text), read(subnet, ["availabilityZoneId"], text));
    return zone.state === "known" ? [zone.value] : [];
  });
  // Each of them is this stack's, and says its zone.
  const basis = zones.length === ids.length ? "verified" : "declared";
  const together = zones.length > 0 && zones.length === own.length && new Set(zones).size === 1;
  return known(together && own.length >= ids.length ? "one" : "several", location, basis);
}
