import { safeName } from "../facts/secrets/safe-name";
import type { SecretPurpose } from "../model/blueprint";
import type { DeclaredKind } from "../model/declaration";
import { known, map } from "../model/fact";
import { isRecord, list, read, text, type Resource, type Step } from "../model/resource";
import { words, type Shown } from "../model/shown";
import type { Stack } from "../model/stack";
import { within, type Subject } from "../model/subject";
import type { Credential } from "../subjects/credential";
import { realSubject } from "./blueprint/parts";
import { provenanceOf } from "./random";
import { resourceSubject } from "./subject";

/** A property of a resource that is a password or a key. */
export interface CredentialProperty {
  /** `password`, `passwords` (a list), `mode.passwords` (inside an object), `users[].password` (a list of objects). */
  readonly property: string;
  readonly label: Shown;
  readonly purpose: SecretPurpose;
  /** What of the text is the secret; undefined: all of it. */
  readonly secretIn?: (written: string) => string;
}

export const MASTER_PASSWORD = words("master password");

/** A reader of the credentials that are given as text to a store of a kind that a blueprint declares. */
export function credentialReader(kind: DeclaredKind, properties: readonly CredentialProperty[]) {
  return (resource: Resource, stack: Stack): readonly Credential[] =>
    credentialsIn(resource, realSubject(resource, stack.graph.declaredPart(kind, resource), kind), properties, stack);
}

/** The same of what no blueprint declares. */
export function passwordReader(noun: Shown, properties: readonly CredentialProperty[]) {
  return (resource: Resource, stack: Stack): readonly Credential[] =>
    credentialsIn(resource, resourceSubject(resource, noun), properties, stack);
}

/** How deep an object of credentials is read: none is deeper (@pulumi/aws 7). */
const DEEPEST = 8;

/** `jsonKey` says which member of a secret one is. */
const CREDENTIAL = /(?:password|passphrase|secret|token|(?<!json)key)(?:Wo)?$/i;

/** The same of objects with a member for each of many vendors: every password, secret, token and key below the properties. */
export function passwordsBelow(noun: Shown, properties: readonly string[]) {
  const label = words("credential");
  return (resource: Resource, stack: Stack): readonly Credential[] => {
    const below = properties.flatMap((property) => {
      const value = read(resource, [property], (raw) => raw);
      return value.state === "known" ? credentialsBelow([property], value.value) : [];
    });
    const found = below.map((path) => ({ property: path.join("."), label, purpose: "external" as const }));
    return credentialsIn(resource, resourceSubject(resource, noun), found, stack);
  };
}

function credentialsBelow(path: readonly string[], value: unknown): readonly (readonly string[])[] {
  if (path.length > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => credentialsBelow([...path, String(index)], item));
  if (!isRecord(value)) return CREDENTIAL.test(path.at(-1) ?? "") ? [path] : [];
  // Members have a provider's names: what has the form of none is shown to nobody.
  const members = Object.entries(value).filter(([name]) => safeName(name) !== undefined);
  return members.flatMap(([name, member]) => credentialsBelow([...path, name], member));
}

function credentialsIn(
  resource: Resource,
  subject: Subject,
  properties: readonly CredentialProperty[],
  { graph }: Stack,
): readonly Credential[] {
  return properties.flatMap(({ property, label, purpose, secretIn = (written) => written }) =>
    placesOf(resource, property).map((path): Credential => {
      const location = { urn: resource.urn, path: path.join(".") };
      return {
        ...within(subject, path.join("."), words("password"), label, location),
        shown: within(subject, property, property as Shown, label, location).shown,
        name: property,
        purpose: known(purpose, location),
        value: map(read(resource, path, text), secretIn),
        binary: false,
        provenance: provenanceOf(graph, resource, property),
      };
    }),
  );
}

/** The places that a property stands for; none where nothing is written there. */
function placesOf(resource: Resource, property: string): readonly (readonly Step[])[] {
  const [outer = "", inner] = property.split("[].");
  if (inner !== undefined) {
    const entries = read(resource, [outer], list);
    const found = entries.state === "known" ? [...entries.value.keys()] : [];
    return found
      .map((index) => [outer, index, ...inner.split(".")])
      .filter((path) => read(resource, path, (raw) => raw).state !== "absent");
  }
  const path = outer.split(".");
  const value = read(resource, path, (raw) => raw);
  if (value.state === "absent") return [];
  if (value.state === "known" && Array.isArray(value.value)) return value.value.map((_, index) => [...path, index]);
  return [path];
}
