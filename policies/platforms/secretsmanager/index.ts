import { absent, asDeclared, chain, map, orDeclared, unknown, type Fact } from "../../model/fact";
import { Index, type DeclaredPart, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import type { Platform } from "../../model/platform";
import { flag, isSet, read, readComputed, text, type Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { Provenance, Secret } from "../../subjects/credential";
import { declaredSubject, partIndex, partKey, realSubject, unrealised } from "../blueprint/parts";
import { GENERATORS, generatedBy, provenanceOf } from "../random";
import { EVENT_RULE, SECRET, SECRET_ROTATION, SECRET_VERSION } from "./entries";
import { isPlainSecret, isStoredPlain, readPlainParameter, valueOf } from "./plain-parameter";
import { parameterId, secretName, type SecretReference } from "./reference";

export const PARAMETER = "aws:ssm/parameter:Parameter";
const RDS_INSTANCE = "aws:rds/instance:Instance";

/** Secrets by what a reference to them names. */
export const SECRETS = new Index("secrets", [SECRET_VERSION, PARAMETER], (resource) => {
  const id = read(resource, [resource.type === PARAMETER ? "name" : "secretId"], text);
  if (id.state !== "known") return [];
  return [resource.type === PARAMETER ? parameterId(id.value) : id.value];
});

/** Versions by the name of their secret, which its ARN ends with. */
const VERSIONS_BY_NAME = new Index("secret versions by name", [SECRET_VERSION], (version) => {
  const id = read(version, ["secretId"], text);
  if (id.state !== "known") return [];
  return [id.value.startsWith("arn:") ? secretName(id.value.split(":").slice(6).join(":")) : id.value];
});

/** What holds the value of a secret that is asked for by its name. */
export function secretHoldersNamed(graph: ResourceGraph, name: string, asker: string): readonly Resource[] {
  return namedFrom({ place: graph.get(asker)?.place }, graph.find(VERSIONS_BY_NAME, name));
}

/** What holds the value that a reference names: of one name in several places that where the reference, or else who names it, is. */
export function holdersOf(graph: ResourceGraph, { id, place }: SecretReference, asker: string): readonly Resource[] {
  return namedFrom({ place: place ?? graph.get(asker)?.place }, graph.find(SECRETS, id));
}

/** Secret versions by the declared secret they hold. */
export const SECRETS_BY_PART = partIndex("secrets", "secrets", [SECRET_VERSION]);
const GENERATORS_BY_PART = partIndex("generators", "secrets", [...GENERATORS.keys()]);

export const secretsmanager: Platform = {
  name: "secretsmanager",
  types: {
    [SECRET_VERSION]: "judged",
    [PARAMETER]: "judged",
    [SECRET]: "supports",
    [SECRET_ROTATION]: "supports",
    [EVENT_RULE]: "supports",
  },
  subjects: {
    secret: { [SECRET_VERSION]: readVersion, [PARAMETER]: readParameter },
    credential: { [SECRET_VERSION]: readVersion, [PARAMETER]: readSecureParameter },
    "plain-settings": { [PARAMETER]: readPlainParameter },
  },
};

/** The ways a version's value can be written; more than one is refused by AWS. */
const VALUES = [
  { property: "secretString", binary: false },
  { property: "secretStringWo", binary: false },
  { property: "secretBinary", binary: true },
] as const;

function readVersion(version: Resource, { graph }: Stack): readonly Secret[] {
  const part = graph.declaredPart("secrets", version);
  const written = VALUES.filter(({ property }) => isSet(version, property));
  const [{ property, binary } = VALUES[0]] = written;
  const subject = realSubject(version, part, "secrets", property);
  return [
    {
      ...subject,
      purpose: part?.declaration.purpose(part.key) ?? absent(subject.location),
      arn: read(version, ["secretId"], text),
      value: orDeclared(read(version, [property], text), providedValue(part)),
      binary,
      provenance: orDeclared(
        provenanceOf(graph, version, property),
        part === undefined ? undefined : declaredProvenance(part),
      ),
    },
  ];
}

function readParameter(parameter: Resource, { graph }: Stack): readonly Secret[] {
  const property = valueOf(parameter);
  const location = { urn: parameter.urn, path: property };
  const subject = realSubject(parameter, undefined, "secrets", property);
  return [
    {
      ...subject,
      purpose: absent(location),
      arn: map(read(parameter, ["name"], text), parameterId),
      value: read(parameter, [property], text),
      binary: false,
      provenance: provenanceOf(graph, parameter, property),
    },
  ];
}

/** A plain parameter is configuration, unless its name and its value say that it is a secret: by its name alone nobody knows. */
function readSecureParameter(parameter: Resource, stack: Stack): readonly Secret[] {
  const found = readParameter(parameter, stack);
  if (!isStoredPlain(parameter)) return found;
  return found.filter(({ value }) => value.state === "known" && isPlainSecret(parameter));
}

/** Only a provided value speaks for an unknown real one; that none was provided says nothing about it. */
function providedValue(part: DeclaredPart | undefined): Fact<string> | undefined {
  const value = part?.declaration.providedValue(part.key);
  return value?.state === "known" ? value : undefined;
}

/** Declared secrets without a version of their own: generators, managed passwords, and what is not built yet. */
export function declaredSecrets(blueprint: Resource, { graph }: Stack): readonly Secret[] {
  return unrealised(graph, blueprint, "secrets", SECRETS_BY_PART).map((part) => readPart(graph, part));
}

function readPart(graph: ResourceGraph, part: DeclaredPart): Secret {
  const { declaration, key } = part;
  const proof = proofOf(graph, part);
  const subject = declaredSubject(part, "secrets");
  const location = proof === undefined ? subject.location : { urn: proof.resource.urn, path: proof.output };
  return {
    ...subject,
    location,
    // What makes its value is there, though no resource of its own is.
    basis: proof === undefined ? "declared" : "verified",
    purpose: declaration.purpose(key),
    arn: graph.missing(location),
    value:
      proof?.generates === true ? readComputed(proof.resource, [proof.output], text) : declaration.providedValue(key),
    binary: false,
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
function proofOf(graph: ResourceGraph, part: DeclaredPart): Proof | undefined {
  const [generator] = graph.find(GENERATORS_BY_PART, partKey(part, "secrets"));
  if (generator !== undefined) {
    const output = GENERATORS.get(generator.type)?.output ?? "result";
    return { resource: generator, output, generates: true, provenance: generatedBy(generator) };
  }
  const origin = part.declaration.origin(part.key);
  if (origin.state !== "known" || origin.value !== "managed") return undefined;
  const managing = graph.ofType(RDS_INSTANCE).find((instance) => {
    const managed = read(instance, ["manageMasterUserPassword"], flag);
    return managed.state === "known" && managed.value && graph.declaredPart("databases", instance) !== undefined;
  });
  if (managing === undefined) return undefined;
  const output = "manageMasterUserPassword";
  const provenance: Fact<Provenance> = map(read(managing, [output], flag), () => ({ kind: "managed" }));
  return { resource: managing, output, generates: false, provenance };
}

function declaredProvenance({ declaration, key }: DeclaredPart): Fact<Provenance> {
  return chain(declaration.origin(key), (kind): Fact<Provenance> => {
    const location = declaration.location("secrets", key);
    if (kind === "managed" || kind === "composed" || kind === "owner-filled" || kind === "provided") {
      return asDeclared({ state: "known", value: { kind }, location, basis: "declared" });
    }
    if (kind !== "generated") return unknown({ location, because: "unreadable", producers: [] });
    const length = declaration.number("secrets", key, "origin", "length");
    return chain(declaration.text("secrets", key, "origin", "generator"), (name) => {
      const generator = [...GENERATORS.values()].find((candidate) => candidate.name === name);
      return map(length, (count) => ({ kind, length: generator?.textLength(count) ?? count }));
    });
  });
}
