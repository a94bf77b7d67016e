import { absent, chain, known, map, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import {
  isRecord,
  list,
  read,
  readComputed,
  text,
  typeOf,
  type Resource,
  type Shape,
  type Step,
} from "../../model/resource";
import type { UnknownRecord } from "../../model/verdict";
import type { Firewall } from "../../subjects/entry-point";

export const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
export const RULE_GROUP = "aws:wafv2/ruleGroup:RuleGroup";
/** A rule of a web ACL as a resource of its own. */
export const RULE = "aws:wafv2/webAclRule:WebAclRule";
export const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
export const GROUP_ASSOCIATION = "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation";

/** Under what was computed from it, and under its ARN. */
function keys(resource: Resource, property: string): readonly string[] {
  const arn = read(resource, [property], text);
  return [
    ...(resource.producers[property] ?? []).map((urn) => `from ${urn}`),
    ...(arn.state === "known" ? [`arn ${arn.value}`] : []),
  ];
}

const ASSOCIATIONS = new Index("web ACLs by what they protect", [ASSOCIATION], (association) =>
  keys(association, "resourceArn"),
);
const ACLS = new Index("web ACLs and rule groups by ARN", [WEB_ACL, RULE_GROUP], (resource) => {
  const arn = read(resource, ["arn"], text);
  return arn.state === "known" ? [arn.value] : [];
});
const PARTS = new Index("parts of web ACLs", [RULE, GROUP_ASSOCIATION], (part) => keys(part, "webAclArn"));

/** The firewall that an association puts before a resource. */
export function firewallBefore(graph: ResourceGraph, resource: Resource): Fact<Firewall> {
  const location = { urn: resource.urn, path: "webAcl" };
  const arn = read(resource, ["arn"], text);
  const [association] = [
    ...graph.find(ASSOCIATIONS, `from ${resource.urn}`),
    ...(arn.state === "known" ? graph.find(ASSOCIATIONS, `arn ${arn.value}`) : []),
  ];
  if (association !== undefined) return firewallAt(graph, association, "webAclArn");
  if (!graph.closed) return graph.missing(location);
  const open = mayProtect(graph, resource);
  return open.length > 0 ? unknown(...open) : absent(location);
}

/** What the ARNs of that which has an association are of, by the beginning of its type (AWS WAF API reference, *AssociateWebACL*). */
const SERVICES = [
  ["aws:lb/", "elasticloadbalancing"],
  ["aws:alb/", "elasticloadbalancing"],
  ["aws:apigateway/", "apigateway"],
  ["aws:apprunner/", "apprunner"],
] as const;

/** Whether an ARN in words may be that of a resource whose own is not known yet. */
function mayBeOf(resource: Resource, arn: string): boolean {
  const [, service] = SERVICES.find(([type]) => resource.type.startsWith(type)) ?? [];
  const [, of] = /^arn:[\w-]*:([\w-]*):/.exec(arn) ?? [];
  return service === undefined || of === undefined || of === service;
}

/** What keeps it from being known that no web ACL stands before something: an ARN of either. */
function mayProtect(graph: ResourceGraph, resource: Resource): readonly UnknownRecord[] {
  const arn = readComputed(resource, ["arn"], text);
  return graph.ofType(ASSOCIATION).flatMap((association): readonly UnknownRecord[] => {
    const named = read(association, ["resourceArn"], text);
    // What it was computed from is made here and is something else; a parameter may hold the ARN of anything.
    const another = (association.producers.resourceArn ?? []).some((urn) => /^aws:(?!ssm\/)/.test(typeOf(urn)));
    if (named.state === "unknown") return another ? [] : named.unknowns;
    return arn.state === "unknown" && named.state === "known" && mayBeOf(resource, named.value) ? arn.unknowns : [];
  });
}

/** The firewall that a property names by its ARN. */
export function firewallAt(graph: ResourceGraph, resource: Resource, property: string): Fact<Firewall> {
  const arn = read(resource, [property], text);
  if (arn.state === "absent" || (arn.state === "known" && arn.value === "")) {
    return absent({ urn: resource.urn, path: property });
  }
  return chain(named(graph, resource, property, arn, WEB_ACL), (acl) => firewallOf(graph, acl));
}

/** A web ACL or rule group of the stack that an ARN names. */
function named(
  graph: ResourceGraph,
  resource: Resource,
  property: string,
  arn: Fact<string>,
  type: string,
): Fact<Resource> {
  const location = { urn: resource.urn, path: property };
  const computed = (resource.producers[property] ?? []).map((urn) => graph.get(urn));
  const found = computed.find((producer) => producer?.type === type);
  if (found !== undefined) return known(found, location);
  const byArn = arn.state === "known" ? graph.first(ACLS, arn.value) : undefined;
  if (byArn !== undefined) return known(byArn, location);
  return arn.state === "unknown" ? arn : graph.missing(location);
}

export function firewallOf(graph: ResourceGraph, acl: Resource): Fact<Firewall> {
  const arn = read(acl, ["arn"], text);
  const parts = [
    ...graph.find(PARTS, `from ${acl.urn}`),
    ...(arn.state === "known" ? graph.find(PARTS, `arn ${arn.value}`) : []),
  ];
  return worst(acl, [
    ...rulesIn(graph, acl, ["rules", "ruleJson"]),
    ...parts.map((part) =>
      part.type === RULE ? ofRule(graph, part, part.properties, []) : known<Firewall>("does-not-limit", at(part)),
    ),
  ]);
}

/** What all of its rules come to: one that limits is enough; one that was not read may. */
function worst(acl: Resource, rules: readonly Fact<Firewall>[]): Fact<Firewall> {
  const known_ = (wanted: Firewall) => rules.find((rule) => rule.state === "known" && rule.value === wanted);
  const limits = known_("limits");
  if (limits !== undefined) return limits;
  const unknowns = rules.flatMap((rule) => (rule.state === "unknown" ? rule.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  return known_("counts") ?? known<Firewall>("does-not-limit", at(acl));
}

const at = ({ urn }: Resource) => ({ urn, path: "rules" });

/** Rules as a list, or as JSON text in the API's own capitals. */
function rulesIn(graph: ResourceGraph, owner: Resource, properties: readonly string[]): readonly Fact<Firewall>[] {
  return properties.flatMap((property): readonly Fact<Firewall>[] => {
    const rules = read(owner, [property], ruleList);
    if (rules.state === "absent") return [];
    if (rules.state === "unknown") return [rules];
    return rules.value.map((rule, index) => ofRule(graph, owner, rule, [property, index]));
  });
}

const ruleList: Shape<readonly unknown[]> = (value) => {
  if (typeof value !== "string") return list(value);
  try {
    return list(lowered(JSON.parse(value)));
  } catch {
    return undefined;
  }
};

/** `RateBasedStatement` as the provider has it: `rateBasedStatement`. */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.charAt(0).toLowerCase() + key.slice(1), lowered(member)]),
  );
}

