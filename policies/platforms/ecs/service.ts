import { peakTasks } from "../../facts";
import {
  absent,
  chain,
  known,
  knownOrNone,
  map,
  optional,
  orDeclared,
  orDefault,
  orElse,
  together,
  unknown,
  type Fact,
} from "../../model/fact";
import type { DeclaredPart, ResourceGraph } from "../../model/graph";
import { flag, integer, read, record, text, type Resource, type Shape } from "../../model/resource";
import type { CircuitBreaker, Copies, DeploymentStrategy, Service } from "../../subjects/workload";
import { balancedBy } from "./balanced";
import { zonesOf } from "../network";
import { onDemandBase, usesSpot } from "./capacity";
import { SCALING_TARGET, scalingOf } from "./links";

/** A service as it runs, with what was declared of it where reality cannot say yet. */
export function readService(graph: ResourceGraph, resource: Resource, part: DeclaredPart | undefined): Service {
  const declared = part === undefined ? undefined : declaredService(part);
  const of = <T>(pick: (service: Service) => Fact<T>) =>
    declared?.state === "known" ? pick(declared.value) : undefined;
  // Absent means AWS's own default: none running (@pulumi/aws ecs.Service), twice as many while replacing.
  const maximumPercent = orDefault(read(resource, ["deploymentMaximumPercent"], integer), 200);
  return {
    urn: resource.urn,
    desiredCount: orDeclared(
      orDefault(read(resource, ["desiredCount"], integer), 0),
      of((s) => s.desiredCount),
    ),
    maximumPercent: orDeclared(
      maximumPercent,
      of((s) => s.maximumPercent),
    ),
    strategy: orDeclared(
      strategyOf(resource),
      of((s) => s.strategy),
    ),
    // Worked out for who asks, so that a target that comes late wakes nobody else.
    get scalingMaximum() {
      // What is kept is the service's own: what was declared of it is the part's that is asked for.
      const real = graph.cells.compute(resource.urn, "scaling maximum", () => scalingMaximum(graph, resource));
      return orDeclared(
        real,
        of((s) => s.scalingMaximum),
      );
    },
    onEveryMachine: map(
      orDefault(read(resource, ["schedulingStrategy"], text), "REPLICA"),
      (value) => value.toUpperCase() === "DAEMON",
    ),
    spot: orDeclared(
      orDefault(usesSpot(resource), false),
      of((s) => s.spot),
    ),
    // A declaration says no base: under one it is what it says of Spot.
    onDemandFirst: part === undefined ? onDemandBase(resource) : known(0, { urn: resource.urn, path: "" }),
    // Absent means AWS decides: on where it can, which it cannot at a maximum of 100 percent.
    zoneRebalancing: orDeclared(
      orElse(
        map(read(resource, ["availabilityZoneRebalancing"], text), (value) => value !== "DISABLED"),
        map(maximumPercent, (percent) => percent > 100),
      ),
      of((s) => s.zoneRebalancing),
    ),
    circuitBreaker: orDeclared(
      circuitBreakerOf(resource),
      of((s) => s.circuitBreaker),
    ),
    alarmRollback: chain(read(resource, ["alarms"], record), () =>
      map(
        together({
          enable: orDefault(read(resource, ["alarms", "enable"], flag), false),
          rollback: orDefault(read(resource, ["alarms", "rollback"], flag), false),
        }),
        ({ enable, rollback }) => enable && rollback,
      ),
    ),
    gracePeriod: read(resource, ["healthCheckGracePeriodSeconds"], integer),
    get zones() {
      return zonesOf(graph, resource, ["networkConfiguration", "subnets"]);
    },
    balanced: balancedBy(graph, resource),
  };
}

export function declaredService({ declaration, key }: DeclaredPart): Fact<Service> {
  const location = declaration.location("workloads", key);
  return map(declaration.leaf("workloads", key, ["service"], record), () => ({
    urn: declaration.urn,
    desiredCount: declaration.number("workloads", key, "service", "desiredCount"),
    scalingMaximum: declaration.number("workloads", key, "service", "scaling", "max"),
    maximumPercent: declaration.number("workloads", key, "service", "maximumPercent"),
    strategy: orDefault(declaration.leaf("workloads", key, ["service", "strategy"], strategy), "ROLLING"),
    onEveryMachine: known(false, location, "declared"),
    spot: map(declaration.text("workloads", key, "service", "capacity"), (capacity) => capacity !== "on-demand"),
    onDemandFirst: known(0, location, "declared"),
    zoneRebalancing: declaration.flag("workloads", key, "service", "availabilityZoneRebalancing"),
    circuitBreaker: together({
      enable: declaration.flag("workloads", key, "service", "circuitBreaker", "enable"),
      rollback: declaration.flag("workloads", key, "service", "circuitBreaker", "rollback"),
    }),
    alarmRollback: absent(location, "declared"),
    gracePeriod: absent(location, "declared"),
    zones: absent(location, "declared"),
    balanced: absent(location, "declared"),
  }));
}

