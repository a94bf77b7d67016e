import { known, map, orDefault, unknown, type Fact } from "../../model/fact";
import type { Resource, Shape } from "../../model/resource";
import { phrase, words, type Shown } from "../../model/shown";
import type { Variable } from "../../subjects/environment";
import type { Held, Realisation } from "../../subjects/realisation";
import type { Workload } from "../../subjects/workload";
import type { DeclaredContainer } from "../blueprint/containers";
import { declaredVariables } from "../blueprint/variables";
import { containersOf, variablesOf } from "../ecs/containers";
import { ECS_STOP_TIMEOUT } from "../ecs/stop";
import { secretReference } from "../secretsmanager/reference";
import { held, heldSides } from "./held";

/** Several containers, none of which has the workload's name. */
export function unrecognised(location: Realisation["location"]): Held {
  return {
    what: words("container"),
    kept: unknown({ location, because: "unreadable", producers: [] }),
    difference: { kind: "other" },
  };
}

/** MiB, also written as `2 GB` (ECS developer guide, "Task size"). */
export const mebibytes: Shape<number> = (value) => {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(gb)?\s*$/i.exec(String(value)) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === undefined ? 1 : 1024);
};

/** What is declared of a container, held against the one that is built. */
export function containerPromises(definition: Resource, part: DeclaredContainer, main: Workload): readonly Held[] {
  return [
    heldSides(words("image"), main.image),
    heldSides(words("command"), main.command),
    heldSides(words("seconds to stop"), main.stop.timeout, { leftOut: ECS_STOP_TIMEOUT }),
    heldSides(words("seconds to boot"), main.startPeriod),
    ...environmentPromises(definition, part, main),
  ];
}

function environmentPromises(definition: Resource, part: DeclaredContainer, main: Workload): readonly Held[] {
  const what = words("environment");
  const declared = declaredVariables(part);
  if (declared.state !== "known") return [held<unknown>(what, declared, declared)];
  const containers = containersOf(definition);
  if (containers.state !== "known") return [held<unknown>(what, containers, declared)];
  const container = containers.value.find(({ location }) => location.path === main.location.path);
  if (container === undefined) return [unrecognised(main.location)];
  const { variables, open } = variablesOf(definition, container, (_, location) =>
    unknown({ location, because: "not-created", producers: [] }),
  );
  if (variables.state !== "known") return [held<unknown>(what, variables, declared)];
  const real = new Map(variables.value.map((variable) => [variable.name, variable]));
  const wanted = new Map(declared.value.map((variable) => [variable.name, variable]));
  return [...new Set([...wanted.keys(), ...real.keys()])].sort().flatMap((name): Held | readonly Held[] => {
    const [is, was] = [real.get(name), wanted.get(name)];
    // A workload's secret that is not there at all is a finding of its own (required-secrets-injected).
    if (is === undefined && was?.channel === "secret" && part.sidecar === undefined) return [];
    const itsName = phrase`variable ${(is ?? was)?.shown ?? words("without a name")}`;
    const variable = { name, declared: was };
    if (was === undefined)
      return { what: itsName, kept: known(false, place(is, main)), difference: { kind: "extra" }, variable };
    if (is === undefined) {
      const kept = open.length > 0 ? unknown(...open) : known(false, place(was, main));
      return { what: itsName, kept, difference: { kind: "missing" }, variable };
    }
    return { ...heldVariable(itsName, is, was), variable };
  });
}

/** What is missing is shown where it should be. */
function place(variable: Variable | undefined, main: Workload) {
  return variable?.location.urn === main.location.urn ? variable.location : main.location;
}

function heldVariable(what: Shown, is: Variable, was: Variable): Held {
  const other = { kind: "other" } as const;
  if (is.channel !== was.channel) return { what, kept: known(false, is.location), difference: other };
  if (is.channel === "plain") return { ...held(what, is.value, was.value), difference: other };
  // Which secret it is is told by an ARN; which member of it, by the program.
  const member = map(is.valueFrom ?? unknown(), (valueFrom) => secretReference(valueFrom)?.key ?? "");
  const wanted: Fact<string> = orDefault(was.reference?.key ?? known("", was.location), "");
  return { ...held(what, member, wanted), difference: other };
}
