/** What else starts tasks of a definition, beside services: schedules, events, pipes and task sets. */
import { known, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { integer, read, text, type Resource, type Step } from "../../model/resource";
import type { Copies } from "../../subjects/workload";
import { definitionReference, isOfDefinition } from "./links";

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
  const producers = definition.state === "unknown" ? producersOf(start) : [];
  return [...producers.map((urn) => `from ${urn}`), ...(family === undefined ? [] : [`family ${family}`])];
});

/** How many tasks are started that way at once, of all that start them; undefined: nothing does. */
export function startedBy(graph: ResourceGraph, definition: Resource): Copies | undefined {
  const family = read(definition, ["family"], text);
  const named = family.state === "known" ? graph.find(BY_DEFINITION, `family ${family.value}`) : [];
  const starts = [
    ...graph.find(BY_DEFINITION, `from ${definition.urn}`),
    ...named.filter((start) => isOfDefinition(definitionOf(start), definition)),
  ];
  if (starts.length === 0) return undefined;
  const counts = starts.map(countOf);
  const decided = counts.flatMap((count) => (count.state === "known" ? [count.value] : []));
  const unknowns = counts.flatMap((count) => (count.state === "unknown" ? count.unknowns : []));
  const location = { urn: starts[0]?.urn ?? definition.urn, path: "" };
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
