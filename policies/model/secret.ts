import type { SecretPurpose } from "./blueprint";
import { chain, known, unknown, type Fact } from "./fact";
import { isRecord } from "./resource";
import type { Subject } from "./subject";

/** A secret store entry: Secrets Manager secret and version, or its declaration. */
export interface Secret extends Subject {
  readonly name: string;
  readonly purpose: Fact<SecretPurpose>;
  readonly arn: Fact<string>;
  readonly value: Fact<string>;
  readonly provenance: Fact<Provenance>;
}

/** Where a value comes from, when that is proof enough of how good it is. */
export type Provenance =
  /** By a random generator: all that matters of it is its length, in bytes of text. */
  | { readonly kind: "generated"; readonly length: number }
  | { readonly kind: "managed" | "composed" | "owner-filled" | "provided" };

/**
 * A value used as a secret, wherever it sits: a secret's whole value, a database password, a plain environment
 * variable whose name says so.
 */
export interface Credential extends Subject {
  readonly name: string;
  readonly purpose: Fact<SecretPurpose>;
  readonly value: Fact<string>;
  readonly provenance: Fact<Provenance>;
}

/** A JSON object's text fields, or undefined where the text is not a JSON object. */
export function jsonFields(value: string): ReadonlyMap<string, string> | undefined {
  if (!value.trimStart().startsWith("{")) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    if (!isRecord(parsed)) return undefined;
    return new Map(
      Object.entries(parsed).map(([key, field]) => [key, typeof field === "string" ? field : JSON.stringify(field)]),
    );
  } catch {
    return undefined;
  }
}

/** The field `key` of a secret's JSON value; the whole value without a key. */
export function secretField(secret: Secret, key: string | undefined): Fact<string> {
  if (key === undefined || key === "") return secret.value;
  return chain(secret.value, (value) => {
    const fields = jsonFields(value);
    const path = `${secret.location.path}.${key}`;
    if (fields === undefined) return unknown({ location: secret.location, because: "unreadable", producers: [] });
    const field = fields.get(key);
    const location = { ...secret.location, path };
    return field === undefined ? { state: "absent", basis: "verified", location } : known(field, location);
  });
}
