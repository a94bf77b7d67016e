/** What else starts tasks of a definition, beside services: schedules, events, pipes and task sets. */
import { known, unknown } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { read, text, type Resource } from "../../model/resource";
import type { Copies } from "../../subjects/workload";
import { definitionReference, isOfDefinition } from "./links";
import { definitionOf, definitionProducers, STARTS_TASKS, tasksOf } from "./start";

export { STARTS_TASKS } from "./start";

const BY_DEFINITION = new Index("what starts tasks, by definition", STARTS_TASKS, (start) => {
  const definition = definitionOf(start);
  const family = definition.state === "known" ? definitionReference(definition.value)?.family : undefined;
  const producers = definition.state === "unknown" ? definitionProducers(start) : [];
  return [...producers.map((urn) => `from ${urn}`), ...(family === undefined ? [] : [`family ${family}`])];
});

/** What starts tasks of a definition. */
export function startsOf(graph: ResourceGraph, definition: Resource): readonly Resource[] {
  const family = read(definition, ["family"], text);
  const named = family.state === "known" ? graph.find(BY_DEFINITION, `family ${family.value}`) : [];
  return [
    ...graph.find(BY_DEFINITION, `from ${definition.urn}`),
    ...named.filter((start) => isOfDefinition(definitionOf(start), definition)),
  ];
}

/** How many tasks are started that way at once, of all that start them; undefined: nothing does. */
export function startedBy(graph: ResourceGraph, definition: Resource): Copies | undefined {
  const starts = startsOf(graph, definition);
  if (starts.length === 0) return undefined;
  const counts = starts.map(tasksOf);
  const decided = counts.flatMap((count) => (count.state === "known" ? [count.value] : []));
  const unknowns = counts.flatMap((count) => (count.state === "unknown" ? count.unknowns : []));
  const location = { urn: starts[0]?.urn ?? definition.urn, path: "" };
  const least = known(
    decided.reduce((sum, count) => sum + count, 0),
    location,
  );
  return { atLeast: least, atMost: unknowns.length > 0 ? unknown(...unknowns) : least };
}
