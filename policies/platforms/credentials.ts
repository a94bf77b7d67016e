import type { SecretPurpose } from "../model/blueprint";
import type { DeclaredKind } from "../model/declaration";
import { known } from "../model/fact";
import { isRecord, list, read, text, type Resource, type Step } from "../model/resource";
import { words, type Shown } from "../model/shown";
import type { Stack } from "../model/stack";
import { within } from "../model/subject";
import type { Credential } from "../subjects/credential";
import { realSubject } from "./blueprint/parts";
import { provenanceOf } from "./random";

/** A property of a resource that is a password or a key. */
export interface CredentialProperty {
  readonly property: string;
  readonly label: Shown;
  readonly purpose: SecretPurpose;
}

export const MASTER_PASSWORD = words("master password");

/** A reader of the credentials that are given to a resource as text; lists and lists of objects are looked through. */
export function credentialReader(kind: DeclaredKind, properties: readonly CredentialProperty[]) {
  return (resource: Resource, { graph }: Stack): readonly Credential[] => {
    const subject = realSubject(resource, graph.declaredPart(kind, resource), kind);
    return properties.flatMap(({ property, label, purpose }) =>
      placesOf(resource, property).map((path): Credential => {
        const location = { urn: resource.urn, path: path.join(".") };
        return {
          ...within(subject, path.join("."), words("password"), label, location),
          shown: within(subject, property, property as Shown, label, location).shown,
          name: property,
          purpose: known(purpose, location),
          value: read(resource, path, text),
          binary: false,
          provenance: provenanceOf(graph, resource, property),
        };
      }),
    );
  };
}

/** `password`, `passwords` (a list), `mode.passwords` (inside an object), `users[].password` (a list of objects). */
function placesOf(resource: Resource, property: string): readonly (readonly Step[])[] {
  const [outer = "", inner] = property.split("[].");
  if (inner !== undefined) {
    const entries = read(resource, [outer], list);
    const found = entries.state === "known" ? [...entries.value.entries()] : [];
    return found.flatMap(([index, entry]) =>
      isRecord(entry) && entry[inner] !== undefined ? [[outer, index, inner]] : [],
    );
  }
  const path = outer.split(".");
  const value = read(resource, path, (raw) => raw);
  if (value.state === "absent") return [];
  if (value.state === "known" && Array.isArray(value.value)) return value.value.map((_, index) => [...path, index]);
  return [path];
}
