import { absent, chain, known, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { interpret, isRecord, isUnknownValue, list, read, text, type Resource } from "../../model/resource";
import { partIndex } from "../blueprint/parts";
import { givenGroup, type ParameterGroups } from "../parameter-group";

export const PARAMETER_GROUPS: readonly string[] = [
  "aws:elasticache/parameterGroup:ParameterGroup",
  "aws:memorydb/parameterGroup:ParameterGroup",
];

const GROUPS_BY_PART = partIndex("cache parameter groups", "caches", PARAMETER_GROUPS);
const GROUPS_BY_NAME = new Index("cache parameter groups by name", PARAMETER_GROUPS, (group) => {
  const name = read(group, ["name"], text);
  return name.state === "known" ? [name.value] : [];
});

const GROUPS: ParameterGroups = {
  kind: "caches",
  types: PARAMETER_GROUPS,
  byName: GROUPS_BY_NAME,
  byPart: GROUPS_BY_PART,
};

/** A parameter of a cache as its own group sets it; absent: AWS's default holds. */
export function parameterOf(graph: ResourceGraph, cache: Resource, parameter: string): Fact<string> {
  return chain(givenGroup(graph, cache, "parameterGroupName", GROUPS), (group): Fact<string> => {
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
