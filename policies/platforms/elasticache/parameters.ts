import { absent, chain, known, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import { interpret, isRecord, isUnknownValue, list, read, text, type Resource } from "../../model/resource";
import { partIndex, partKey } from "../blueprint/parts";

export const PARAMETER_GROUPS: readonly string[] = [
  "aws:elasticache/parameterGroup:ParameterGroup",
  "aws:memorydb/parameterGroup:ParameterGroup",
];

const GROUPS_BY_PART = partIndex("cache parameter groups", "caches", PARAMETER_GROUPS);
const GROUPS_BY_NAME = new Index("cache parameter groups by name", PARAMETER_GROUPS, (group) => {
  const name = read(group, ["name"], text);
  return name.state === "known" ? [name.value] : [];
});

/** The parameter group a cache is given; absent: AWS's own. */
function groupOf(graph: ResourceGraph, cache: Resource): Fact<Resource> {
  const name = read(cache, ["parameterGroupName"], text);
  if (name.state === "absent") return name;
  const location = { urn: cache.urn, path: "parameterGroupName" };
  const part = graph.declaredPart("caches", cache);
  const named = name.state === "known" ? namedFrom(cache, graph.find(GROUPS_BY_NAME, name.value)) : [];
  const computed = (cache.producers.parameterGroupName ?? [])
    .map((urn) => graph.get(urn))
    .filter((resource) => resource !== undefined && PARAMETER_GROUPS.includes(resource.type));
  const inPart = part === undefined ? [] : graph.find(GROUPS_BY_PART, partKey(part, "caches"));
  const [group, another] = computed.length > 0 ? computed : named.length > 0 ? named : inPart;
  // Of one name in several places, it is not told which is meant.
  if (another !== undefined) return unknown({ location, because: "unsupported", producers: [] });
  if (group !== undefined) return known(group, location);
  // `default.redis7` is AWS's own and sets nothing.
  if (name.state === "known" && name.value.startsWith("default.")) return absent(location);
  return name.state === "unknown" ? name : graph.missing(location);
}

/** A parameter of a cache as its own group sets it; absent: AWS's default holds. */
export function parameterOf(graph: ResourceGraph, cache: Resource, parameter: string): Fact<string> {
  return chain(groupOf(graph, cache), (group): Fact<string> => {
    const parameters = read(group, ["parameters"], list);
    if (parameters.state === "unknown") return parameters;
    const entries = parameters.state === "known" ? parameters.value.filter(isRecord) : [];
    const found = entries.find(({ name }) => name === parameter);
    const at = ["parameters", parameter];
    if (found !== undefined) return interpret(group, at, found["value"], text);
    const undecided = entries.some(({ name }) => isUnknownValue(name));
    const location = { urn: group.urn, path: "parameters" };
    return undecided ? unknown({ location, because: "not-created", producers: [] }) : absent(location);
  });
}

/** Whether the parameter group switches cluster mode on: AWS's own whose name says so, or one that sets it. */
export function clusterByGroup(graph: ResourceGraph, cache: Resource): Fact<boolean> {
  const name = read(cache, ["parameterGroupName"], text);
  if (name.state === "known" && /^default\..*\.cluster\.on$/.test(name.value)) return known(true, name.location);
  const set = parameterOf(graph, cache, "cluster-enabled");
  return set.state === "known" ? known(set.value === "yes", set.location, set.basis) : set;
}
