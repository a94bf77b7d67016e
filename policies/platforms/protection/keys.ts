import { chain, known, optional, orDefault, together, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { flag, read, text, typeOf, type Resource } from "../../model/resource";
import { logicalName, phrase, words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { KeptSecret, KmsKey } from "../../subjects/protection";
import { realSubject } from "../blueprint/parts";
import { PARAMETER } from "../secretsmanager";
import { SECRET } from "../secretsmanager/entries";

/** KMS rotates symmetric keys whose material it made, in its own store (KMS developer guide, *Rotating keys*). */
export function keyOf(key: Resource): readonly KmsKey[] {
  const spec = read(key, ["customerMasterKeySpec"], text);
  const usage = read(key, ["keyUsage"], text);
  const store = read(key, ["customKeyStoreId"], text);
  const symmetric = spec.state !== "known" || spec.value === "SYMMETRIC_DEFAULT";
  const encrypts = usage.state !== "known" || usage.value === "ENCRYPT_DECRYPT";
  if (!symmetric || !encrypts || store.state === "known") return [];
  // Which kind of key it is may not be known yet.
  const kind = together({ spec: optional(spec), usage: optional(usage), store: optional(store) });
  const name = logicalName(key.name, words("unnamed"));
  return [
    {
      key: key.urn,
      realises: undefined,
      shown: phrase`key/${name}`,
      label: phrase`key ${name}`,
      location: { urn: key.urn, path: "enableKeyRotation" },
      declared: false,
      address: undefined,
      rotates: chain(kind, () => orDefault(read(key, ["enableKeyRotation"], flag), false)),
    },
  ];
}

export function secretOf(secret: Resource, { graph }: Stack): readonly KeptSecret[] {
  const part = graph.declaredPart("secrets", secret);
  return [{ ...realSubject(secret, part, "secrets"), ownKey: isOwn(secret, "kmsKeyId") }];
}

/** Only a SecureString is encrypted at all. */
export function parameterOf(parameter: Resource): readonly KeptSecret[] {
  const type = read(parameter, ["type"], text);
  if (type.state !== "known" || type.value !== "SecureString") return [];
  return [{ ...realSubject(parameter, undefined, "secrets"), ownKey: isOwn(parameter, "keyId") }];
}

/** Absent, and by these names, it is AWS's: `alias/aws/secretsmanager`, `alias/aws/ssm`. */
function isOwn(resource: Resource, property: string): Fact<boolean> {
  const location = { urn: resource.urn, path: property };
  const key = read(resource, [property], text);
  if (key.state === "absent") return known(false, location);
  // A key that this program makes is its own before it has an id; what is read elsewhere may name AWS's.
  const made = (resource.producers[property] ?? []).some((urn) => typeOf(urn).startsWith("aws:kms/"));
  if (key.state === "unknown" && made) return known(true, location);
  // By an id alone nobody knows whose a key is that the program did not make.
  return chain(key, (name) => {
    const own = !/(?:^|:)alias\/aws\//.test(name) && name !== "";
    return known(own, location, own && !made ? "declared" : "verified");
  });
}

/** Secrets and parameters that have a key of the product's own. */
const WITH_OWN_KEY = new Index("secrets with a key of their own", [SECRET, PARAMETER], (kept) => {
  const own = isOwn(kept, kept.type === PARAMETER ? "keyId" : "kmsKeyId");
  return own.state === "known" && own.value ? [OWN] : [];
});

const OWN = "own";

/** Whether anything of the stack has one. */
export function usesOwnKeys(graph: ResourceGraph): boolean {
  return graph.first(WITH_OWN_KEY, OWN) !== undefined;
}