function ofRule(graph: ResourceGraph, owner: Resource, rule: unknown, path: readonly Step[]): Fact<Firewall> {
  const location = at(owner);
  if (!isRecord(rule) || !isRecord(rule.statement)) {
    return unknown({ location, because: typeof rule === "string" ? "not-created" : "unreadable", producers: [] });
  }
  const { statement } = rule;
  const counts = (action: unknown) => isRecord(action) && action.count !== undefined && action.count !== null;
  if (isRecord(statement.rateBasedStatement)) return known(counts(rule.action) ? "counts" : "limits", location);
  if (!isRecord(statement.ruleGroupReferenceStatement)) return known("does-not-limit", location);
  const group = groupNamed(graph, owner, statement.ruleGroupReferenceStatement.arn, path);
  const inGroup = chain(group, (found) => worst(found, rulesIn(graph, found, ["rules", "rulesJson"])));
  // The rule may tell its group to count only.
  return counts(rule.overrideAction)
    ? map(inGroup, (limits): Firewall => (limits === "limits" ? "counts" : limits))
    : inGroup;
}

function groupNamed(graph: ResourceGraph, owner: Resource, arn: unknown, path: readonly Step[]): Fact<Resource> {
  const property = String(path[0] ?? "statement");
  const written: Fact<string> =
    typeof arn === "string" && arn.startsWith("arn:")
      ? known(arn, at(owner))
      : unknown({ location: at(owner), because: "not-created", producers: owner.producers[property] ?? [] });
  const groups = (owner.producers[property] ?? []).filter((urn) => graph.get(urn)?.type === RULE_GROUP);
  // Of several groups nobody says which is which before they exist.
  if (written.state === "unknown" && groups.length > 1) return written;
  return named(graph, owner, property, written, RULE_GROUP);
}
