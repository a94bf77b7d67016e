import { map, type Fact } from "../model/fact";
import {
  interpret,
  isRecord,
  isUnknownValue,
  list,
  pathText,
  read,
  record,
  type Resource,
  type Step,
} from "../model/resource";
import { named, words } from "../model/shown";
import type { Location, UnknownRecord } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import { scalar } from "./ecs/containers";
import { onceEach } from "./once-each";

type Resolve = (written: Fact<string>, location: Location) => Fact<string>;

const asWritten: Resolve = (written) => written;

/** Variables that are written as an object, by their names; absent: there is no such object. */
export function settingsAt(
  resource: Resource,
  path: readonly Step[],
  channel: Variable["channel"],
  resolve: Resolve = asWritten,
): Fact<readonly Variable[]> {
  return map(read(resource, path, record), (members) =>
    Object.entries(members).map(([name, value]): Variable => {
      const shown = named(name, words("a variable"));
      const at = shown === name ? `${pathText(path)}.${name}` : pathText(path);
      return setting({ name, value, at, channel, resolve }, resource);
    }),
  );
}

/** What an entry of a list sets; undefined: nothing that anybody reads as a variable. */
export type Listed = { readonly channel: Variable["channel"]; readonly resolve?: Resolve } | undefined;

/** Variables that are written as a list of names and values, and the entries of it that nobody could read. */
export function settingsListedAt(
  resource: Resource,
  property: string,
  of: (entry: Readonly<Record<string, unknown>>, location: Location) => Listed = () => ({ channel: "plain" }),
): { readonly variables: readonly Variable[]; readonly open: readonly UnknownRecord[] } {
  const entries = read(resource, property.split("."), list);
  if (entries.state === "unknown") return { variables: [], open: entries.unknowns };
  if (entries.state === "absent") return { variables: [], open: [] };
  const open: UnknownRecord[] = [];
  const variables: Variable[] = [];
  for (const [index, entry] of entries.value.entries()) {
    const place = `${property}[${index}]`;
    const found = isRecord(entry) ? of(entry, { urn: resource.urn, path: place }) : { channel: "plain" as const };
    if (found === undefined) continue;
    const name = isRecord(entry) ? entry.name : entry;
    if (!isRecord(entry) || typeof name !== "string" || isUnknownValue(name)) {
      const because = isUnknownValue(name) ? "not-created" : "unreadable";
      const producers = because === "not-created" ? (resource.producers[property.split(".")[0] ?? ""] ?? []) : [];
      open.push({ location: { urn: resource.urn, path: place }, because, producers });
      continue;
    }
    const at = named(name, words("a variable")) === name ? `${property}.${name}` : place;
    const { channel, resolve = asWritten } = found;
    variables.push(setting({ name, value: entry.value, at, channel, resolve }, resource));
  }
  return { variables: onceEach(variables), open };
}

function setting(
  written: {
    readonly name: string;
    readonly value: unknown;
    readonly at: string;
    readonly channel: Variable["channel"];
    readonly resolve: Resolve;
  },
  resource: Resource,
): Variable {
  const { name, at, channel, resolve } = written;
  const location = { urn: resource.urn, path: at };
  const value = interpret(resource, [at.split(/[.[]/, 1)[0] ?? at], written.value, scalar);
  const fact: Fact<string> = value.state === "unknown" ? moved(value.unknowns, location) : { ...value, location };
  return {
    name,
    shown: named(name, words("a variable")),
    channel,
    value: resolve(fact, location),
    ...(channel === "secret" ? { valueFrom: fact } : {}),
    reference: undefined,
    store: undefined,
    location,
  };
}

/** Where the value itself stands. */
function moved(unknowns: readonly UnknownRecord[], location: Location): Fact<string> {
  return { state: "unknown", unknowns: unknowns.map((record) => ({ ...record, location })) };
}
