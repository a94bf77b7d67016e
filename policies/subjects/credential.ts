import type { SecretPurpose } from "../model/blueprint";
import { absent, chain, known, unknown, type Fact } from "../model/fact";
import { isRecord } from "../model/resource";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    credential: Credential;
    secret: Secret;
  }
}

/**
 * A value used as a secret, wherever it sits: a secret's whole value, a database password, a plain environment variable
 * whose name says so.
 */
export interface Credential extends Subject {
  /** What it is called where it sits; never shown. */
  readonly name: string;
  readonly purpose: Fact<SecretPurpose>;
  readonly value: Fact<string>;
  /** The value is base64 of what is used. */
  readonly binary: boolean;
  readonly provenance: Fact<Provenance>;
}

/** A secret store's entry that workloads refer to. */
export interface Secret extends Credential {
  /** Its identity in the store: ARN or name. */
  readonly arn: Fact<string>;
}

/** Where a value comes from, when that is all there is to judge. */
export type Provenance =
  /** By a random generator: all that matters of it is its length, in bytes of text. */
  | { readonly kind: "generated"; readonly length: number }
  | { readonly kind: "managed" | "composed" | "owner-filled" | "provided" };

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
    if (fields === undefined) return unknown({ location: secret.location, because: "unreadable", producers: [] });
    const field = fields.get(key);
    return field === undefined ? absent(secret.location) : known(field, secret.location);
  });
}
