import { absent, chain, known, map, type Fact } from "../../model/fact";
import {
  interpret,
  isRecord,
  isUnknownValue,
  list,
  read,
  text,
  texts,
  type Resource,
  type Shape,
} from "../../model/resource";
import { named, words, type Shown } from "../../model/shown";
import type { Location, UnknownRecord } from "../../model/verdict";
import type { Variable } from "../../subjects/environment";
import { onceEach } from "../once-each";

/** One entry of a task definition's containers, as ECS reads it. */
export interface Container {
  readonly name: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly location: Location;
}

/** A registered resource never changes, so what it holds is parsed once. */
const parsed = new WeakMap<Resource, Fact<readonly Container[]>>();

export function containersOf(definition: Resource): Fact<readonly Container[]> {
  const before = parsed.get(definition);
  if (before !== undefined) return before;
  const containers = map(read(definition, ["containerDefinitions"], containerList), (entries) =>
    entries.map((entry, index): Container => {
      const fields = isRecord(entry) ? lowerFirst(entry) : {};
      const location = { urn: definition.urn, path: `containerDefinitions[${index}]` };
      return { name: text(fields.name), fields, location };
    }),
  );
  parsed.set(definition, containers);
  return containers;
}

/** JSON text as the provider takes it, or the list itself. */
const containerList: Shape<readonly unknown[]> = (value) => {
  if (typeof value !== "string") return list(value);
  try {
    const found = list(JSON.parse(value));
    return found?.every(isRecord) === true ? found : undefined;
  } catch {
    return undefined;
  }
};

/** The provider reads the names of fields in any case, as Go's JSON does. */
function lowerFirst(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  // As nearly all are written.
  if (Object.keys(entry).every((key) => key.charAt(0) === key.charAt(0).toLowerCase())) return entry;
  const pairs = Object.entries(entry).map(
    ([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value] as const,
  );
  return Object.fromEntries(pairs);
}

/** A field of a container; absent where it is not written. */
export function field<T>(definition: Resource, { fields, location }: Container, key: string, shape: Shape<T>): Fact<T> {
  return interpret(definition, [location.path, key], fields[key], shape);
}

export function commandOf(definition: Resource, container: Container): Fact<readonly string[]> {
  const entryPoint = field(definition, container, "entryPoint", texts);
  const command = field(definition, container, "command", texts);
  if (entryPoint.state === "unknown") return entryPoint;
  if (entryPoint.state === "absent") return command;
  return command.state === "known"
    ? known([...entryPoint.value, ...command.value], command.location)
    : command.state === "absent"
      ? entryPoint
      : command;
}

/** ECS takes text only, but hand-written JSON holds numbers and booleans too. */
export const scalar: Shape<string> = (value) =>
  typeof value === "number" || typeof value === "boolean" ? String(value) : text(value);

/** How the value behind a `valueFrom` is found. */
export type Resolve = (valueFrom: string, location: Location) => Fact<string>;

/** Every variable of a container that is written in its definition, and what may hold more. */
export function variablesOf(
  definition: Resource,
  container: Container,
  resolve: Resolve,
): { readonly variables: Fact<readonly Variable[]>; readonly open: readonly UnknownRecord[] } {
  const plain = entries(definition, container, "environment", "value");
  const secret = entries(definition, container, "secrets", "valueFrom");
  const open = [...plain.open, ...secret.open, ...environmentFiles(definition, container)];
  const variables = [
    ...plain.entries.map((entry) => variable(entry, "plain", entry.value)),
    ...secret.entries.map((entry) => ({
      ...variable(
        entry,
        "secret",
        chain(entry.value, (valueFrom) => resolve(valueFrom, entry.location)),
      ),
      valueFrom: entry.value,
    })),
  ];
  return { variables: known(onceEach(variables), container.location), open };
}

interface Entry {
  readonly name: string;
  readonly shown: Shown;
  readonly value: Fact<string>;
  readonly location: Location;
}

interface Entries {
  readonly entries: readonly Entry[];
  readonly open: readonly UnknownRecord[];
}

/** The entries of one of a container's lists; what has not the form of one is unreadable and may be anything. */
function entries(definition: Resource, container: Container, key: string, valueKey: string): Entries {
  const path = `${container.location.path}.${key}`;
  const listed = field(definition, container, key, list);
  if (listed.state === "unknown") return { entries: [], open: listed.unknowns };
  if (listed.state === "absent") return { entries: [], open: [] };
  const open: UnknownRecord[] = [];
  const found: Entry[] = [];
  for (const [index, raw] of listed.value.entries()) {
    const entry = isRecord(raw) ? lowerFirst(raw) : {};
    const { name } = entry;
    if (typeof name !== "string" || isUnknownValue(name)) {
      const because = isUnknownValue(name) ? "not-created" : "unreadable";
      open.push({ location: { urn: definition.urn, path: `${path}[${index}]` }, because, producers: [] });
      continue;
    }
    const shown = named(name, words("a variable"));
    const at = shown === name ? `${path}.${name}` : `${path}[${index}]`;
    const value = interpret(definition, [at], entry[valueKey], scalar);
    found.push({ name, shown, value, location: { urn: definition.urn, path: at } });
  }
  return { entries: found, open };
}

/** Files that ECS reads more variables from when the container starts. */
function environmentFiles(definition: Resource, container: Container): readonly UnknownRecord[] {
  const files = field(definition, container, "environmentFiles", list);
  if (files.state === "unknown") return files.unknowns;
  if (files.state === "absent" || files.value.length === 0) return [];
  return [{ location: files.location, because: "unread", producers: [] }];
}

function variable({ name, shown, location }: Entry, channel: Variable["channel"], value: Fact<string>): Variable {
  return { name, shown, channel, value, reference: undefined, store: undefined, location };
}

/** vCPUs of a container, of its task where it has no share of its own; absent: no limit is set. */
export function cpusOf(definition: Resource, container: Container | undefined): Fact<number> {
  const own =
    container === undefined
      ? absent({ urn: definition.urn, path: "cpu" })
      : field(definition, container, "cpu", cpuUnits);
  const units = own.state === "known" && own.value > 0 ? own : read(definition, ["cpu"], cpuUnits);
  return map(units, (value) => value / 1024);
}

/** CPU units, also written as `0.5 vCPU`. */
export const cpuUnits: Shape<number> = (value) => {
  const written = typeof value === "number" ? String(value) : text(value)?.trim();
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(vcpu)?$/i.exec(written ?? "") ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === undefined ? 1 : 1024);
};
