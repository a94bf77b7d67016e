import { Environment, type Variable } from "../environment";
import { absent, chain, known, map, orDeclared, unknown, type Fact } from "../fact";
import type { DeclaredPart, ResourceGraph } from "../graph";
import { interpret, isRecord, list, read, text, texts, type Resource, type Shape } from "../resource";
import { secretField, type Secret } from "../secret";
import type { Location } from "../verdict";
import type { Workload } from "../workload";
import { declaredService, readService, SCALING_TARGET, SERVICE, ServiceLinks } from "./ecs-services";
import { roleOf } from "./role";
import { SECRET_VERSION, secretReference } from "./secrets";
import { securityGroupsOf } from "./security-groups";

const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

export const ECS_TYPES: readonly string[] = [TASK_DEFINITION, SERVICE, SCALING_TARGET];

/** Types whose registration starts or scales code: the last moment to refuse what was collected so far. */
export const ECS_GATES: readonly string[] = [SERVICE, SCALING_TARGET];

interface Reading {
  readonly workloads: readonly Workload[];
  /** What they were read from, beside the task definition. */
  readonly from: readonly unknown[];
  /** How many secrets there were, where one that is referred to was missing; undefined: none was. */
  readonly secrets: number | undefined;
}

/** What was read of each task definition, for a run in which most of the stack is the same from one gate to the next. */
export class WorkloadMemo {
  readonly #readings = new WeakMap<Resource, Reading>();

  /** As they were read before, if everything they were read from is still the same. */
  workloads(definition: Resource, from: Reading["from"], secrets: number, read: () => Reading): readonly Workload[] {
    const before = this.#readings.get(definition);
    const same = before?.from.every((part, index) => part === from[index]) ?? false;
    if (before !== undefined && same && (before.secrets ?? secrets) === secrets) return before.workloads;
    const reading = read();
    this.#readings.set(definition, reading);
    return reading.workloads;
  }
}

