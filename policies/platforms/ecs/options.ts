import { known, type Fact } from "../../model/fact";
import { integer, interpret, list, pathText, record, texts, type Resource } from "../../model/resource";
import { named, words } from "../../model/shown";
import type { UnknownRecord } from "../../model/verdict";
import { Environment, type Variable } from "../../subjects/environment";
import { field, scalar, type Container } from "./containers";

/**
 * A container's labels and its log driver's options, and the tags of its definition and the options of its volumes' drivers, which
 * whoever may list them reads.
 */
export function optionsOf(definition: Resource, container: Container): Environment {
  const { location } = container;
  const labels = entriesOf(definition, [location.path, "dockerLabels"], container.fields.dockerLabels);
  const tags = entriesOf(definition, ["tags"], definition.properties.tags);
  const log = field(definition, container, "logConfiguration", record);
  const options = log.state === "known" ? log.value.options : undefined;
  const driver = entriesOf(definition, [location.path, "logConfiguration", "options"], options);
  const sources = [labels, tags, driver, ...volumesOf(definition)];
  return new Environment(
    known(
      sources.flatMap(({ variables }) => variables),
      location,
    ),
    [...sources.flatMap(({ open }) => open), ...(log.state === "unknown" ? log.unknowns : [])],
    location,
  );
}

interface Entries {
  readonly variables: readonly Variable[];
  readonly open: readonly UnknownRecord[];
}

/** `o: "username=…,password=…"` of a CIFS share (Docker's `local` driver hands it to mount), a plugin's options, labels. */
function volumesOf(definition: Resource): readonly Entries[] {
  const volumes = interpret(definition, ["volumes"], definition.properties.volumes, list);
  if (volumes.state === "unknown") return [{ variables: [], open: volumes.unknowns }];
  if (volumes.state === "absent") return [];
  return volumes.value.flatMap((_, index) => {
    const path = ["volumes", index] as const;
    const volume = interpret(definition, path, volumes.value[index], record);
    if (volume.state === "unknown") return [{ variables: [], open: volume.unknowns }];
    if (volume.state === "absent") return [];
    const at = [...path, "dockerVolumeConfiguration"];
    const docker = interpret(definition, at, volume.value.dockerVolumeConfiguration, record);
    if (docker.state === "unknown") return [{ variables: [], open: docker.unknowns }];
    if (docker.state === "absent") return [];
    const { driverOpts, labels } = docker.value;
    return [entriesOf(definition, [...at, "driverOpts"], driverOpts), entriesOf(definition, [...at, "labels"], labels)];
  });
}

/** The words of a health check, ECS's own first one (`CMD`, `CMD-SHELL`) among them. */
export function healthCommandOf(definition: Resource, container: Container): Fact<readonly string[]> {
  const check = field(definition, container, "healthCheck", record);
  if (check.state !== "known") return check;
  const { path } = container.location;
  return interpret(definition, [path, "healthCheck.command"], check.value.command, texts);
}

/** Seconds a health check leaves its container to boot; absent: none is written, which is none at all. */
export function startPeriodOf(definition: Resource, container: Container): Fact<number> {
  const check = field(definition, container, "healthCheck", record);
  if (check.state !== "known") return check;
  const { path } = container.location;
  return interpret(definition, [path, "healthCheck.startPeriod"], check.value.startPeriod, integer);
}

function entriesOf(definition: Resource, path: readonly (string | number)[], raw: unknown): Entries {
  const entries = interpret(definition, path, raw, record);
  if (entries.state === "unknown") return { variables: [], open: entries.unknowns };
  if (entries.state === "absent") return { variables: [], open: [] };
  const variables = Object.entries(entries.value).map(([name, value]): Variable => {
    const shown = named(name, words("an option"));
    const at = shown === name ? [...path, name] : path;
    const location = { urn: definition.urn, path: pathText(at) };
    return {
      name,
      shown,
      channel: "plain",
      value: interpret(definition, at, value, scalar),
      reference: undefined,
      store: undefined,
      location,
    };
  });
  return { variables, open: [] };
}
