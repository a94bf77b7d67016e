/** What else starts tasks of a definition, beside services: schedules, events, pipes and task sets. */
import { chain, known, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { integer, read, text, type Resource, type Step } from "../../model/resource";
import type { Copies } from "../../subjects/workload";
import { definitionReference, isOfDefinition, TASK_DEFINITION } from "./links";

const TASK_SET = "aws:ecs/taskSet:TaskSet";

interface Start {
  readonly definition: readonly Step[];
  /** Tasks at a time, one unless it says more; undefined: a share of what its service runs. */
  readonly count: readonly Step[] | undefined;
}

/** EventBridge user guide and API references: `TaskCount` of `EcsParameters`, `EcsTaskParameters`; ECS, `Scale` of a task set. */
const STARTS: Readonly<Record<string, Start>> = {
  "aws:cloudwatch/eventTarget:EventTarget": {
    definition: ["ecsTarget", "taskDefinitionArn"],
    count: ["ecsTarget", "taskCount"],
  },
  "aws:scheduler/schedule:Schedule": {
    definition: ["target", "ecsParameters", "taskDefinitionArn"],
    count: ["target", "ecsParameters", "taskCount"],
  },
  "aws:pipes/pipe:Pipe": {
    definition: ["targetParameters", "ecsTaskParameters", "taskDefinitionArn"],
    count: ["targetParameters", "ecsTaskParameters", "taskCount"],
  },
  [TASK_SET]: { definition: ["taskDefinition"], count: undefined },
};

export const STARTS_TASKS: readonly string[] = Object.keys(STARTS);

const BY_DEFINITION = new Index("what starts tasks, by definition", STARTS_TASKS, (start) => {
  const definition = definitionOf(start);
  const family = definition.state === "known" ? definitionReference(definition.value)?.family : undefined;
  return [...producersOf(start).map((urn) => `from ${urn}`), ...(family === undefined ? [] : [`family ${family}`])];
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
  const named = family.state === "known" ? graph.find(BY_DEFINITION, `family ${family.value}`) : [];
  return [
    ...computed.map((start) => ({ start, own: known(true, { urn: definition.urn, path: "family" }) })),
    ...named.flatMap((start) => {
      if (computed.includes(start) || isOfAnother(graph, start, definition)) return [];
      const own = isOfDefinition(graph, definitionOf(start), definition);
      return own.state === "known" && !own.value ? [] : [{ start, own }];
    }),
  ];
}

/** Whether what it starts was worked out from another definition, whose family may be the same. */
function isOfAnother(graph: ResourceGraph, start: Resource, definition: Resource): boolean {
  const definitions = producersOf(start).filter((urn) => graph.get(urn)?.type === TASK_DEFINITION);
  return definitions.length > 0 && !definitions.includes(definition.urn);
}

/** How many tasks are started that way at once, of all that start them; undefined: nothing does. */
export function startedBy(graph: ResourceGraph, definition: Resource): Copies | undefined {
  const starts = startsOf(graph, definition);
  if (starts.length === 0) return undefined;
  const counts = starts.map(({ start, own }) => chain(own, () => countOf(start)));
  const decided = counts.flatMap((count) => (count.state === "known" ? [count.value] : []));
  const unknowns = counts.flatMap((count) => (count.state === "unknown" ? count.unknowns : []));
  const location = { urn: starts[0]?.start.urn ?? definition.urn, path: "" };
  const least = known(
    decided.reduce((sum, count) => sum + count, 0),
    location,
  );
  return { atLeast: least, atMost: unknowns.length > 0 ? unknown(...unknowns) : least };
}

function definitionOf(start: Resource): Fact<string> {
  return read(start, STARTS[start.type]?.definition ?? [], text);
}

function producersOf({ type, producers }: Resource): readonly string[] {
  return producers[String(STARTS[type]?.definition[0])] ?? [];
}

function countOf(start: Resource): Fact<number> {
  const path = STARTS[start.type]?.count;
  const location = { urn: start.urn, path: "scale" };
  if (path === undefined) return unknown({ location, because: "outside", producers: [] });
  const count = read(start, path, integer);
  return count.state === "absent" ? known(1, count.location) : count;
}
