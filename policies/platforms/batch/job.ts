import { absent, known, unknown, type Fact } from "../../model/fact";
import { interpret, isRecord, list, read, record, text, type Resource, type Shape } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { Workload } from "../../subjects/workload";
import { commandOf, field, variablesOf, type Container } from "../ecs/containers";
import { optionsOf } from "../ecs/options";
import { resolve } from "../ecs/workload";
import { onlyIfSaid, undeclaredWorkload } from "../workload";

export const JOB_DEFINITION = "aws:batch/jobDefinition:JobDefinition";

type Members = Readonly<Record<string, unknown>>;

/** The properties that hold a job's containers: all but EKS's are JSON text in which names are in camel case. */
const PROPERTIES = ["containerProperties", "ecsProperties", "nodeProperties", "eksProperties"];

/** Every container of a job, however the definition writes it. */
export function readJobDefinition(definition: Resource, stack: Stack): readonly Workload[] {
  const found = PROPERTIES.flatMap((property): readonly (Container | Fact<never>)[] => {
    const written = read(definition, [property], members);
    if (written.state === "absent") return [];
    return written.state === "unknown" ? [written] : containersIn(definition, property, written.value);
  });
  const single = found.length === 1;
  return found.map((container, index) =>
    "fields" in container
      ? ofContainer(definition, stack, container, single ? undefined : (container.name ?? `container-${index}`))
      : ofUnread(definition, container),
  );
}

/** JSON text as the provider takes it, or the object itself. */
const members: Shape<Members> = (value) => {
  if (typeof value !== "string") return record(value);
  try {
    return record(JSON.parse(value));
  } catch {
    return undefined;
  }
};

function containersIn(definition: Resource, property: string, written: Members): readonly Container[] {
  const { urn } = definition;
  const container = (fields: Members, path: string): Container => ({
    name: text(fields.name),
    fields,
    location: { urn, path },
  });
  const entries = (value: unknown, path: string) =>
    (list(value) ?? []).map((entry, index) => [isRecord(entry) ? entry : {}, `${path}[${index}]`] as const);
  const tasks = (value: unknown, path: string) =>
    entries(isRecord(value) ? value.taskProperties : undefined, `${path}.taskProperties`).flatMap(([task, at]) =>
      entries(task.containers, `${at}.containers`).map(([fields, place]) => container(fields, place)),
    );
  switch (property) {
    case "ecsProperties":
      return tasks(written, property);
    case "nodeProperties":
      return entries(written.nodeRangeProperties, `${property}.nodeRangeProperties`).flatMap(([range, at]) => [
        ...(isRecord(range.container) ? [container(range.container, `${at}.container`)] : []),
        ...tasks(range.ecsProperties, `${at}.ecsProperties`),
      ]);
    case "eksProperties": {
      const pod = isRecord(written.podProperties) ? written.podProperties : {};
      return ["initContainers", "containers"].flatMap((kind) =>
        entries(pod[kind], `${property}.podProperties.${kind}`).map(([fields, at]) => container(ofPod(fields), at)),
      );
    }
    default:
      return [container(written, property)];
  }
}

/** Kubernetes' names for what ECS calls otherwise. */
function ofPod({ name, commands, command, args, envs, env }: Members): Members {
  return { name, entryPoint: commands ?? command, command: args, environment: envs ?? env };
}

function ofContainer(definition: Resource, stack: Stack, container: Container, part: string | undefined): Workload {
  const { location } = container;
  return job(definition, {
    path: location.path,
    part,
    ...variablesOf(definition, container, (valueFrom, at) => resolve(stack, valueFrom, at)),
    command: commandOf(definition, container),
    image: field(definition, container, "image", text),
    cpus: cpusOf(definition, container),
    options: optionsOf(definition, container),
  });
}

/** What it asks for; absent: nothing limits it. */
function cpusOf(definition: Resource, container: Container): Fact<number> {
  const { fields, location } = container;
  const requirements = (list(fields.resourceRequirements) ?? []).filter(isRecord);
  const asked = requirements.find(({ type }) => type === "VCPU")?.value ?? fields.vcpus;
  return interpret(definition, [`${location.path}.resourceRequirements`], asked, vcpus);
}

const vcpus: Shape<number> = (value) => {
  const count = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return count > 0 ? count : undefined;
};

function ofUnread(definition: Resource, nothing: Fact<never>): Workload {
  return job(definition, {
    path: "containerProperties",
    part: undefined,
    variables: nothing,
    open: [],
    command: nothing,
    cpus: nothing,
  });
}

type Read = Pick<
  Parameters<typeof undeclaredWorkload>[0],
  "path" | "part" | "variables" | "open" | "command" | "cpus" | "options" | "image"
>;

/** As many run as are submitted, by whoever may: how many that is, is not here. */
function job(definition: Resource, parts: Read): Workload {
  const location = { urn: definition.urn, path: parts.path };
  const name = read(definition, ["name"], text);
  return undeclaredWorkload({
    ...parts,
    platform: "batch",
    resource: definition,
    services: absent(location),
    copies: { atLeast: known(1, location), atMost: unknown({ location, because: "outside", producers: [] }) },
    names: name.state === "known" ? [name.value] : [],
    // A job ends; what it is for is what its command says.
    role: (_, said) => onlyIfSaid(said, definition),
  });
}
