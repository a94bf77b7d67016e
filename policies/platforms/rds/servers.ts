import { absent, chain, map, orElse, unknown, type Fact } from "../../model/fact";
import type { ResourceGraph } from "../../model/graph";
import { isRecord, isUnknownValue, list, read, text, type Resource, type Shape } from "../../model/resource";
import { CLUSTER, membersOf, parameterGroupOf } from "./links";
import { instanceGroup } from "./replicas";

/** One server of a database, as the program describes it. */
export interface Server {
  readonly instanceClass: Fact<string>;
  /** The parameter groups it is given, the one that wins first. */
  readonly groups: readonly Fact<Resource>[];
}

export const numberText: Shape<string> = (value) => (typeof value === "number" ? String(value) : text(value));

/** The instance itself, or every member of a cluster: any of them may become the one that is written to. */
export function serversOf(graph: ResourceGraph, database: Resource): readonly Server[] {
  if (database.type !== CLUSTER) {
    return [{ instanceClass: read(database, ["instanceClass"], text), groups: [instanceGroup(graph, database)] }];
  }
  const ofCluster = parameterGroupOf(graph, database, "dbClusterParameterGroupName");
  const members = membersOf(graph, database);
  if (members.length === 0) {
    const location = { urn: database.urn, path: "instances" };
    return [{ instanceClass: graph.closed ? absent(location) : graph.missing(location), groups: [ofCluster] }];
  }
  // What an instance's own group sets comes before the cluster's (Aurora user guide, "Amazon Aurora DB cluster and DB instance
  // parameters").
  return members.map((member) => ({
    instanceClass: read(member, ["instanceClass"], text),
    groups: [parameterGroupOf(graph, member, "dbParameterGroupName"), ofCluster],
  }));
}

/** A parameter of a server as it is written; absent: no group of its own sets it. */
export function parameterOf({ groups }: Server, name: string): Fact<string> {
  const [first, ...others] = groups.map((given) => chain(given, (group) => parameterIn(group, name)));
  if (first === undefined) return absent({ urn: "", path: "parameters" });
  return others.reduce(orElse, first);
}

/** Of one that is there twice nobody promises which wins. */
function parameterIn(group: Resource, name: string): Fact<string> {
  return chain(valuesIn(group, [name]), (found): Fact<string> => {
    const location = { urn: group.urn, path: "parameters" };
    const [first, second] = found;
    const open = found.find(({ state }) => state === "unknown");
    if (open === undefined && second !== undefined) {
      return unknown({ location, because: "unreadable", producers: [] });
    }
    return open ?? first ?? absent(location);
  });
}

/** What a group says under some names; unknown ones for each entry that may be called so. */
export function valuesIn(group: Resource, names: readonly string[]): Fact<readonly Fact<string>[]> {
  return map(read(group, ["parameters"], list), (parameters) =>
    [...parameters.entries()].flatMap(([index, parameter]): readonly Fact<string>[] => {
      const name: unknown = isRecord(parameter) ? parameter.name : parameter;
      if (isUnknownValue(name)) return [read(group, ["parameters", index, "name"], numberText)];
      const isIt = typeof name === "string" && names.includes(name);
      return isIt ? [read(group, ["parameters", index, "value"], numberText)] : [];
    }),
  );
}
