/** Tags of the owner's on everything that takes tags, beside the stack's own. */
import * as v from "valibot";
import type { Check } from "./checks";
import { byName, json } from "./config-values";

/** The stack's own: who deploys is bounded by some, and the bill is read by others. */
export const OWN_TAGS = ["Name", "cost-center", "environment", "owner", "product"] as const;

/** AWS takes 50 on a resource (AWS tagging, "Tag naming limits and requirements"), ours and ECS's two on a task among them. */
const MOST = 40;

const WANTED = `an object of at most ${MOST} tags, each a key of up to 128 and a value of up to 256 letters, digits, spaces or any of _.:/=+-@, no key beginning with aws: or rds: or being another one in other letters`;

// Spaces at an end are cut off by some services, and would be a difference in every preview.
const text = (maximum: number) =>
  v.pipe(v.string(), v.regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u), v.regex(/^(\S(.*\S)?)?$/u), v.maxLength(maximum));
/** RDS keeps a prefix for itself too (RDS user guide, "Tagging Amazon RDS resources"). */
const key = v.pipe(text(128), v.minLength(1), v.regex(/^(?!aws:|rds:)/i));

export const TAG_KEYS = {
  tags: v.optional(
    json(
      WANTED,
      v.pipe(
        byName(key, text(256), WANTED),
        v.check((tags) => Object.keys(tags).length <= MOST),
        // IAM takes `Team` and `team` for the same key (IAM user guide, "Tags for IAM resources").
        v.check((tags) => new Set(Object.keys(tags).map(folded)).size === Object.keys(tags).length),
      ),
    ),
  ),
};

/** What is wrong, as [key, found, wanted]: whose tag is to be the stack's. */
export function tagMistakes(tags: Readonly<Record<string, string>>, namespace = "guardrails"): Check[] {
  const own: readonly string[] = OWN_TAGS.map(folded);
  const wanted = `without the stack's own tags (${OWN_TAGS.join(", ")}); ${namespace}:owner and ${namespace}:costCenter set two of them`;
  return Object.keys(tags)
    .filter((given) => own.includes(folded(given)))
    .map((given) => ["tags", given, wanted]);
}

function folded(name: string): string {
  return name.toLowerCase();
}
