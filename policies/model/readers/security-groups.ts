import { absent, anyTrue, chain, known, map, orDefault, together, unknown, type Fact } from "../fact";
import type { ResourceGraph } from "../graph";
import { flag, integer, list, read, text, typeOf, type Resource, type Step } from "../resource";
import type { Location } from "../verdict";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULES = {
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;
/** The older resource for both directions. */
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";

export const SECURITY_GROUP_TYPES: readonly string[] = [GROUP, RULES.ingress, RULES.egress, RULE];

type Direction = keyof typeof RULES;

/** The words in which one kind of rule says who and what it lets through. */
interface Dialect {
  readonly group: string;
  readonly ranges: readonly string[];
  readonly protocol: string;
}

const SINGLE: Dialect = {
  group: "referencedSecurityGroupId",
  ranges: ["cidrIpv4", "cidrIpv6", "prefixListId"],
  protocol: "ipProtocol",
};
const BLOCKS = { ranges: ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds"], protocol: "protocol" };
const OLDER: Dialect = { ...BLOCKS, group: "sourceSecurityGroupId" };
const INLINE: Dialect = { ...BLOCKS, group: "securityGroups" };

/** One rule of a security group, wherever it is written. */
interface Opening {
  readonly owner: string;
  readonly resource: Resource;
  readonly path: readonly Step[];
  readonly dialect: Dialect;
}

/**
 * URNs of the security groups a property lists, told by what it was computed from: ids are unknown at a preview. Absent
 * where one of them is not of this stack: then nothing can be said about what it lets through.
 */
export function securityGroupsOf(resource: Resource, path: readonly [string, ...Step[]]): Fact<readonly string[]> {
  return chain(read(resource, path, list), (listed): Fact<readonly string[]> => {
    const location = { urn: resource.urn, path: path.join(".") };
    const own = groupsAmong(resource.producers[path[0]]);
    return own.length > 0 && own.length === listed.length ? known(own, location) : absent(location);
  });
}

/**
 * Whether the stack's own rules let a TCP connection out of one of the groups `from` and into one of the groups `to`.
 * Decided once every resource is registered: a rule that is missing until then may still come.
 */
export function letsThrough(
  graph: ResourceGraph,
  from: Fact<readonly string[]>,
  to: Fact<readonly string[]>,
  port: Fact<number>,
  location: Location,
): Fact<boolean> {
  if (!graph.closed) return unknown({ location, because: "unfinished", producers: [] });
  return chain(together({ from, to, port }), ({ from: sources, to: targets, port: number }): Fact<boolean> =>
    chain(admits(graph, "egress", sources, targets, number), (leaves) =>
      leaves
        ? admits(graph, "ingress", targets, sources, number)
        : known(false, { urn: sources[0] ?? "", path: "egress" }),
    ),
  );
}

function admits(
  graph: ResourceGraph,
  direction: Direction,
  groups: readonly string[],
  peers: readonly string[],
  port: number,
): Fact<boolean> {
  const location = { urn: groups[0] ?? "", path: direction };
  const rules = [...single(graph, direction, groups), ...older(graph, direction, groups)];
  const answers = rules.map((opening) => lets(opening, peers, port));
  const inline = groups.map((urn) => {
    const resource = graph.get(urn);
    if (resource === undefined) return graph.missing(location);
    return chain(read(resource, [direction], list), (entries) =>
      anyTrue(
        entries.map((_, index) =>
          lets({ owner: urn, resource, path: [direction, index], dialect: INLINE }, peers, port),
        ),
        location,
      ),
    );
  });
  return anyTrue([...answers, ...inline], location);
}

function single(graph: ResourceGraph, direction: Direction, groups: readonly string[]): readonly Opening[] {
  return graph.ofType(RULES[direction]).flatMap((resource) => ownedBy(resource, groups, SINGLE));
}

function older(graph: ResourceGraph, direction: Direction, groups: readonly string[]): readonly Opening[] {
  return graph
    .ofType(RULE)
    .filter(({ properties }) => properties.type === direction)
    .flatMap((resource) => ownedBy(resource, groups, OLDER));
}

function ownedBy(resource: Resource, groups: readonly string[], dialect: Dialect): readonly Opening[] {
  const owners = groupsAmong(resource.producers.securityGroupId).filter((urn) => groups.includes(urn));
  return owners.map((owner) => ({ owner, resource, path: [], dialect }));
}

function lets(opening: Opening, peers: readonly string[], port: number): Fact<boolean> {
  return chain(namesPeer(opening, peers), (named) =>
    named ? coversPort(opening, port) : known(false, { urn: opening.resource.urn, path: "" }),
  );
}

/** Addresses are not worked out: a range may hold the peer's, and a group that is named by its bare id may be the peer. */
function namesPeer({ owner, resource, path, dialect }: Opening, peers: readonly string[]): Fact<boolean> {
  const at = { urn: resource.urn, path: "" };
  const given = (field: string) => {
    const value = read(resource, [...path, field], (found) => found);
    return (
      value.state !== "absent" && !(value.state === "known" && Array.isArray(value.value) && value.value.length === 0)
    );
  };
  if (dialect.ranges.some(given)) return known(true, at);
  if (given(dialect.group)) {
    const named = groupsAmong(resource.producers[String(path[0] ?? dialect.group)]);
    if (named.length === 0 || named.some((urn) => peers.includes(urn))) return known(true, at);
  }
  if (!peers.includes(owner)) return known(false, at);
  return orDefault(read(resource, [...path, "self"], flag), false);
}

function coversPort({ resource, path, dialect }: Opening, port: number): Fact<boolean> {
  return chain(read(resource, [...path, dialect.protocol], text), (protocol): Fact<boolean> => {
    const at = { urn: resource.urn, path: dialect.protocol };
    if (/^(-1|all)$/i.test(protocol)) return known(true, at);
    if (!/^(tcp|6)$/i.test(protocol)) return known(false, at);
    const range = together({
      from: read(resource, [...path, "fromPort"], integer),
      to: read(resource, [...path, "toPort"], integer),
    });
    return map(range, ({ from, to }) => from <= port && port <= to);
  });
}

function groupsAmong(producers: readonly string[] = []): readonly string[] {
  return [...new Set(producers)].filter((urn) => typeOf(urn) === GROUP);
}
