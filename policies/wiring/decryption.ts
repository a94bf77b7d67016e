import { allows, type Allowance } from "../facts/iam-policy";
import { globMatches } from "../facts/glob";
import { known, map, type Fact } from "../model/fact";
import type { ResourceGraph } from "../model/graph";
import { isSet, readComputed, text, type Resource } from "../model/resource";
import { KEY_POLICIES } from "../platforms/iam";
import { Named } from "../platforms/named";
import { SECRETS } from "../platforms/secretsmanager";
import { entryOf } from "../platforms/secretsmanager/entries";
import { secretReference } from "../platforms/secretsmanager/reference";
import type { Variable } from "../subjects/environment";

const KEY = "aws:kms/key:Key";
const KEYS_BY_ARN = new Named(KEY, "arn");
const KEYS_BY_ID = new Named(KEY, "keyId");

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
  const key = valueFrom?.state === "known" ? keyOf(graph, valueFrom.value) : undefined;
  if (key === undefined || isSet(key, "policy")) return no;
  if (KEY_POLICIES.some((type) => graph.ofType(type).length > 0)) return no;
  const may = (covers: (glob: string) => boolean) => allows(allowances, "kms:Decrypt", covers);
  if (!may(() => true)) return known(true, location);
  if (may((glob) => ANY_KEY.test(glob))) return no;
  return map(readComputed(key, ["arn"], text), (arn) => !may((glob) => globMatches(glob, arn)));
}

/** The key of this stack that encrypts what a reference names; undefined: it has none, or one from elsewhere. */
function keyOf(graph: ResourceGraph, valueFrom: string): Resource | undefined {
  const reference = secretReference(valueFrom);
  if (reference === undefined) return undefined;
  const [kept, property] =
    reference.name === undefined
      ? [graph.first(SECRETS, reference.id), "keyId"]
      : [entryOf(graph, reference), "kmsKeyId"];
  if (kept === undefined) return undefined;
  const [key] = [...KEYS_BY_ARN.by(graph, kept, property), ...KEYS_BY_ID.by(graph, kept, property)];
  return key;
}
