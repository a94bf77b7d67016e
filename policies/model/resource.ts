import { BLUEPRINT_TYPE } from "./blueprint";
import { absent, known, unknown, type Fact } from "./fact";
import type { Place } from "./place";
import { type Basis } from "./verdict";

/** A resource as the engine shows it: at its registration (inputs), and at the end (outputs and dependencies). */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | undefined;
  readonly protect: boolean;
  /** Paths of properties that keep the value they have, whatever the program says. */
  readonly ignoredChanges?: readonly string[];
  /** Properties by name; unknown leaves are the engine's sentinel strings. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** URNs each top-level property was computed from; known at the end only. */
  readonly producers: Readonly<Record<string, readonly string[]>>;
  /** URNs it was registered to come after (`dependsOn`, and what its properties were computed from); at the end only. */
  readonly dependencies: readonly string[];
  readonly place?: Place | undefined;
}

/**
 * Whether the engine leaves a resource out of the update (`--target`, `--exclude`) that is not there yet: it is registered all
 * the same, without any property (measured: engine 3.274.1).
 */
export function isLeftOut({ type, properties }: Resource): boolean {
  return type !== BLUEPRINT_TYPE && Object.keys(properties).length === 0;
}

/**
 * The engine's wire constants for values that a preview cannot know
 * (pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go: UnknownBoolValue … UnknownObjectValue).
 */
const UNKNOWN_SENTINELS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** What `pulumi policy analyze` and state exports put in place of a secret they may not decrypt. */
const REDACTED = "[secret]";

export function isUnknownValue(value: unknown): boolean {
  return UNKNOWN_SENTINELS.has(value);
}

export type Step = string | number;

/** Turns a raw value into what the caller wants, or undefined where it has another shape. */
export type Shape<T> = (value: unknown) => T | undefined;

export const text: Shape<string> = (value) => (typeof value === "string" ? value : undefined);
export const flag: Shape<boolean> = (value) =>
  typeof value === "boolean" ? value : value === "true" ? true : value === "false" ? false : undefined;
export const integer: Shape<number> = (value) => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};
export const list: Shape<readonly unknown[]> = (value) => (Array.isArray(value) ? value : undefined);
export const texts: Shape<readonly string[]> = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === "string" && !isUnknownValue(item)) ? value : undefined;
export const record: Shape<Readonly<Record<string, unknown>>> = (value) => (isRecord(value) ? value : undefined);

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads the property at `path`: known in the wanted shape, absent, or unknown: because it (or something around it) is
 * not created yet, was withheld, or has a shape that cannot be read. Never throws.
 */
export function read<T>(
  resource: Resource,
  path: readonly Step[],
  shape: Shape<T>,
  basis: Basis = "verified",
): Fact<T> {
  let value: unknown = resource.properties;
  let depth = 0;
  for (const step of path) {
    depth += 1;
    value = isRecord(value) || Array.isArray(value) ? (value as Readonly<Record<Step, unknown>>)[step] : undefined;
    if (value === undefined || value === null) return absent({ urn: resource.urn, path: pathText(path) }, basis);
    if (isUnknownValue(value)) return notCreated(resource, path.slice(0, depth));
  }
  return interpret(resource, path, value, shape, basis);
}

/** Like {@link read}, for an output only the provider fills in: missing means not created yet. */
export function readComputed<T>(resource: Resource, path: readonly Step[], shape: Shape<T>): Fact<T> {
  const fact = read(resource, path, shape);
  if (fact.state !== "absent") return fact;
  return unknown({ location: fact.location, because: "not-created", producers: [resource.urn] });
}

/** Whether a property has a value, known or not: what was not asked for comes back from a provider empty, or not at all. */
export function isSet(resource: Resource, property: string): boolean {
  const value = resource.properties[property];
  return value !== undefined && value !== null && value !== "";
}

/** The fact a value found at `path` stands for. */
export function interpret<T>(
  resource: Resource,
  path: readonly Step[],
  value: unknown,
  shape: Shape<T>,
  basis: Basis = "verified",
): Fact<T> {
  const location = { urn: resource.urn, path: pathText(path) };
  if (value === undefined || value === null) return absent(location, basis);
  if (isUnknownValue(value)) return notCreated(resource, path);
  if (value === REDACTED) return unknown({ location, because: "redacted", producers: [] });
  if (containsUnknown(value) && shape === (texts as Shape<unknown>)) return notCreated(resource, path);
  const shaped = shape(value);
  if (shaped === undefined) return unknown({ location, because: "unreadable", producers: [] });
  return known(shaped, location, basis);
}

function containsUnknown(value: unknown): boolean {
  return Array.isArray(value) && value.some(isUnknownValue);
}

function notCreated(resource: Resource, path: readonly Step[]): Fact<never> {
  return unknown({
    location: { urn: resource.urn, path: pathText(path) },
    because: "not-created",
    producers: resource.producers[String(path[0])] ?? [],
  });
}

/** `["containers", 0, "image"]` → `containers[0].image`. */
export function pathText(path: readonly Step[]): string {
  const [first] = path;
  // Most are of one step, and are there already.
  if (path.length === 1 && typeof first === "string") return first;
  let written = "";
  let isFirst = true;
  for (const step of path) {
    if (typeof step === "number") written += `[${step}]`;
    else written += isFirst ? step : `.${step}`;
    isFirst = false;
  }
  return written;
}

/**
 * The logical name in a URN (`urn:pulumi:<stack>::<project>::<parent type>$…<type>::<name>`); a name may itself hold `::`.
 */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The resource's own type in a URN. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** A resource as a person says it: its type and logical name, `aws:ecs/service:Service web`. */
export function resourceLabel(urn: string): string {
  const name = nameOf(urn);
  return name === "" ? urn : `${typeOf(urn)} ${name}`;
}
