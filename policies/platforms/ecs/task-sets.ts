import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import { read, text, type Resource } from "../../model/resource";
import { TASK_SET } from "./start";

const BY_SERVICE = new Index("task sets by service", [TASK_SET], (set) => {
  const service = read(set, ["service"], text);
  return [
    ...(set.producers.service ?? []).map((urn) => `from ${urn}`),
    ...(service.state === "known" ? [`name ${service.value.split("/").at(-1) ?? ""}`] : []),
  ];
});

/**
 * Whether a service takes its task definitions from task sets of the program, each of which is read as what starts its own (ECS API,
 * CreateService: with an EXTERNAL controller a service has none itself). While a run is under way they may still come.
 */
export function hasTaskSets(graph: ResourceGraph, service: Resource): boolean {
  const controller = read(service, ["deploymentController", "type"], text);
  if (controller.state !== "known" || controller.value !== "EXTERNAL") return false;
  if (read(service, ["taskDefinition"], text).state !== "absent") return false;
  const name = read(service, ["name"], text);
  const named = name.state === "known" ? namedFrom(service, graph.find(BY_SERVICE, `name ${name.value}`)) : [];
  return !graph.closed || named.length > 0 || graph.first(BY_SERVICE, `from ${service.urn}`) !== undefined;
}
