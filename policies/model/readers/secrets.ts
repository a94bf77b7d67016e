import { absent, chain, known, map, orDeclared, unknown, type Fact } from "../fact";
import type { DeclaredPart, ResourceGraph } from "../graph";
import { flag, integer, read, readComputed, text, typeOf, type Resource, type Shape } from "../resource";
import type { Provenance, Secret } from "../secret";

export const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";

const RDS_INSTANCE = "aws:rds/instance:Instance";

interface Generator {
  /** Its name in a blueprint. */
  readonly name: string;
  /** The output that holds the whole result. */
  readonly output: string;
  /** How long that is, in bytes of text, for the generator's own `length`. */
  readonly textLength: (length: number) => number;
}

/** Generators whose whole result is random and stays secret in state. */
const GENERATORS: ReadonlyMap<string, Generator> = new Map([
  [
    "random:index/randomPassword:RandomPassword",
    { name: "RandomPassword", output: "result", textLength: (characters: number) => characters },
  ],
  [
    "random:index/randomBytes:RandomBytes",
    { name: "RandomBytes", output: "base64", textLength: (bytes: number) => 4 * Math.ceil(bytes / 3) },
  ],
]);

export const SECRET_TYPES: readonly string[] = [SECRET_VERSION, ...GENERATORS.keys()];

/** Secrets that have a version, and declared ones without: generators, managed passwords, and what is not built yet. */
export function readSecrets(graph: ResourceGraph): readonly Secret[] {
  const versions = graph.ofType(SECRET_VERSION).map((version) => readVersion(graph, version));
  const realised = new Set(versions.map((secret) => secret.key));
  const declared = graph.declarations.flatMap((declaration) =>
    declaration.keys("secrets").map((key): DeclaredPart => ({ declaration, key })),
  );
  return [
    ...versions,
    ...declared.filter(({ key }) => !realised.has(`secret/${key}`)).map((part) => readPart(graph, part)),
  ];
}

/** A declared secret that has no version of its own. */
function readPart(graph: ResourceGraph, part: DeclaredPart): Secret {
  const { declaration, key } = part;
  const declaredAt = declaration.location("secrets", key);
  const proof = proofOf(graph, part);
  const location = proof === undefined ? declaredAt : { urn: proof.resource.urn, path: proof.output };
  return {
    key: `secret/${key}`,
    label: `secret ${key}`,
    name: key,
    location,
    sources: proof === undefined ? [] : [proof.resource.urn],
    purpose: declaration.purpose(key),
    arn: graph.missing(location),
    value:
      proof?.generates === true ? readComputed(proof.resource, [proof.output], text) : declaration.providedValue(key),
    provenance: proof === undefined ? declaredProvenance(part) : proof.provenance,
  };
}

interface Proof {
  readonly resource: Resource;
  readonly output: string;
  readonly generates: boolean;
  readonly provenance: Fact<Provenance>;
}

/** The real resource that shows where a declared secret's value comes from. */
function proofOf(graph: ResourceGraph, { declaration, key }: DeclaredPart): Proof | undefined {
  for (const [type, { output }] of GENERATORS) {
    const resource = graph.ofType(type).find((candidate) => graph.declaredPart("secrets", candidate)?.key === key);
    if (resource !== undefined) return { resource, output, generates: true, provenance: generatedBy(resource) };
  }
  const origin = declaration.origin(key);
  if (origin.state !== "known" || origin.value !== "managed") return undefined;
  const managing = graph.ofType(RDS_INSTANCE).find((instance) => {
    const managed = read(instance, ["manageMasterUserPassword"], flag);
    return managed.state === "known" && managed.value && graph.declaredPart("databases", instance) !== undefined;
  });
  if (managing === undefined) return undefined;
  const output = "manageMasterUserPassword";
  const provenance = known({ kind: "managed" } as const, { urn: managing.urn, path: output });
  return { resource: managing, output, generates: false, provenance };
}

function generatedBy(resource: Resource): Fact<Provenance> {
  const generator = GENERATORS.get(resource.type);
  return map(read(resource, ["length"], integer), (length) => ({
    kind: "generated",
    length: generator?.textLength(length) ?? length,
  }));
}

function declaredProvenance({ declaration, key }: DeclaredPart): Fact<Provenance> {
  return chain(declaration.origin(key), (kind): Fact<Provenance> => {
    const location = declaration.location("secrets", key);
    if (kind === "managed" || kind === "composed" || kind === "owner-filled" || kind === "provided") {
      return known({ kind }, location, "declared");
    }
    if (kind !== "generated") return unknown({ location, because: "unreadable", producers: [] });
    const length = declaration.number("secrets", key, "origin", "length");
    return chain(declaration.text("secrets", key, "origin", "generator"), (name) => {
      const generator = [...GENERATORS.values()].find((candidate) => candidate.name === name);
      return map(length, (count) => ({ kind, length: generator?.textLength(count) ?? count }));
    });
  });
}

function readVersion(graph: ResourceGraph, version: Resource): Secret {
  const part = graph.declaredPart("secrets", version);
  const name = part?.key ?? version.name;
  const location = { urn: version.urn, path: "secretString" };
  return {
    key: `secret/${name}`,
    label: `secret ${name}`,
    name,
    location,
    sources: [version.urn],
    purpose: part?.declaration.purpose(part.key) ?? absent(location),
    arn: read(version, ["secretId"], text),
    value: orDeclared(read(version, ["secretString"], text), provided(part?.declaration.providedValue(name))),
    provenance: orDeclared(
      provenanceOf(graph, version, "secretString"),
      part === undefined ? undefined : declaredProvenance(part),
    ),
  };
}

/** Only a provided value speaks for an unknown real one; that none was provided says nothing about it. */
function provided(value: Fact<string> | undefined): Fact<string> | undefined {
  return value?.state === "known" ? value : undefined;
}

/**
 * Proven by the dependency graph: a property computed from nothing but a generator is generated, whatever its value.
 * A value with further ingredients proves nothing here.
 */
export function provenanceOf(graph: ResourceGraph, resource: Resource, property: string): Fact<Provenance> {
  const producers = resource.producers[property] ?? [];
  const [producer] = producers;
  if (producers.length === 1 && producer !== undefined && GENERATORS.has(typeOf(producer))) {
    const generator = graph.get(producer);
    if (generator !== undefined) return generatedBy(generator);
  }
  return unknown({ location: { urn: resource.urn, path: property }, because: "not-created", producers });
}

/** Base ARN, JSON key and version of an ECS `valueFrom`. */
export interface SecretReference {
  readonly arn: string;
  readonly key: string | undefined;
}

/** `arn:aws:secretsmanager:region:account:secret:name-AbCdEf[:json-key:version-stage:version-id]`. */
export const secretReference: Shape<SecretReference> = (value) => {
  if (typeof value !== "string") return undefined;
  const parts = value.split(":");
  if (parts[2] !== "secretsmanager" || parts.length < 7) return undefined;
  return { arn: parts.slice(0, 7).join(":"), key: parts[7] === "" ? undefined : parts[7] };
};
