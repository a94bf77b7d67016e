import { absent, known, map, orDefault, unknown, type Fact } from "../../model/fact";
import type { DeclaredPart } from "../../model/graph";
import { integer, read, type Resource, type Shape } from "../../model/resource";
import { phrase, words, type Shown } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Variable } from "../../subjects/environment";
import type { Held, Realisation } from "../../subjects/realisation";
import type { CircuitBreaker, Workload } from "../../subjects/workload";
import { realSubject } from "../blueprint/parts";
import { declaredVariables } from "../blueprint/variables";
import { containersOf, cpuUnits, variablesOf } from "../ecs/containers";
import { runsOwnDefinition } from "../ecs/links";
import { readService } from "../ecs/service";
import { ECS_STOP_TIMEOUT } from "../ecs/stop";
import { secretReference } from "../secretsmanager/reference";
import { held, heldSides } from "./held";
import { bare, standingOf } from "./standing";

/** A task definition: of a declared one, the container that is the workload. */
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
      : [...size, ...containerPromises(definition, part, main)];
  return [{ ...bare(subject), standing, promises }];
}

/** Several containers, none of which has the workload's name. */
function unrecognised(location: Realisation["location"]): Held {
  return {
    what: words("container"),
    kept: unknown({ location, because: "unreadable", producers: [] }),
    difference: { kind: "other" },
  };
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

/** MiB, also written as `2 GB` (ECS developer guide, "Task size"). */
const mebibytes: Shape<number> = (value) => {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(gb)?\s*$/i.exec(String(value)) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === undefined ? 1 : 1024);
};

function containerPromises(definition: Resource, part: DeclaredPart, main: Workload): readonly Held[] {
  return [
    heldSides(words("image"), main.image),
    heldSides(words("command"), main.command),
    heldSides(words("seconds to stop"), main.stop.timeout, { leftOut: ECS_STOP_TIMEOUT }),
    heldSides(words("seconds to boot"), main.startPeriod),
    ...environmentPromises(definition, part, main),
  ];
}

function environmentPromises(definition: Resource, part: DeclaredPart, main: Workload): readonly Held[] {
  const what = words("environment");
  const declared = declaredVariables(part.declaration, part.key);
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
    // A secret that is not there at all is a finding of its own (required-secrets-injected).
    if (is === undefined && was?.channel === "secret") return [];
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
