import {
  absent,
  chain,
  known,
  map,
  orDeclared,
  orDefault,
  orElse,
  together,
  unknown,
  type Fact,
  type Unknown,
} from "../fact";
import type { DeclaredPart, ResourceGraph } from "../graph";
import { integer, isRecord, list, read, text, type Resource, type Shape } from "../resource";
import type { DeploymentStrategy, Service } from "../workload";

export const SERVICE = "aws:ecs/service:Service";
export const SCALING_TARGET = "aws:appautoscaling/target:Target";

/** Which service runs a task definition, and what scales that service: each resource is looked at once. */
export class ServiceLinks {
  readonly #services = new Links();
  readonly #targets = new Links();
  /** Services whose task definition is known, by the family in its ARN. */
  readonly #byFamily = new Map<string, Resource>();
  /** Services that may run anything: what they run is unknown, and nothing says what it is computed from. */
  readonly #undecided: Resource[] = [];
  readonly #anyKnown: Resource | undefined;

  constructor(readonly graph: ResourceGraph) {
    for (const service of graph.ofType(SERVICE)) {
      const part = graph.declaredPart("workloads", service);
      this.#services.add(service, part, service.producers.taskDefinition);
      const definition = read(service, ["taskDefinition"], text);
      if (definition.state === "known") {
        this.#anyKnown ??= service;
        const family = /(?:task-definition\/)?([^/:]+)(?::\d+)?$/.exec(definition.value)?.[1];
        if (family !== undefined && !this.#byFamily.has(family)) this.#byFamily.set(family, service);
      } else if (service.producers.taskDefinition === undefined && part === undefined) this.#undecided.push(service);
    }
    for (const target of graph.ofType(SCALING_TARGET)) {
      this.#targets.add(target, graph.declaredPart("workloads", target), target.producers.resourceId);
      const scaled = read(target, ["resourceId"], text);
      if (scaled.state === "known") this.#targets.addName(scaled.value.split("/")[2], target);
    }
  }

  /** The service that runs a task definition: by its declaration, by the family in the ARN, or by dependency. */
  serviceOf(definition: Resource, part: DeclaredPart | undefined): Fact<Resource> {
    const location = { urn: definition.urn, path: "service" };
    const family = read(definition, ["family"], text);
    const service =
      this.#services.find(definition, part) ??
      (family.state === "known" ? this.#byFamily.get(family.value) : undefined);
    if (service !== undefined) return known(service, location);
    const maybe = (family.state === "known" ? undefined : this.#anyKnown) ?? this.#undecided[0];
    if (maybe !== undefined) {
      const open = family.state === "unknown" ? family : read(maybe, ["taskDefinition"], text);
      return open.state === "unknown" ? open : this.graph.missing(location);
    }
    return this.graph.closed ? absent(location) : this.graph.missing(location);
  }

  /** The autoscaling target of a service: by declaration, by `service/<cluster>/<name>`, or by dependency. */
  targetOf(service: Resource, part: DeclaredPart | undefined): Fact<Resource> {
    const location = { urn: service.urn, path: "scaling" };
    const name = read(service, ["name"], text);
    const target =
      this.#targets.find(service, part) ?? (name.state === "known" ? this.#targets.named(name.value) : undefined);
    if (target !== undefined) return known(target, location);
    return this.graph.closed ? absent(location) : this.graph.missing(location);
  }
}

/** Resources by the declared part they realise, by what they are computed from, and by a name. */
class Links {
  readonly #byPart = new Map<string, Resource>();
  readonly #byProducer = new Map<string, Resource>();
  readonly #byName = new Map<string, Resource>();

  add(resource: Resource, part: DeclaredPart | undefined, producers: readonly string[] = []): void {
    if (part !== undefined) setFirst(this.#byPart, part.key, resource);
    for (const producer of producers) setFirst(this.#byProducer, producer, resource);
  }

  addName(name: string | undefined, resource: Resource): void {
    if (name !== undefined) setFirst(this.#byName, name, resource);
  }

  find(producer: Resource, part: DeclaredPart | undefined): Resource | undefined {
    return (part === undefined ? undefined : this.#byPart.get(part.key)) ?? this.#byProducer.get(producer.urn);
  }

  named(name: string): Resource | undefined {
    return this.#byName.get(name);
  }
}

function setFirst(map: Map<string, Resource>, key: string, resource: Resource): void {
  if (!map.has(key)) map.set(key, resource);
}

/** A service as it runs, with what was declared of it where reality cannot say yet. */
export function readService(links: ServiceLinks, resource: Resource, part: DeclaredPart | undefined): Service {
  const declared = part === undefined ? undefined : declaredService(part);
  const of = <T>(pick: (service: Service) => Fact<T>) =>
    declared?.state === "known" ? pick(declared.value) : undefined;
  // Absent means AWS's own default: none running (@pulumi/aws ecs.Service), twice as many while replacing.
  const maximumPercent = orDefault(read(resource, ["deploymentMaximumPercent"], integer), 200);
  return {
    desiredCount: orDeclared(
      orDefault(read(resource, ["desiredCount"], integer), 0),
      of((s) => s.desiredCount),
    ),
    maximumPercent: orDeclared(
      maximumPercent,
      of((s) => s.maximumPercent),
    ),
    strategy: orDeclared(
      orDefault(read(resource, ["deploymentConfiguration", "strategy"], strategy), "ROLLING"),
      of((s) => s.strategy),
    ),
    scalingMaximum: orDeclared(
      chain(links.targetOf(resource, part), (target) => read(target, ["maxCapacity"], integer)),
      of((s) => s.scalingMaximum),
    ),
    spot: orDeclared(
      orDefault(usesSpot(resource), false),
      of((s) => s.spot),
    ),
    // Absent means AWS decides: on where it can, which it cannot at a maximum of 100 percent.
    zoneRebalancing: orDeclared(
      orElse(
        map(read(resource, ["availabilityZoneRebalancing"], text), (value) => value !== "DISABLED"),
        map(maximumPercent, (percent) => percent > 100),
      ),
      of((s) => s.zoneRebalancing),
    ),
  };
}

export function declaredService({ declaration, key }: DeclaredPart): Fact<Service> {
  const service = declaration.leaf("workloads", key, ["service"], isRecordShape);
  return map(service, () => ({
    desiredCount: declaration.number("workloads", key, "service", "desiredCount"),
    scalingMaximum: declaration.number("workloads", key, "service", "scaling", "max"),
    maximumPercent: declaration.number("workloads", key, "service", "maximumPercent"),
    strategy: known("ROLLING", declaration.location("workloads", key), "declared"),
    spot: map(declaration.text("workloads", key, "service", "capacity"), (capacity) => capacity !== "on-demand"),
    zoneRebalancing: declaration.flag("workloads", key, "service", "availabilityZoneRebalancing"),
  }));
}

/** Whether any task may be placed on Spot. Absent: no strategy of its own; the cluster's is not looked at. */
function usesSpot(service: Resource): Fact<boolean> {
  const location = { urn: service.urn, path: "capacityProviderStrategies" };
  return chain(read(service, ["capacityProviderStrategies"], list), (strategies): Fact<boolean> => {
    const open: Unknown[] = [];
    for (const index of strategies.keys()) {
      const at = ["capacityProviderStrategies", index];
      const provider = read(service, [...at, "capacityProvider"], text);
      // A provider without numbers of its own runs what no other does.
      const weight = orDefault(read(service, [...at, "weight"], integer), 1);
      const base = orDefault(read(service, [...at, "base"], integer), 0);
      const spot = chain(provider, (name) =>
        name !== "FARGATE_SPOT" ? known(false, location) : map(together({ weight, base }), shares),
      );
      if (spot.state === "unknown") open.push(spot);
      else if (spot.state === "known" && spot.value) return spot;
    }
    return open.length > 0 ? unknown(...open.flatMap(({ unknowns }) => unknowns)) : known(false, location);
  });
}

function shares({ weight, base }: { readonly weight: number; readonly base: number }): boolean {
  return weight > 0 || base > 0;
}

const isRecordShape: Shape<object> = (value) => (isRecord(value) ? value : undefined);

const strategy: Shape<DeploymentStrategy> = (value) =>
  value === "ROLLING" || value === "BLUE_GREEN" || value === "LINEAR" || value === "CANARY" ? value : undefined;