function circuitBreakerOf(resource: Resource): Fact<CircuitBreaker> {
  return chain(read(resource, ["deploymentCircuitBreaker"], record), () =>
    together({
      enable: orDefault(read(resource, ["deploymentCircuitBreaker", "enable"], flag), false),
      rollback: orDefault(read(resource, ["deploymentCircuitBreaker", "rollback"], flag), false),
    }),
  );
}

/** CodeDeploy and external controllers run a second full set beside the first, as blue/green does. */
function strategyOf(resource: Resource): Fact<DeploymentStrategy> {
  return chain(orDefault(read(resource, ["deploymentController", "type"], text), "ECS"), (controller) =>
    controller === "ECS"
      ? orDefault(read(resource, ["deploymentConfiguration", "strategy"], strategy), "ROLLING")
      : known("BLUE_GREEN" as const, { urn: resource.urn, path: "deploymentController" }),
  );
}

/** The largest number that a scaling target or a scheduled action lets it grow to. */
function scalingMaximum(graph: ResourceGraph, service: Resource): Fact<number> {
  return chain(scalingOf(graph, service), (scaling): Fact<number> => {
    const maxima = scaling.map((resource) =>
      resource.type === SCALING_TARGET
        ? read(resource, ["maxCapacity"], integer)
        : read(resource, ["scalableTargetAction", "maxCapacity"], integer),
    );
    const unknowns = maxima.flatMap((maximum) => (maximum.state === "unknown" ? maximum.unknowns : []));
    if (unknowns.length > 0) return unknown(...unknowns);
    const found = maxima.flatMap((maximum) => (maximum.state === "known" ? [maximum] : []));
    const [first] = found;
    if (first === undefined) return absent({ urn: service.urn, path: "scaling" });
    return known(Math.max(...found.map(({ value }) => value)), first.location);
  });
}

const strategy: Shape<DeploymentStrategy> = (value) =>
  value === "ROLLING" || value === "BLUE_GREEN" || value === "LINEAR" || value === "CANARY" ? value : undefined;

/**
 * Copies of what services run, and of what something else starts; one where nothing does either, as one-off tasks are
 * started by hand.
 */
export function copiesOf(services: Fact<readonly Service[]>, started?: Copies): Copies {
  const atMost = sum(services, optional, "all");
  // What is known of all of them is what there is in any case.
  const atLeast = atMost.state === "unknown" ? sum(services, knownOrNone, "those known") : atMost;
  if (started === undefined) return { atLeast: orDefault(atLeast, 1), atMost: orDefault(atMost, 1) };
  const both = (running: Fact<number>, others: Fact<number>) =>
    map(together({ running: orDefault(running, 0), others }), (counts) => Math.max(1, counts.running + counts.others));
  return {
    atLeast: both(atLeast.state === "unknown" ? known(0, { urn: "", path: "" }) : atLeast, started.atLeast),
    atMost: both(atMost, started.atMost),
  };
}

function sum(
  services: Fact<readonly Service[]>,
  scaled: (maximum: Fact<number>) => Fact<number | undefined>,
  which: "all" | "those known",
): Fact<number> {
  return chain(services, (found): Fact<number> => {
    const peaks = found.map((service) => peakOf(service, scaled));
    const unknowns = peaks.flatMap((peak) => (peak.state === "unknown" ? peak.unknowns : []));
    const decided = peaks.flatMap((peak) => (peak.state === "known" ? [peak] : []));
    if (unknowns.length > 0 && (which === "all" || decided.length === 0)) return unknown(...unknowns);
    const basis = decided.some((peak) => peak.basis === "declared") ? "declared" : "verified";
    const location = decided[0]?.location ?? { urn: "", path: "" };
    return known(
      decided.reduce((total, { value }) => total + value, 0),
      location,
      basis,
    );
  });
}

function peakOf(service: Service, scaled: (maximum: Fact<number>) => Fact<number | undefined>): Fact<number> {
  const { desiredCount, scalingMaximum: maximum, maximumPercent, strategy: deployment, onEveryMachine } = service;
  return chain(onEveryMachine, (daemon): Fact<number> => {
    if (daemon) {
      return unknown({ location: { urn: service.urn, path: "schedulingStrategy" }, because: "outside", producers: [] });
    }
    const facts = together({ desired: desiredCount, maximum: scaled(maximum), percent: maximumPercent, deployment });
    return map(facts, (values) =>
      peakTasks({
        maxTasks: Math.max(values.desired, values.maximum ?? 0),
        maximumPercent: values.percent,
        strategy: values.deployment,
      }),
    );
  });
}
