/**
 * Property values as the engine puts them on the wire: JSON, in which an object with a signature stands for a secret,
 * a resource or an asset, and a sentinel string for a value that is not known yet.
 * Source: the Pulumi SDK's `runtime/rpc` (signatures and sentinels are part of the provider protocol).
 */
import { isDeepStrictEqual } from "node:util";

/** One property value after secrets are opened. Unknown values are {@link UNKNOWN}. */
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** The properties of one resource. */
export type Properties = Record<string, Value>;

/** The sentinel of an unknown value; the engine uses this one for strings and for values of a type it does not know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The sentinels of unknown booleans, numbers, arrays, assets, archives and objects. */
const TYPED_UNKNOWNS = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The member of an object that says what it stands for. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The key under which a provider notes which of its inputs it filled in itself. */
export const DEFAULTS = "__defaults";

export function isUnknown(value: Value | undefined): boolean {
  return typeof value === "string" && TYPED_UNKNOWNS.has(value);
}

export function isObject(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a known string; undefined when it is absent, unknown or of another type. */
export function text(value: Value | undefined): string | undefined {
  return typeof value === "string" && !isUnknown(value) ? value : undefined;
}

/** The value as a known number (numbers may arrive as strings); undefined when absent, unknown or not a number. */
export function number(value: Value | undefined): number | undefined {
  if (typeof value === "number") return value;
  const digits = text(value);
  return digits !== undefined && /^-?\d+(\.\d+)?$/.test(digits) ? Number(digits) : undefined;
}

/** The known strings of a list; an absent or unknown list has none. */
export function texts(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((item) => text(item) ?? []) : [];
}

/** The objects of a list of blocks (or the one object of a block that may appear once). */
export function blocks(value: Value | undefined): { [key: string]: Value }[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}

/**
 * The value with every secret opened, resource references replaced by their ids and absent (`null`) properties left out.
 * What was secret is forgotten: keep the wire value, and put it back with {@link sealLike}.
 */
export function open(wire: Value): Value {
  if (Array.isArray(wire)) return wire.map(open);
  if (!isObject(wire)) return wire;
  const signature = wire[SIGNATURE];
  if (signature === SECRET) return open(wire.value ?? null);
  if (signature === OUTPUT_VALUE) return wire.value === undefined ? UNKNOWN : open(wire.value);
  if (signature === RESOURCE_REFERENCE) return wire.id ?? wire.urn ?? null;
  return openProperties(wire);
}

export function openProperties(wire: Properties): Properties {
  return Object.fromEntries(
    Object.entries(wire)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, open(value)]),
  );
}

/** The value marked as a secret. */
export function seal(value: Value): Value {
  return isSealed(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** Whether the wire value itself is a secret. */
export function isSealed(wire: Value | undefined): boolean {
  if (!isObject(wire)) return false;
  return wire[SIGNATURE] === SECRET || (wire[SIGNATURE] === OUTPUT_VALUE && wire.secret === true);
}

function containsSealed(wire: Value | undefined): boolean {
  if (isSealed(wire)) return true;
  if (Array.isArray(wire)) return wire.some(containsSealed);
  return isObject(wire) && Object.values(wire).some(containsSealed);
}

/**
 * The value with the secrets of `model` put back at the same places. Where the two differ in shape and the model held a
 * secret, the whole value becomes one: a secret may be marked too widely, never lost.
 */
export function sealLike(value: Value, model: Value | undefined): Value {
  if (!containsSealed(model)) return value;
  if (isSealed(model)) return seal(value);
  if (isObject(value) && isObject(model)) return sealPropertiesLike(value, model);
  if (Array.isArray(value) && Array.isArray(model) && isDeepStrictEqual(value, open(model))) {
    return value.map((item, index) => sealLike(item, model[index]));
  }
  return seal(value);
}

export function sealPropertiesLike(values: Properties, model: Properties): Properties {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, sealLike(value, model[key])]));
}

/** The value without the bookkeeping of which inputs were defaults. */
export function withoutDefaultsMark(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutDefaultsMark);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== DEFAULTS)
      .map(([key, item]) => [key, withoutDefaultsMark(item)]),
  );
}

/** The text without any secret string of the wire value: what a message may say. */
export function redact(message: string, wire: Value): string {
  return withoutTexts(message, sealedStrings(wire));
}

/** The message without any of the texts, plain or as they are written inside JSON. */
export function withoutTexts(message: string, texts: readonly string[]): string {
  const forms = texts.flatMap((item) => [item, JSON.stringify(item).slice(1, -1)]).sort((a, b) => b.length - a.length);
  return forms.reduce((result, form) => result.replaceAll(form, "[secret]"), message);
}

/** Letters of a text that may be a secret: shorter ones are in the words of any message. */
export const TELLING = 4;

/** Every non-empty string inside a secret, and inside a secret that is JSON. */
function sealedStrings(wire: Value): string[] {
  const found = new Set<string>();
  const visit = (value: Value | undefined, sealed: boolean): void => {
    if (value === undefined || value === null) return;
    if (isSealed(value)) visit(open(value), true);
    else if (Array.isArray(value))
      value.forEach((item) => {
        visit(item, sealed);
      });
    else if (typeof value === "object")
      Object.values(value).forEach((item) => {
        visit(item, sealed);
      });
    else if (sealed && typeof value !== "boolean" && value !== "") found.add(String(value));
  };
  visit(wire, false);
  return [...found, ...[...found].flatMap(textsInJson)].filter((item) => !isUnknown(item));
}

function textsInJson(text: string): string[] {
  if (!/^\s*[{[]/.test(text)) return [];
  const found: string[] = [];
  try {
    JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === "string" && value.length >= TELLING) found.push(value);
      return value;
    });
  } catch {
    // Not JSON after all.
  }
  return found;
}
