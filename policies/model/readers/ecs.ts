import { Environment, type Variable } from "../environment";
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
import { integer, interpret, isRecord, list, read, text, texts, type Resource, type Shape } from "../resource";
import { secretField, type Secret } from "../secret";
import type { DeploymentStrategy, Service, Workload } from "../workload";
import { roleOf } from "./role";
import { secretReference } from "./secrets";
import { securityGroupsOf } from "./security-groups";

const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const SCALING_TARGET = "aws:appautoscaling/target:Target";

export const ECS_TYPES: readonly string[] = [TASK_DEFINITION, SERVICE, SCALING_TARGET];

/** Types whose registration starts or scales code: the last moment to refuse what was collected so far. */
export const ECS_GATES: readonly string[] = [SERVICE, SCALING_TARGET];

/** Every container of every task definition, and every declared workload not built yet. */
export function readWorkloads(graph: ResourceGraph, secrets: readonly Secret[]): readonly Workload[] {
  const reader = new EcsReader(graph, secrets);
  const real = graph.ofType(TASK_DEFINITION).flatMap((definition) => reader.containers(definition));
  const realised = new Set(real.map((workload) => workload.key));
  const declared = graph.declarations.flatMap((declaration) =>
    declaration.keys("workloads").map((key): DeclaredPart => ({ declaration, key })),
  );
  return [
    ...real,
    ...declared.filter((part) => !realised.has(`workload/${part.key}`)).map((part) => reader.declaredOnly(part)),
  ];
}

class EcsReader {
  constructor(
    readonly graph: ResourceGraph,
    readonly secrets: readonly Secret[],
  ) {}

