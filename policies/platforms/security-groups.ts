import {
  absent,
  anyTrue,
  chain,
  known,
  map,
  orDefault,
  together,
  unknown,
  type Fact,
  type Unknown,
} from "../model/fact";
import { Index, type ResourceGraph } from "../model/graph";
import { flag, integer, list, read, text, typeOf, type Resource, type Step } from "../model/resource";
import type { Platform } from "../model/platform";
import type { Location } from "../model/verdict";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULES = {
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;
/** The older resource for both directions. */
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";

export const securityGroups: Platform = {
  name: "security-groups",
  types: Object.fromEntries([GROUP, RULES.ingress, RULES.egress, RULE].map((type) => [type, "supports" as const])),
  subjects: {},
};

/** Rules by the group they belong to. */
const RULES_BY_GROUP = new Index("security group rules", [RULES.ingress, RULES.egress, RULE], (rule) =>
  (rule.producers.securityGroupId ?? []).map((urn) => `of ${urn}`),
);

type Direction = keyof typeof RULES;

/** The properties in which one kind of rule says who and what it lets through. */
interface RuleSchema {
  readonly group: string;
  readonly ranges: readonly string[];
  readonly protocol: string;
}

const SINGLE: RuleSchema = {
  group: "referencedSecurityGroupId",
  ranges: ["cidrIpv4", "cidrIpv6", "prefixListId"],
  protocol: "ipProtocol",
};
const BLOCKS = { ranges: ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds"], protocol: "protocol" };
const OLDER: RuleSchema = { ...BLOCKS, group: "sourceSecurityGroupId" };
const INLINE: RuleSchema = { ...BLOCKS, group: "securityGroups" };

/** One rule of a security group, wherever it is written. */
interface GroupRule {
  readonly owner: string;
  readonly resource: Resource;
  readonly path: readonly Step[];
  readonly schema: RuleSchema;
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
  if (!graph.closed) return unfinished(location);
  return chain(together({ from, to, port }), ({ from: sources, to: targets, port: number }): Fact<boolean> =>
    chain(admits(graph, "egress", sources, targets, number), (leaves) =>
      leaves
        ? admits(graph, "ingress", targets, sources, number)
        : known(false, { urn: sources[0] ?? "", path: "egress" }),
    ),
  );
}

/** What is decided once every resource is registered. */
export function unfinished(location: Location): Unknown {
  return unknown({ location, because: "unfinished", producers: [] });
}

function admits(
  graph: ResourceGraph,
  direction: Direction,
  groups: readonly string[],
  peers: readonly string[],
  port: number,
): Fact<boolean> {
  const location = { urn: groups[0] ?? "", path: direction };
  const rules = rulesOf(graph, direction, groups);
  const answers = rules.map((rule) => lets(rule, peers, port));
  const inline = groups.map((urn) => {
    const resource = graph.get(urn);
    if (resource === undefined) return graph.missing(location);
    return chain(read(resource, [direction], list), (entries) =>
      anyTrue(
        entries.map((_, index) =>
          lets({ owner: urn, resource, path: [direction, index], schema: INLINE }, peers, port),
        ),
        location,
      ),
    );
  });
  return anyTrue([...answers, ...inline], location);
}

/** The rules of the groups that are resources of their own. */
function rulesOf(graph: ResourceGraph, direction: Direction, groups: readonly string[]): readonly GroupRule[] {
  return groups.flatMap((owner) =>
    graph.find(RULES_BY_GROUP, `of ${owner}`).flatMap((resource): readonly GroupRule[] => {
      if (resource.type === RULES[direction]) return [{ owner, resource, path: [], schema: SINGLE }];
      const older = resource.type === RULE && resource.properties.type === direction;
      return older ? [{ owner, resource, path: [], schema: OLDER }] : [];
    }),
  );
}

function lets(rule: GroupRule, peers: readonly string[], port: number): Fact<boolean> {
  return chain(namesPeer(rule, peers), (named) =>
    named ? coversPort(rule, port) : known(false, { urn: rule.resource.urn, path: "" }),
  );
}

/** Addresses are not worked out: a range may hold the peer's, and a group that is named by its bare id may be the peer. */
function namesPeer({ owner, resource, path, schema }: GroupRule, peers: readonly string[]): Fact<boolean> {
  const at = { urn: resource.urn, path: "" };
  const given = (field: string) => {
    const value = read(resource, [...path, field], (found) => found);
    return (
      value.state !== "absent" && !(value.state === "known" && Array.isArray(value.value) && value.value.length === 0)
    );
  };
  if (schema.ranges.some(given)) return known(true, at);
  if (given(schema.group)) {
    const named = groupsAmong(resource.producers[String(path[0] ?? schema.group)]);
    if (named.length === 0 || named.some((urn) => peers.includes(urn))) return known(true, at);
  }
  if (!peers.includes(owner)) return known(false, at);
  return orDefault(read(resource, [...path, "self"], flag), false);
}

function coversPort({ resource, path, schema }: GroupRule, port: number): Fact<boolean> {
  return chain(read(resource, [...path, schema.protocol], text), (protocol): Fact<boolean> => {
    const at = { urn: resource.urn, path: schema.protocol };
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
