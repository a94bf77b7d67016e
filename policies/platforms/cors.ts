import { absent, known, map, unknown, type Fact } from "../model/fact";
import { flag, interpret, pathText, read, record, text, type Resource, type Shape, type Step } from "../model/resource";
import { words, type Shown } from "../model/shown";
import { within } from "../model/subject";
import { opennessOf, type CorsSetting } from "../subjects/cors-setting";
import { resourceSubject } from "./subject";

/** What a platform's own CORS setting says. */
export interface CorsParts {
  readonly origins: Fact<string>;
  /** In capitals; absent: it names none. */
  readonly methods: Fact<readonly string[]>;
  readonly credentials: Fact<boolean>;
}

/**
 * A CORS setting of a resource itself, at `path` in it.
 * @param name what tells it from others of the resource: it becomes a part of the key.
 */
export function corsOf(
  resource: Resource,
  noun: Shown,
  path: readonly Step[],
  { origins, methods, credentials }: CorsParts,
  name: string = pathText(path),
): CorsSetting {
  const location = { urn: resource.urn, path: pathText(path) };
  const subject = within(resourceSubject(resource, noun), name, words("cors"), words("CORS"), location);
  return { ...subject, kind: "origins", value: origins, methods, credentials };
}

/** One origin or several, as one text that holds the list; of a list that is known in part what is open is said. */
export function originsAt(resource: Resource, path: readonly Step[]): Fact<string> {
  const listed = read(resource, path, oneOrMore);
  if (listed.state !== "known") return listed;
  const entries = listed.value.map((entry, index) => interpret(resource, [...path, index], entry, text));
  const values = entries.flatMap((entry) => (entry.state === "known" ? [entry.value] : []));
  const unknowns = entries.flatMap((entry) => (entry.state === "unknown" ? entry.unknowns : []));
  const written = JSON.stringify(values);
  if (unknowns.length > 0 && opennessOf("origins", written).open === undefined) return unknown(...unknowns);
  return values.length === 0 ? absent(listed.location) : known(written, listed.location);
}

export function methodsAt(resource: Resource, path: readonly Step[]): Fact<readonly string[]> {
  const listed = read(resource, path, oneOrMore);
  if (listed.state !== "known") return listed;
  const entries = listed.value.map((entry, index) => interpret(resource, [...path, index], entry, text));
  const unknowns = entries.flatMap((entry) => (entry.state === "unknown" ? entry.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  return map(listed, () => entries.flatMap((entry) => (entry.state === "known" ? methodsIn(entry.value) : [])));
}

/** `GET, OPTIONS`, in capitals. */
export function methodsIn(written: string): readonly string[] {
  return written
    .split(",")
    .map((method) => method.trim().toUpperCase())
    .filter((method) => method !== "");
}

const oneOrMore: Shape<readonly unknown[]> = (value) =>
  Array.isArray(value) ? value : typeof value === "string" ? [value] : undefined;

/** Names of the properties in which a structure says who may call, how, and with cookies or without. */
export interface CorsProperties {
  readonly origins: readonly Step[];
  readonly methods: readonly Step[];
  readonly credentials: readonly Step[];
}

/** A structure of that kind at `path`; none where it is not written, or names no origin. */
export function corsAt(
  resource: Resource,
  noun: Shown,
  path: readonly Step[],
  properties: CorsProperties,
): readonly CorsSetting[] {
  const structure = read(resource, path, record);
  if (structure.state === "absent") return [];
  if (structure.state === "unknown") {
    return [corsOf(resource, noun, path, { origins: structure, methods: structure, credentials: structure })];
  }
  const origins = originsAt(resource, [...path, ...properties.origins]);
  if (origins.state === "absent") return [];
  const methods = methodsAt(resource, [...path, ...properties.methods]);
  const credentials = read(resource, [...path, ...properties.credentials], flag);
  return [corsOf(resource, noun, path, { origins, methods, credentials })];
}
