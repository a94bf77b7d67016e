import { parseNetwork, type Network } from "../facts";
import { chain, known, unknown, type Fact } from "../model/fact";
import { Index, type ResourceGraph } from "../model/graph";
import type { Platform } from "../model/platform";
import { isRecord, list, read, record, text, typeOf, type Resource } from "../model/resource";

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