  containers(definition: Resource): readonly Workload[] {
    const part = this.graph.declaredPart("workloads", definition);
    const containers = read(definition, ["containerDefinitions"], containerList);
    if (containers.state !== "known") return [this.#workload(definition, part, containers, definition.name)];
    const [only] = containers.value;
    const single = containers.value.length === 1 && only !== undefined ? containerName(only) : undefined;
    return containers.value.map((container, index) => {
      const location = { urn: definition.urn, path: `containerDefinitions[${index}]` };
      const name = containerName(container) ?? String(index);
      const main = part !== undefined && (name === part.key || single !== undefined) ? part : undefined;
      const shown = single === undefined ? `${part?.key ?? definition.name}/${name}` : definition.name;
      return this.#workload(definition, main, known(container, location), shown);
    });
  }

  declaredOnly(part: DeclaredPart): Workload {
    const { declaration, key } = part;
    const location = declaration.location("workloads", key);
    return {
      key: `workload/${key}`,
      label: `workload ${key}`,
      name: key,
      location,
      sources: [],
      declared: true,
      role: declaration.role(key),
      command: declaration.command(key),
      environment: new Environment(this.graph.missing(location), declaration.environmentOf(key)),
      service: this.#declaredService(part),
      securityGroups: absent(location),
    };
  }

  #workload(
    definition: Resource,
    part: DeclaredPart | undefined,
    container: Fact<unknown>,
    shownName: string,
  ): Workload {
    const name = part?.key ?? shownName;
    const location = {
      urn: definition.urn,
      path: container.state === "known" ? container.location.path : "containerDefinitions",
    };
    const field = <T>(key: string, shape: Shape<T>): Fact<T> =>
      chain(container, (raw) =>
        interpret(definition, [location.path, key], isRecord(raw) ? raw[key] : undefined, shape),
      );
    const declared = part === undefined ? undefined : this.declaredOnly(part);
    const services = this.#servicesOf(definition, part);
    const command = orDeclared(commandOf(field("entryPoint", texts), field("command", texts)), declared?.command);
    const service = orDeclared(
      map(services, (resource) => this.#service(resource, part)),
      declared?.service,
    );
    return {
      key: `workload/${name}`,
      label: `workload ${name}`,
      name,
      location,
      sources: [definition.urn, ...(services.state === "known" ? this.#serviceSources(services.value, part) : [])],
      declared: part !== undefined,
      role: roleOf(command, declared?.role),
      command,
      environment: new Environment(
        chain(container, (raw) => this.#variables(definition, location.path, raw)),
        part?.declaration.environmentOf(part.key),
      ),
      service,
      securityGroups: chain(services, (resource) =>
        securityGroupsOf(resource, ["networkConfiguration", "securityGroups"]),
      ),
    };
  }

  #variables(definition: Resource, path: string, container: unknown): Fact<ReadonlyMap<string, Variable>> {
    if (!isRecord(container)) {
      return unknown({ location: { urn: definition.urn, path }, because: "unreadable", producers: [] });
    }
    const variables = new Map<string, Variable>();
    for (const [channel, key, field] of [
      ["plain", "environment", "value"],
      ["secret", "secrets", "valueFrom"],
    ] as const) {
      for (const entry of list(container[key]) ?? []) {
        if (!isRecord(entry) || typeof entry.name !== "string") continue;
        const at = `${key}.${entry.name}`;
        const value = interpret(definition, [path, at], entry[field], scalar);
        variables.set(entry.name, {
          name: entry.name,
          channel,
          value: channel === "plain" ? value : chain(value, (from) => this.#resolve(definition, `${path}.${at}`, from)),
          reference: undefined,
          store: undefined,
          location: { urn: definition.urn, path: `${path}.${at}` },
        });
      }
    }
    return known(variables, { urn: definition.urn, path });
  }

  /** The value a `valueFrom` injects, followed through the secret it names. */
  #resolve(definition: Resource, path: string, valueFrom: string): Fact<string> {
    const location = { urn: definition.urn, path };
    const reference = secretReference(valueFrom);
    if (reference === undefined) return unknown({ location, because: "outside", producers: [] });
    const secret = this.secrets.find(
      (candidate) => candidate.arn.state === "known" && candidate.arn.value === reference.arn,
    );
    return secret === undefined ? this.graph.missing(location) : secretField(secret, reference.key);
  }

  /** The service that runs a task definition: by its declaration, by the family in the ARN, or by dependency. */
  #servicesOf(definition: Resource, part: DeclaredPart | undefined): Fact<Resource> {
    const location = { urn: definition.urn, path: "service" };
    const family = read(definition, ["family"], text);
    const undecided: Resource[] = [];
    for (const service of this.graph.ofType(SERVICE)) {
      const servicePart = this.graph.declaredPart("workloads", service);
      if (part !== undefined && servicePart?.key === part.key) return known(service, location);
      const target = read(service, ["taskDefinition"], text);
      if (target.state === "known") {
        const name = /(?:task-definition\/)?([^/:]+)(?::\d+)?$/.exec(target.value)?.[1];
        if (family.state === "known" && name === family.value) return known(service, location);
        if (family.state !== "known") undecided.push(service);
      } else if ((service.producers.taskDefinition ?? []).includes(definition.urn)) return known(service, location);
      else if (service.producers.taskDefinition === undefined && servicePart === undefined) undecided.push(service);
    }
    const [maybe] = undecided;
    if (maybe !== undefined) return read(maybe, ["taskDefinition"], text) as Fact<never>;
    return this.graph.closed ? absent(location) : this.graph.missing(location);
  }

  #service(resource: Resource, part: DeclaredPart | undefined): Service {
    const declared = part === undefined ? undefined : this.#declaredService(part);
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
        chain(this.#scalingTarget(resource, part), (target) => read(target, ["maxCapacity"], integer)),
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

  #declaredService({ declaration, key }: DeclaredPart): Fact<Service> {
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

  /** The autoscaling target of a service: by declaration, by `service/<cluster>/<name>`, or by dependency. */
  #scalingTarget(service: Resource, part: DeclaredPart | undefined): Fact<Resource> {
    const location = { urn: service.urn, path: "scaling" };
    const name = read(service, ["name"], text);
    for (const target of this.graph.ofType(SCALING_TARGET)) {
      if (part !== undefined && this.graph.declaredPart("workloads", target)?.key === part.key)
        return known(target, location);
      if ((target.producers.resourceId ?? []).includes(service.urn)) return known(target, location);
      const scaled = read(target, ["resourceId"], text);
      if (scaled.state === "known" && name.state === "known" && scaled.value.split("/")[2] === name.value) {
        return known(target, location);
      }
    }
    return this.graph.closed ? absent(location) : this.graph.missing(location);
  }

  #serviceSources(service: Resource, part: DeclaredPart | undefined): readonly string[] {
    const target = this.#scalingTarget(service, part);
    return target.state === "known" ? [service.urn, target.value.urn] : [service.urn];
  }
}

const containerList: Shape<readonly unknown[]> = (value) => {
  if (typeof value !== "string") return undefined;
  try {
    return list(JSON.parse(value));
  } catch {
    return undefined;
  }
};

/** ECS takes text only, but hand-written JSON holds numbers and booleans too. */
const scalar: Shape<string> = (value) =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : text(value);

const isRecordShape: Shape<object> = (value) => (isRecord(value) ? value : undefined);

const strategy: Shape<DeploymentStrategy> = (value) =>
  value === "ROLLING" || value === "BLUE_GREEN" || value === "LINEAR" || value === "CANARY" ? value : undefined;

function containerName(container: unknown): string | undefined {
  return isRecord(container) && typeof container.name === "string" ? container.name : undefined;
}

function commandOf(entryPoint: Fact<readonly string[]>, command: Fact<readonly string[]>): Fact<readonly string[]> {
  if (entryPoint.state === "unknown") return entryPoint;
  if (entryPoint.state === "absent") return command;
  return command.state === "known"
    ? known([...entryPoint.value, ...command.value], command.location)
    : command.state === "absent"
      ? entryPoint
      : command;
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
