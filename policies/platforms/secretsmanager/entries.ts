import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import { read, text, type Resource } from "../../model/resource";
import { secretName, type SecretReference } from "./reference";

export const SECRET = "aws:secretsmanager/secret:Secret";
export const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
export const SECRET_ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";
/** What may start a deployment when a secret has been rotated. */
export const EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";

/** Secrets by their ARN, which there is once they exist, and by their name in AWS. */
const ENTRIES = new Index("secret entries", [SECRET], (secret) => {
  const arn = read(secret, ["arn"], text);
  const name = read(secret, ["name"], text);
  return [...(arn.state === "known" ? [arn.value] : []), ...(name.state === "known" ? [`name ${name.value}`] : [])];
});

/** The secret of this stack that a reference names, whether or not it holds a value; undefined: none. */
export function entryOf(graph: ResourceGraph, { id, name, place }: SecretReference): Resource | undefined {
  return (
    graph.first(ENTRIES, id) ??
    (name === undefined ? undefined : namedFrom({ place }, graph.find(ENTRIES, `name ${name}`))[0])
  );
}

/** Secrets of this stack that have neither a name nor an ARN to be told by yet: one that is named in words may be any of them. */
export function entriesWithoutArn(graph: ResourceGraph): readonly Resource[] {
  return graph
    .ofType(SECRET)
    .filter((secret) => ["arn", "name"].every((property) => read(secret, [property], text).state !== "known"));
}

/** Versions by the secret they were computed from, while its ARN is not known; under {@link ANY} those of nobody knows which. */
const VERSIONS = new Index("versions by secret", [SECRET_VERSION], (version) => {
  const producers = version.producers.secretId ?? [];
  const undecided = producers.length === 0 && read(version, ["secretId"], text).state === "unknown";
  return [...producers.map((urn) => `from ${urn}`), ...(undecided ? [ANY] : [])];
});

const ANY = "\u0000any";

/** The versions that this stack gives a secret. */
export function versionsOf(graph: ResourceGraph, entry: Resource): readonly Resource[] {
  return [...graph.find(VERSIONS, `from ${entry.urn}`), ...graph.find(VERSIONS, ANY)];
}

/** Rotations by the secret they change. */
const ROTATIONS = new Index("rotations by secret", [SECRET_ROTATION], (rotation) => {
  const secret = read(rotation, ["secretId"], text);
  return secret.state === "known" ? [secret.value, `name ${secretName(secret.value.split(":").at(-1) ?? "")}`] : [];
});

/** The rotation that this stack gives a secret. */
export function rotationOf(graph: ResourceGraph, { id, name, place }: SecretReference): Resource | undefined {
  return (
    graph.first(ROTATIONS, id) ??
    (name === undefined ? undefined : namedFrom({ place }, graph.find(ROTATIONS, `name ${name}`))[0])
  );
}