/** Every container of every task definition, and every declared workload not built yet. */
export function readWorkloads(
  graph: ResourceGraph,
  secretByArn: (arn: string) => Secret | undefined,
  memo: WorkloadMemo = new WorkloadMemo(),
): readonly Workload[] {
  const reader = new EcsReader(graph, secretByArn, memo);
  const real = graph.ofType(TASK_DEFINITION).flatMap((definition) => reader.workloads(definition));
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
  readonly #links: ServiceLinks;

  constructor(
    readonly graph: ResourceGraph,
    readonly secretByArn: (arn: string) => Secret | undefined,
    readonly memo: WorkloadMemo,
  ) {
    this.#links = new ServiceLinks(graph);
  }

  workloads(definition: Resource): readonly Workload[] {
    const part = this.graph.declaredPart("workloads", definition);
    const service = this.#links.serviceOf(definition, part);
    const target = chain(service, (resource) => this.#links.targetOf(resource, part));
    const from = [this.graph.closed, this.graph.declarations.length, resourceOrState(service), resourceOrState(target)];
    const secrets = this.graph.ofType(SECRET_VERSION).length;
    return this.memo.workloads(definition, from, secrets, () => ({
      workloads: this.#containers(definition, part, service),
      from,
      secrets: this.#missesSecret(definition) ? secrets : undefined,
    }));
  }

  /** Whether a container refers to a secret that is not there, and may still come. */
  #missesSecret(definition: Resource): boolean {
    const containers = containersOf(definition);
    const references = (containers.state === "known" ? containers.value : []).flatMap((container) =>
      isRecord(container) ? named(container, "secrets", "valueFrom").map(([, from]) => secretReference(from)) : [],
    );
    return references.some((reference) => reference !== undefined && this.secretByArn(reference.arn) === undefined);
  }

  #containers(definition: Resource, part: DeclaredPart | undefined, service: Fact<Resource>): readonly Workload[] {
    const containers = containersOf(definition);
    if (containers.state !== "known") return [this.#workload(definition, part, service, containers, definition.name)];
    const [only] = containers.value;
    const single = containers.value.length === 1 && only !== undefined ? containerName(only) : undefined;
    return containers.value.map((container, index) => {
      const location = { urn: definition.urn, path: `containerDefinitions[${index}]` };
      const name = containerName(container) ?? String(index);
      const main = part !== undefined && (name === part.key || single !== undefined) ? part : undefined;
      const shown = single === undefined ? `${part?.key ?? definition.name}/${name}` : definition.name;
      return this.#workload(definition, main, service, known(container, location), shown);
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
      environment: new Environment(
        () => this.graph.missing(location),
        () => declaration.environmentOf(key),
      ),
      service: declaredService(part),
      securityGroups: absent(location),
    };
  }

  #workload(
    definition: Resource,
    part: DeclaredPart | undefined,
    services: Fact<Resource>,
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
    const command = orDeclared(commandOf(field("entryPoint", texts), field("command", texts)), declared?.command);
    const service = orDeclared(
      map(services, (resource) => readService(this.#links, resource, part)),
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
        () => chain(container, (raw) => this.#variables(definition, location.path, raw)),
        () => part?.declaration.environmentOf(part.key),
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
    const variables = new Map(plainVariables(definition, path, container));
    for (const [name, from] of named(container, "secrets", "valueFrom")) {
      const at = `secrets.${name}`;
      const value = interpret(definition, [path, at], from, scalar);
      const resolved = chain(value, (valueFrom) => this.#resolve(definition, `${path}.${at}`, valueFrom));
      variables.set(name, variable(name, "secret", resolved, { urn: definition.urn, path: `${path}.${at}` }));
    }
    return known(variables, { urn: definition.urn, path });
  }

  /** The value a `valueFrom` injects, followed through the secret it names. */
  #resolve(definition: Resource, path: string, valueFrom: string): Fact<string> {
    const location = { urn: definition.urn, path };
    const reference = secretReference(valueFrom);
    if (reference === undefined) return unknown({ location, because: "outside", producers: [] });
    const secret = this.secretByArn(reference.arn);
    return secret === undefined ? this.graph.missing(location) : secretField(secret, reference.key);
  }

  #serviceSources(service: Resource, part: DeclaredPart | undefined): readonly string[] {
    const target = this.#links.targetOf(service, part);
    return target.state === "known" ? [service.urn, target.value.urn] : [service.urn];
  }
}

/** A registered resource never changes, so what it holds is parsed once. */
const parsed = new WeakMap<Resource, Fact<readonly unknown[]>>();
const plainOf = new WeakMap<object, ReadonlyMap<string, Variable>>();

function containersOf(definition: Resource): Fact<readonly unknown[]> {
  const before = parsed.get(definition);
  if (before !== undefined) return before;
  const containers = read(definition, ["containerDefinitions"], containerList);
  parsed.set(definition, containers);
  return containers;
}

function plainVariables(
  definition: Resource,
  path: string,
  container: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, Variable> {
  const before = plainOf.get(container);
  if (before !== undefined) return before;
  const variables = new Map<string, Variable>();
  for (const [name, given] of named(container, "environment", "value")) {
    const at = `environment.${name}`;
    const value = interpret(definition, [path, at], given, scalar);
    variables.set(name, variable(name, "plain", value, { urn: definition.urn, path: `${path}.${at}` }));
  }
  plainOf.set(container, variables);
  return variables;
}

function variable(name: string, channel: Variable["channel"], value: Fact<string>, location: Location): Variable {
  return { name, channel, value, reference: undefined, store: undefined, location };
}

/** The entries of one of a container's lists by their names. */
function named(container: Readonly<Record<string, unknown>>, key: string, field: string): [string, unknown][] {
  return (list(container[key]) ?? []).flatMap((entry): [string, unknown][] =>
    isRecord(entry) && typeof entry.name === "string" ? [[entry.name, entry[field]]] : [],
  );
}

function resourceOrState(fact: Fact<Resource>): Resource | string {
  return fact.state === "known" ? fact.value : fact.state;
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
