import { known, orDefault, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom, placeOfArn } from "../../model/place";
import type { Platform } from "../../model/platform";
import { flag, integer, read, record, text, type Resource, type Step } from "../../model/resource";
import { logicalName, phrase, words } from "../../model/shown";
import type { TargetGroup } from "../../subjects/target-group";

/** One resource under each of the names that the provider has given it. */
export const TARGET_GROUPS = [
  "aws:lb/targetGroup:TargetGroup",
  "aws:alb/targetGroup:TargetGroup",
  "aws:applicationloadbalancing/targetGroup:TargetGroup",
  "aws:elasticloadbalancingv2/targetGroup:TargetGroup",
];

export const targetGroups: Platform = {
  name: "target-groups",
  types: Object.fromEntries(TARGET_GROUPS.map((type) => [type, "judged" as const])),
  subjects: { "target-group": Object.fromEntries(TARGET_GROUPS.map((type) => [type, readTargetGroup])) },
};

function readTargetGroup(group: Resource): readonly TargetGroup[] {
  const name = logicalName(group.name, words("unnamed"));
  const setting = (key: string): [string, string] => ["healthCheck", key];
  return [
    {
      key: group.urn,
      realises: undefined,
      shown: phrase`target-group/${name}`,
      label: phrase`target group ${name}`,
      location: { urn: group.urn, path: "healthCheck" },
      declared: false,
      address: undefined,
      name: group.name,
      protocol: read(group, ["protocol"], text),
      // Defaults: Elastic Load Balancing API reference, CreateTargetGroup; the provider sends three failed looks (aws.lb.TargetGroup).
      check: {
        enabled: orDefault(read(group, setting("enabled"), flag), true),
        path: read(group, setting("path"), text),
        protocol: orDefault(read(group, setting("protocol"), text), "HTTP"),
        matcher: read(group, setting("matcher"), text),
        interval: orDefault(read(group, setting("interval"), integer), 30),
        unhealthyThreshold: orDefault(read(group, setting("unhealthyThreshold"), integer), 3),
      },
    },
  ];
}

const GROUPS_BY_NAME = new Index("target groups by name", TARGET_GROUPS, (group) => {
  const [arn, name] = [read(group, ["arn"], text), read(group, ["name"], text)];
  return [
    ...(arn.state === "known" ? [`arn ${arn.value}`] : []),
    ...(name.state === "known" ? [`name ${name.value}`] : []),
  ];
});

/**
 * URN of the target group whose ARN a property holds: by the ARN, by the name in it, or by what the property was computed from.
 * @param others how many such properties the resource has in the same place: of several nobody says which came from where
 */
export function targetGroupAt(
  graph: ResourceGraph,
  resource: Resource,
  path: readonly [string, ...Step[]],
  others: number,
): Fact<string> {
  const arn = read(resource, path, text);
  const computed = (resource.producers[path[0]] ?? []).filter((urn) =>
    TARGET_GROUPS.includes(graph.get(urn)?.type ?? ""),
  );
  const [only, second] = computed;
  if (only !== undefined && second === undefined && others === 1)
    return known(only, { urn: resource.urn, path: path[0] });
  const entry = [path[0], ...path.slice(1, -1)] as const;
  const fleets = others === 1 && read(resource, [...entry, "advancedConfiguration"], record).state === "known";
  const [blue, green, third] = computed.flatMap((urn) => graph.get(urn) ?? []);
  if (fleets && blue !== undefined && green !== undefined && third === undefined && areAlike(blue, green))
    return known(blue.urn, { urn: resource.urn, path: path[0] });
  if (arn.state !== "known") return arn;
  const { location } = arn;
  const [, name] = /:targetgroup\/([^/]+)\//.exec(arn.value) ?? [];
  const named = () => namedFrom({ place: placeOfArn(arn.value) }, graph.find(GROUPS_BY_NAME, `name ${name ?? ""}`))[0];
  const found = graph.first(GROUPS_BY_NAME, `arn ${arn.value}`) ?? named();
  return found === undefined ? graph.missing(location) : known(found.urn, location);
}

/** Of the two fleets of one service either may serve: where all that is judged is known and the same, it does not matter which. */
function areAlike(one: Resource, other: Resource): boolean {
  const judged = (group: Resource) =>
    [
      read(group, ["protocol"], text),
      read(group, ["healthCheck", "enabled"], flag),
      read(group, ["healthCheck", "path"], text),
      read(group, ["healthCheck", "protocol"], text),
      read(group, ["healthCheck", "matcher"], text),
      read(group, ["healthCheck", "interval"], integer),
      read(group, ["healthCheck", "unhealthyThreshold"], integer),
    ].map((fact) => (fact.state === "known" ? fact.value : fact.state));
  const [mine, theirs] = [judged(one), judged(other)];
  return !mine.includes("unknown") && mine.every((value, i) => value === theirs[i]);
}
