import { absent, chain, known, type Fact } from "../../model/fact";
import type { DeclaredPart } from "../../model/graph";
import { flag, isRecord, list, record, text, type Resource, type Shape } from "../../model/resource";
import { named, phrase, words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Held, Realisation } from "../../subjects/realisation";
import { sidecarsOf, statesSidecars, stepsTo, type DeclaredContainer } from "../blueprint/containers";
import { containersOf, cpuUnits, field } from "../ecs/containers";
import { declaredKey } from "../ecs/declared-workload";
import { containerPromises, mebibytes } from "./containers";
import { held } from "./held";
import { bare } from "./standing";

/**
 * That the containers beside a workload's own are those that are declared; where a blueprint is silent, any may be.
 * @param own the name of its own; undefined: it is the only one.
 */
export function sidecarsThere(definition: Resource, part: DeclaredPart, own: string | undefined): readonly Held[] {
  if (!statesSidecars(part)) return [];
  const containers = containersOf(definition);
  const location = { urn: definition.urn, path: "containerDefinitions" };
  const declared = sidecarsOf(part).map(({ sidecar = "" }) => sidecar);
  if (containers.state !== "known") {
    return [{ what: words("containers"), kept: containers, difference: { kind: "other" } }];
  }

  const built = containers.value.map(({ name }) => name ?? "").filter((name) => own !== undefined && name !== own);
  const differing = (names: readonly string[], kind: "missing" | "extra"): readonly Held[] =>
    names.map((name) => ({
      what: phrase`container ${named(name, words("without a name"))}`,
      kept: known(false, location),
      difference: { kind },
    }));
  return [
    ...differing(
      declared.filter((name) => !built.includes(name)),
      "missing",
    ),
    ...differing(
      built.filter((name) => !declared.includes(name)),
      "extra",
    ),
    orderPromise(definition, part),
  ];
}

/** Each container that is declared beside a workload's own, and is there. */
export function readSidecars(definition: Resource, part: DeclaredPart, stack: Stack): readonly Realisation[] {
  const workloads = stack.of("workload", definition.urn);
  return sidecarsOf(part).flatMap((declared) => {
    const workload = workloads.find(({ realises }) => realises === declaredKey(declared));
    if (workload === undefined) return [];
    const promises = [...ownPromises(definition, declared), ...containerPromises(definition, declared, workload)];
    return [{ ...bare(workload), standing: "declared" as const, promises }];
  });
}

/** What is declared of a sidecar beside what is of any container. */
function ownPromises(definition: Resource, declared: DeclaredContainer): readonly Held[] {
  const { declaration, key } = declared;
  const real = <T>(name: string, shape: Shape<T>) => builtField(definition, declared, name, shape);
  const wanted = <T>(name: string, shape: Shape<T>) =>
    declaration.leaf("workloads", key, [...stepsTo(declared), name], shape);
  return [
    held(words("end that is the task's"), real("essential", flag), wanted("essential", flag), { leftOut: true }),
    held(words("CPU units"), real("cpu", cpuUnits), wanted("cpu", cpuUnits), { leftOut: 0 }),
    held(words("MiB of memory"), real("memory", mebibytes), wanted("memory", mebibytes)),
    orderPromise(definition, declared),
  ];
}

/** What a container waits for before it starts. */
function orderPromise(definition: Resource, declared: DeclaredContainer): Held {
  const { declaration, key } = declared;
  const wanted = declaration.leaf("workloads", key, [...stepsTo(declared), "dependsOn"], declaredOrder);
  return held(words("order of its containers"), builtField(definition, declared, "dependsOn", builtOrder), wanted, {
    leftOut: [],
  });
}

function builtField<T>(
  definition: Resource,
  { key, sidecar = key }: DeclaredContainer,
  name: string,
  shape: Shape<T>,
): Fact<T> {
  return chain(containersOf(definition), (containers): Fact<T> => {
    const found = containers.find((container) => container.name === sidecar);
    return found === undefined
      ? absent({ urn: definition.urn, path: "containerDefinitions" })
      : field(definition, found, name, shape);
  });
}

/** `name: CONDITION`, sorted: in which order they are written does not matter. */
const declaredOrder: Shape<readonly string[]> = (value) => {
  const waits = record(value);
  return (
    waits &&
    Object.entries(waits)
      .map(([name, condition]) => `${name}: ${String(condition)}`)
      .sort()
  );
};

const builtOrder: Shape<readonly string[]> = (value) =>
  list(value)
    ?.map((entry) => {
      const { containerName, condition } = isRecord(entry) ? entry : {};
      return `${text(containerName) ?? ""}: ${text(condition) ?? ""}`;
    })
    .sort();
