import { allows, type Allowance } from "../facts/iam-policy";
import { globMatches } from "../facts/glob";
import { absent, chain, known, map, type Fact } from "../model/fact";
import { Index, type ResourceGraph } from "../model/graph";
import { namedFrom } from "../model/place";
import { isSet, read, readComputed, text, typeOf, type Resource } from "../model/resource";
import type { Location } from "../model/verdict";
import { KEY_ALIAS, KEY_POLICIES } from "../platforms/iam";
import { Named } from "../platforms/named";
import { holdersOf } from "../platforms/secretsmanager";
import { entriesWithoutArn, entryOf } from "../platforms/secretsmanager/entries";
import { secretReference } from "../platforms/secretsmanager/reference";
import type { Variable } from "../subjects/environment";

const KEY = "aws:kms/key:Key";
const KEYS_BY_ARN = new Named(KEY, "arn");
const KEYS_BY_ID = new Named(KEY, "keyId");
const ALIASES = new Index("KMS aliases by name", [KEY_ALIAS], (alias) => {
  const name = read(alias, ["name"], text);
  return name.state === "known" ? [name.value] : [];
});

/** Covers keys whose ARN nobody knows yet. */
const ANY_KEY = /^(?:\*|arn:[^:]*:kms:[^:]*:[^:]*:(?:key\/)?\*)$/;

/**
 * Whether a variable's secret has a key of this stack that a role's policies do not let it decrypt with. Only what is sure: a key
 * with a policy of its own, or a grant, may let it in (KMS developer guide, *Default key policy*).
 */
export function isLocked(
  graph: ResourceGraph,
  allowances: readonly Allowance[],
  { valueFrom }: Variable,
): Fact<boolean> {
  const location = { urn: valueFrom?.state === "known" ? valueFrom.location.urn : "", path: "secrets" };
  const no = known(false, location);
  const may = (covers: (glob: string) => boolean) => allows(allowances, "kms:Decrypt", covers);
  if (KEY_POLICIES.some((type) => graph.ofType(type).length > 0) || may((glob) => ANY_KEY.test(glob))) return no;
  if (valueFrom?.state !== "known" || graph.ofType(KEY).length === 0) return no;
  const locked = chain(keyOf(graph, valueFrom.value, location), (key): Fact<boolean> => {
    if (isSet(key, "policy")) return no;
    if (!may(() => true)) return known(true, location);
    return map(readComputed(key, ["arn"], text), (arn) => !may((glob) => globMatches(glob, arn)));
  });
  return locked.state === "absent" ? no : locked;
}

/**
 * The key of this stack that encrypts what a reference names; absent: it has none, or one from elsewhere. An ARN that is written in
 * words may be that of what has none to be seen yet.
 */
function keyOf(graph: ResourceGraph, valueFrom: string, location: Location): Fact<Resource> {
  const reference = secretReference(valueFrom);
  if (reference === undefined) return absent(location);
  const isParameter = reference.name === undefined;
  const property = isParameter ? "keyId" : "kmsKeyId";
  const kept = isParameter ? holdersOf(graph, reference, location.urn)[0] : entryOf(graph, reference);
  if (kept === undefined) {
    const maybe = isParameter ? undefined : entriesWithoutArn(graph).find((entry) => isSet(entry, property));
    return maybe === undefined ? absent(location) : openOutput(maybe, ["arn"]);
  }
  return keyNamed(graph, kept, property, location);
}

function keyNamed(graph: ResourceGraph, resource: Resource, property: string, location: Location): Fact<Resource> {
  const [key] = [...KEYS_BY_ARN.by(graph, resource, property), ...KEYS_BY_ID.by(graph, resource, property)];
  if (key !== undefined) return known(key, location);
  const named = read(resource, [property], text);
  const made = (resource.producers[property] ?? []).find((urn) => typeOf(urn) === KEY_ALIAS);
  const name = named.state === "known" ? /(?:^|:)(alias\/.+)$/.exec(named.value)?.[1] : undefined;
  const alias =
    name !== undefined
      ? namedFrom(resource, graph.find(ALIASES, name))[0]
      : made === undefined
        ? undefined
        : graph.get(made);
  if (alias !== undefined) return keyNamed(graph, alias, "targetKeyId", location);
  if (named.state !== "known") return named;
  const [type, output] = name === undefined ? [KEY, "arn"] : [KEY_ALIAS, "name"];
  // AWS's own aliases are nobody's to make.
  const unseen = name?.startsWith("alias/aws/")
    ? undefined
    : graph.ofType(type).find((own) => read(own, [output], text).state !== "known");
  return unseen === undefined ? absent(location) : openOutput(unseen, [output]);
}

function openOutput(resource: Resource, path: readonly string[]): Fact<never> {
  const output = readComputed(resource, path, text);
  return output.state === "unknown" ? output : absent({ urn: resource.urn, path: path.join(".") });
}
