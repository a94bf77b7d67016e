import type { ResourceGraph } from "../model/graph";
import type { MendingPlace } from "../model/mending";
import { read, text } from "../model/resource";
import { parameterGroupOf } from "../platforms/rds/links";

/** An engine's version, and the family of its parameter group, which has to move with it. */
export function ofVersion(graph: ResourceGraph, urn: string, path: string, version: string): readonly MendingPlace[] {
  const resource = graph.get(urn);
  const own = { property: path, of: urn, value: version };
  const group = resource === undefined ? undefined : parameterGroupOf(graph, resource, "parameterGroupName");
  const engine = resource === undefined ? undefined : read(resource, ["engine"], text);
  if (group?.state !== "known" || engine?.state !== "known") return [own];
  // PostgreSQL's families have the major version in them, MySQL's the first two numbers (RDS user guide, *Parameter groups*).
  const numbers = version.split(".").slice(0, engine.value === "postgres" ? 1 : 2);
  return [own, { property: "family", of: group.value.urn, value: `${engine.value}${numbers.join(".")}` }];
}
