/** What else starts tasks of a definition, beside services: schedules, events, pipes and task sets. */
import { chain, known, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import { read, text, type Resource } from "../../model/resource";
import type { Copies } from "../../subjects/workload";
import { definitionReference, isOfDefinition, isOnlyOne, mayBeOwn, TASK_DEFINITION } from "./links";
import { runsOf } from "./machine-runs";
import { definitionOf, definitionProducers, STARTS_TASKS, tasksOf } from "./start";

export { STARTS_TASKS } from "./start";

/** What starts a definition that nobody knows yet, and that may be any. */
const ANY = "any";

const BY_DEFINITION = new Index("what starts tasks, by definition", STARTS_TASKS, (start) => {
  const definition = definitionOf(start);
  if (definition.state === "unknown") return [ANY, ...definitionProducers(start).map((urn) => `from ${urn}`)];
  const family = definition.state === "known" ? definitionReference(definition.value)?.family : undefined;
  return [
    ...definitionProducers(start).map((urn) => `from ${urn}`),
    ...(family === undefined ? [] : [`family ${family}`]),
  ];
});

/** What starts tasks of a definition. */
export interface StartOf {
  readonly start: Resource;
  /** Unknown while it may start another revision of the family; never false. */
  readonly own: Fact<boolean>;
}

/** Everything that starts tasks of a definition: worked out from it, or naming its family or this revision. */
export function startsOf(graph: ResourceGraph, definition: Resource): readonly StartOf[] {
  const family = read(definition, ["family"], text);
  const computed = graph.find(BY_DEFINITION, `from ${definition.urn}`);
  const named =
    family.state === "known" ? namedFrom(definition, graph.find(BY_DEFINITION, `family ${family.value}`)) : [];
  const unnamed = graph.find(BY_DEFINITION, ANY);
  return [
    ...computed.map((start) => ({ start, own: known(true, { urn: definition.urn, path: "family" }) })),
    ...[...named, ...unnamed].flatMap((start) => {
      if (computed.includes(start) || isOfAnother(graph, start, definition)) return [];
      const wanted = definitionOf(start);
      const own = wanted.state === "unknown" ? wanted : isOfDefinition(graph, wanted, definition);
      return own.state === "known" && !own.value ? [] : [{ start, own }];
    }),
  ];
}

/**
 * What starts another revision of a definition's family, which is none of the stack's: an earlier one most likely, of which nobody
 * read what it does. Until the ARNs are there it is not told from its own ({@link startsOf}).
 */
export function startsOfAnotherRevision(graph: ResourceGraph, definition: Resource): readonly Resource[] {
  const family = read(definition, ["family"], text);
  if (family.state !== "known" || !isOnlyOne(graph, definition, family.value)) return [];
  return namedFrom(definition, graph.find(BY_DEFINITION, `family ${family.value}`)).filter((start) => {
    if (isOfAnother(graph, start, definition)) return false;
    const own = isOfDefinition(graph, definitionOf(start), definition);
    return own.state === "known" && !own.value;
  });
}

/** Whether it starts tasks of a definition that is made elsewhere: what it sets for them nobody else reads. */
export function startsElsewhere(graph: ResourceGraph, start: Resource): boolean {
  const definition = definitionOf(start);
  const isComputed = definitionProducers(start).some((urn) => graph.get(urn)?.type === TASK_DEFINITION);
  return definition.state === "known" && !isComputed && !mayBeOwn(graph, start, definition);
}

/** Whether what it starts was worked out from another definition, whose family may be the same. */
function isOfAnother(graph: ResourceGraph, start: Resource, definition: Resource): boolean {
  const definitions = definitionProducers(start).filter((urn) => graph.get(urn)?.type === TASK_DEFINITION);
  return definitions.length > 0 && !definitions.includes(definition.urn);
}

/** How many tasks are started at once, of all that start them, state machines among them; undefined: nothing does. */
export function startedBy(graph: ResourceGraph, definition: Resource): Copies | undefined {
  const starts = startsOf(graph, definition);
  const runs = runsOf(graph, definition);
  if (starts.length === 0 && runs.length === 0) return undefined;
  const counts = [...starts.map(({ start, own }) => chain(own, () => tasksOf(start))), ...runs];
  const decided = counts.flatMap((count) => (count.state === "known" ? [count.value] : []));
  const unknowns = counts.flatMap((count) => (count.state === "unknown" ? count.unknowns : []));
  const location = { urn: starts[0]?.start.urn ?? definition.urn, path: "" };
  const least = known(
    decided.reduce((sum, count) => sum + count, 0),
    location,
  );
  return { atLeast: least, atMost: unknowns.length > 0 ? unknown(...unknowns) : least };
}
