import { tasksTogether } from "../../facts";
import { chain, known, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import { read, text, type Resource } from "../../model/resource";
import { definitionReference, isOfDefinition, TASK_DEFINITION } from "./links";
import { definitionsRun, STATE_MACHINE } from "./machine";

/** Stands for a machine whose definition is not known yet: it may run any. */
const ANY = "any";

const BY_DEFINITION = new Index("state machines by what they run", [STATE_MACHINE], (machine) => {
  const names = definitionsRun(machine);
  if (names.state === "unknown") return [ANY];
  const references = names.state === "known" ? names.value.map(definitionReference) : [];
  return references.flatMap((reference) => (reference === undefined ? [] : [`family ${reference.family}`]));
});

/**
 * How many tasks of a definition each state machine of the stack that runs any has at once, of one execution: how often it is
 * started itself is nobody's promise, as of a schedule's tasks that may outlast the next time.
 */
export function runsOf(graph: ResourceGraph, definition: Resource): readonly Fact<number>[] {
  const family = read(definition, ["family"], text);
  const unread = graph.find(BY_DEFINITION, ANY).filter((machine) => !isOfOthers(graph, machine, definition));
  const named =
    family.state === "known" ? namedFrom(definition, graph.find(BY_DEFINITION, `family ${family.value}`)) : [];
  return [...named, ...unread].map((machine) => runsBy(graph, machine, definition)).filter((runs) => !isNone(runs));
}

function runsBy(graph: ResourceGraph, machine: Resource, definition: Resource): Fact<number> {
  const location = { urn: machine.urn, path: "definition" };
  return chain(definitionsRun(machine), (names): Fact<number> => {
    const own = names
      .filter((name) => isOfFamily(name, definition))
      .map((name) => ({ name, own: isOfDefinition(graph, known(name, location), definition) }));
    const open = own.flatMap(({ own }) => (own.state === "unknown" ? own.unknowns : []));
    if (open.length > 0) return unknown(...open);
    const meant = new Set(own.flatMap(({ name, own }) => (own.state === "known" && own.value ? [name] : [])));
    return chain(read(machine, ["definition"], text), (written): Fact<number> => {
      const tasks = tasksTogether(written, (name) => meant.has(name));
      // What it is started with says how many there are.
      return Number.isFinite(tasks)
        ? known(tasks, location)
        : unknown({
            location: { ...location, path: "definition (MaxConcurrency)" },
            because: "outside",
            producers: [],
          });
    });
  });
}

function isOfFamily(name: string, definition: Resource): boolean {
  const family = read(definition, ["family"], text);
  return family.state === "known" && definitionReference(name)?.family === family.value;
}

function isNone(runs: Fact<number>): boolean {
  return runs.state === "known" && runs.value === 0;
}

/** Whether its text was worked out from other definitions, and not from this one. */
function isOfOthers(graph: ResourceGraph, machine: Resource, definition: Resource): boolean {
  const producers = machine.producers.definition ?? [];
  const definitions = producers.filter((urn) => graph.get(urn)?.type === TASK_DEFINITION);
  return definitions.length > 0 && !definitions.includes(definition.urn);
}
