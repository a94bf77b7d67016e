import { limitState, PARAMETERS, type LimitState, type SessionLimit } from "../../facts";
import { absent, chain, known, orElse, type Fact } from "../../model/fact";
import type { ResourceGraph } from "../../model/graph";
import { integer, read, type Resource } from "../../model/resource";
import { serversOf, valuesIn, type Server } from "./servers";

/** A role of the database, by Pulumi's provider for PostgreSQL. */
export const ROLE = "postgresql:index/role:Role";

const ROLE_PROPERTIES = { statement: "statementTimeout", idle: "idleInTransactionSessionTimeout" } as const;

/** What the parameter groups of a database say of a limit; absent: nothing, of one of its servers at least. */
export function limitOf(graph: ResourceGraph, database: Resource, limit: SessionLimit): Fact<LimitState> {
  const ofServers = serversOf(graph, database).map((server) => ofServer(server, limit));
  const weakest = [
    ofServers.find(({ state }) => state === "unknown"),
    ofServers.find((fact) => fact.state === "known" && fact.value === "off"),
    ofServers.find(({ state }) => state === "absent"),
    ...ofServers,
  ].find((fact) => fact !== undefined);
  return weakest ?? absent({ urn: database.urn, path: "parameters" });
}

function ofServer({ groups }: Server, limit: SessionLimit): Fact<LimitState> {
  const [first, ...others] = groups.map((given) => chain(given, (group) => inGroup(group, limit)));
  return others.reduce(orElse, first ?? absent({ urn: "", path: "parameters" }));
}

function inGroup(group: Resource, limit: SessionLimit): Fact<LimitState> {
  const location = { urn: group.urn, path: "parameters" };
  return chain(valuesIn(group, PARAMETERS[limit]), (found): Fact<LimitState> => {
    const open = found.find((fact) => fact.state === "unknown");
    const states = found.flatMap((fact) => (fact.state === "known" ? (limitState(fact.value) ?? []) : []));

    if (states.includes("set")) return known("set", location);
    if (open !== undefined) return open;
    return states.length > 0 ? known("off", location) : absent(location);
  });
}

/** What the program's own roles are limited to. */
export function roleLimits(graph: ResourceGraph, limit: SessionLimit): readonly Fact<LimitState>[] {
  return graph.ofType(ROLE).flatMap((role): readonly Fact<LimitState>[] => {
    const value = read(role, [ROLE_PROPERTIES[limit]], integer);
    if (value.state === "absent") return [];
    return [chain(value, (milliseconds) => known(milliseconds > 0 ? "set" : "off", { urn: role.urn, path: "" }))];
  });
}
