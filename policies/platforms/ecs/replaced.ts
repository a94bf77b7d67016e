/** The duties that a container has by the commands with which something starts it in place of its own. */
import { absent, chain, known, unknown, type Fact } from "../../model/fact";
import type { ResourceGraph } from "../../model/graph";
import { text, texts, type Resource } from "../../model/resource";
import type { UnknownRecord } from "../../model/verdict";
import { readingOf, roleReader } from "../../subjects/command";
import { Environment } from "../../subjects/environment";
import type { Workload } from "../../subjects/workload";
import { containersOf, field, type Container } from "./containers";
import type { Replaced } from "./overrides";
import { replacedBy } from "./start";
import { startsOf } from "./starts";

type HasRole = Workload["hasRole"];

/** One reader for each command that may stand in place of the container's own. */
export function replacedRoles(
  graph: ResourceGraph,
  definition: Resource,
  container: Container | undefined,
  environment: Environment,
): readonly HasRole[] {
  return startsOf(graph, definition).flatMap(({ start, own }): readonly HasRole[] => {
    const replaced = chain(own, () => replacedBy(start));
    if (replaced.state === "unknown") return [() => replaced];
    if (replaced.state === "absent") return [];
    return replaced.value
      .filter((one) => one.container === undefined || container === undefined || one.container === container.name)
      .filter(({ command }) => command.state !== "absent")
      .map((one) => {
        const reader = readerOf(start, definition, container, environment, one);
        return one.container === undefined ? reader : ifThere(definition, container, reader);
      });
  });
}

/** Of a container that is named, while no container was read: whether it is there is known with them. */
function ifThere(definition: Resource, container: Container | undefined, reader: HasRole): HasRole {
  const containers = containersOf(definition);
  if (container !== undefined || containers.state !== "unknown") return reader;
  return (role) =>
    chain(reader(role), (yes): Fact<boolean> =>
      yes ? containers : known(false, { urn: definition.urn, path: "containerDefinitions" }),
    );
}

function readerOf(
  start: Resource,
  definition: Resource,
  container: Container | undefined,
  environment: Environment,
  { command, variables, readsFiles }: Replaced,
): HasRole {
  const location = { urn: start.urn, path: "command" };
  const before = container === undefined ? undefined : field(definition, container, "entryPoint", texts);
  const whole =
    before === undefined || before.state === "absent"
      ? command
      : chain(before, (words): Fact<readonly string[]> =>
          command.state === "known" ? known([...words, ...command.value], command.location) : command,
        );
  const set: readonly UnknownRecord[] =
    readsFiles || setsAny(variables)
      ? [{ location: { urn: start.urn, path: "environment" }, because: "unread", producers: [] }]
      : [];
  const given = new Environment(environment.variables, [...environment.open, ...set], location);
  const image = container === undefined ? absent(location) : field(definition, container, "image", text);
  const reading = readingOf({ command: whole, environment: given, image });
  return roleReader(reading, given, location, { containerNames: [], serviceNames: [], declared: undefined });
}

function setsAny(variables: Replaced["variables"]): boolean {
  return variables.state === "unknown" || (variables.state === "known" && variables.value.length > 0);
}

/** A workload has every duty that one of its commands has. */
export function withReplaced(own: Fact<boolean>, replaced: readonly Fact<boolean>[]): Fact<boolean> {
  if (replaced.length === 0) return own;
  const all = [own, ...replaced];
  const yes = all.find((fact) => fact.state === "known" && fact.value);
  if (yes !== undefined) return yes;
  const open = all.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
  return open.length > 0 ? unknown(...open) : own;
}
