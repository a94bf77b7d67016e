import { absent, map, type Fact } from "../../model/fact";
import type { DeclaredPart } from "../../model/graph";
import { integer, read, type Resource } from "../../model/resource";
import { words, type Shown } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Held, Realisation } from "../../subjects/realisation";
import type { CircuitBreaker } from "../../subjects/workload";
import { realSubject } from "../blueprint/parts";
import { cpuUnits } from "../ecs/containers";
import { runsOwnDefinition } from "../ecs/links";
import { readService } from "../ecs/service";
import { containerPromises, mebibytes, unrecognised } from "./containers";
import { held, heldSides } from "./held";
import { readSidecars, sidecarsThere } from "./sidecars";
import { bare, standingOf } from "./standing";

/** A task definition: of a declared one, the container that is the workload, and each that is declared beside it. */
export function readDefinition(definition: Resource, stack: Stack): readonly Realisation[] {
  const part = stack.graph.declaredPart("workloads", definition);
  const standing = standingOf(stack, definition, part);
  if (standing === undefined) return [];
  const subject = realSubject(definition, part, "workloads", "containerDefinitions");
  if (part === undefined) return [{ ...bare(subject), standing, promises: [] }];
  const main = stack.of("workload", definition.urn).find(({ declared }) => declared);
  const size = sizePromises(definition, part);
  const promises =
    main === undefined
      ? [...size, unrecognised(subject.location)]
      : [...size, ...containerPromises(definition, part, main), ...sidecarsThere(definition, part, main.container)];
  return [{ ...bare(subject), standing, promises }, ...readSidecars(definition, part, stack)];
}

function sizePromises(definition: Resource, { declaration, key }: DeclaredPart): readonly Held[] {
  return [
    held(words("CPU units"), read(definition, ["cpu"], cpuUnits), declaration.number("workloads", key, "cpu")),
    held(
      words("MiB of memory"),
      read(definition, ["memory"], mebibytes),
      declaration.number("workloads", key, "memory"),
    ),
  ];
}

/** How a declared workload is kept running; a service that runs what is made elsewhere is a workload itself. */
export function readServiceOf(service: Resource, stack: Stack): readonly Realisation[] {
  const { graph } = stack;
  const part = graph.declaredPart("workloads", service);
  const standing = standingOf(stack, service, part);
  if (standing === undefined) return [];
  const subject = named(realSubject(service, part, "workloads"), "service");
  if (part === undefined) {
    // What it runs speaks for itself where it is this stack's.
    const own = runsOwnDefinition(graph, service);
    return own.state === "known" && !own.value ? [{ ...subject, standing, promises: [] }] : [];
  }
  return [{ ...subject, standing, promises: servicePromises(stack, service, part) }];
}

/** A circuit breaker is one setting with three states. */
function breakerPromise(fact: Fact<CircuitBreaker>): Held {
  const state = (breaker: Fact<CircuitBreaker>): Fact<string> => {
    const named = map(breaker, ({ enable, rollback }) => {
      if (!enable) return "off";
      return rollback ? "with-rollback" : "without-rollback";
    });
    if (named.state === "unknown") return named;
    // The whole of it is what has to be otherwise.
    return { ...named, location: { ...named.location, path: named.location.path.replace(/\.enable$/, "") } };
  };
  if (fact.state === "unknown") return heldSides(words("circuit breaker"), fact);
  const sides = fact.sides as Readonly<Record<"real" | "declared", Fact<CircuitBreaker>>> | undefined;
  const declared = sides?.declared ?? absent(fact.location);
  return held(words("circuit breaker"), state(sides?.real ?? fact), state(declared), { leftOut: "off" });
}

function servicePromises({ graph }: Stack, service: Resource, part: DeclaredPart): readonly Held[] {
  const { declaration, key } = part;
  const scaling = declaration.leaf("workloads", key, ["service", "scaling"], (value) => value);
  const is = readService(graph, service, part);
  return [
    // Once something scales it, that decides how many there are.
    ...(scaling.state === "absent" ? [heldSides(words("number of tasks"), is.desiredCount)] : []),
    heldSides(words("most tasks that it scales to"), is.scalingMaximum, { noneIsPromised: true }),
    held(
      words("least percent of tasks while it deploys"),
      read(service, ["deploymentMinimumHealthyPercent"], integer),
      declaration.number("workloads", key, "service", "minimumHealthyPercent"),
      // ECS API reference, DeploymentConfiguration.
      { leftOut: 100 },
    ),
    heldSides(words("most percent of tasks while it deploys"), is.maximumPercent),
    heldSides(words("Spot capacity"), is.spot),
    heldSides(words("zone rebalancing"), is.zoneRebalancing),
    breakerPromise(is.circuitBreaker),
  ];
}

/** The least that a scaling target lets a declared service shrink to. */
export function readScaling(target: Resource, stack: Stack): readonly Realisation[] {
  const part = stack.graph.declaredPart("workloads", target);
  if (part === undefined) return [];
  const { declaration, key } = part;
  const least = declaration.number("workloads", key, "service", "scaling", "min");
  return [
    {
      ...named(realSubject(target, part, "workloads"), "scaling"),
      standing: "declared",
      promises: [held(words("least tasks that it scales to"), read(target, ["minCapacity"], integer), least)],
    },
  ];
}

function named(subject: Parameters<typeof bare>[0], noun: "service" | "scaling") {
  const { shown, label } = subject;
  const said = noun === "service" ? words("service") : words("scaling");
  return {
    ...bare(subject),
    // Beside what it runs, which has the declared part's own place.
    realises: undefined,
    shown: shown.replace(/^workload\//, `${said}/`) as Shown,
    label: label.replace(/^workload /, `${said} `) as Shown,
  };
}
