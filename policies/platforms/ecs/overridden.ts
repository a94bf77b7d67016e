import { chain, map, type Fact } from "../../model/fact";
import type { ResourceGraph } from "../../model/graph";
import type { Resource } from "../../model/resource";
import { named, words } from "../../model/shown";
import type { UnknownRecord } from "../../model/verdict";
import { Environment, type Variable } from "../../subjects/environment";
import type { Container } from "./containers";
import type { SetVariable } from "./overrides";
import { writtenOverrides } from "./start";
import { startsOf } from "./starts";

/** With the variables that schedules, events and pipes set over a container's own: whoever may list those reads them. */
export function withOverridden(
  { variables, open, location }: Environment,
  graph: ResourceGraph,
  definition: Resource,
  container: Container,
): Environment {
  const set = overriddenIn(graph, definition, container);
  return new Environment(
    map(variables, (own) => [...own, ...set.variables]),
    [...open, ...set.open],
    location,
  );
}

/** The commands with which schedules, events and pipes start a container in place of its own: they are as readable. */
export function commandsOver(
  graph: ResourceGraph,
  definition: Resource,
  { name }: Container,
): readonly Fact<readonly string[]>[] {
  return startsOf(graph, definition).flatMap(({ start, own }) => {
    const containers = writtenOverrides(start);
    // What is not known of them is told with their variables.
    if (containers.state !== "known") return [];
    return containers.value
      .filter(({ container, command }) => (container === undefined || container === name) && command.state !== "absent")
      .map(({ command }) => chain(own, () => command));
  });
}

interface Overridden {
  readonly variables: readonly Variable[];
  /** What was not read and may hold more. */
  readonly open: readonly UnknownRecord[];
}

function overriddenIn(graph: ResourceGraph, definition: Resource, { name }: Container): Overridden {
  const found = startsOf(graph, definition).map(({ start, own }): Overridden => {
    const containers = writtenOverrides(start);
    if (containers.state === "unknown") return { variables: [], open: containers.unknowns };
    if (containers.state === "absent") return NONE;
    const facts = containers.value
      .filter(({ container }) => container === undefined || container === name)
      // Whether they are this definition's matters only where there are any.
      .map(({ variables }) => chain(variables, (set) => (set.length === 0 ? variables : chain(own, () => variables))));
    return {
      variables: facts.flatMap((fact) => (fact.state === "known" ? fact.value.map((set) => variable(start, set)) : [])),
      open: facts.flatMap((fact: Fact<unknown>) => (fact.state === "unknown" ? fact.unknowns : [])),
    };
  });
  return { variables: found.flatMap(({ variables }) => variables), open: found.flatMap(({ open }) => open) };
}

const NONE: Overridden = { variables: [], open: [] };

function variable(start: Resource, { name, value }: SetVariable): Variable {
  const shown = named(name, words("a variable"));
  const location = { urn: start.urn, path: "containerOverrides" };
  return { name, shown, channel: "plain", value, reference: undefined, store: undefined, location };
}
