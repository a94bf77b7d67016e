/** What an account's owners ask of everything that is made in it: tags, and of roles a path and a permissions boundary. */
import * as v from "valibot";
import { json, text } from "./config-values";

/** The stack's own; by `product` and `environment` its deployer, its budget and its bill are told apart. */
export const FIXED_TAGS = ["product", "environment", "name"];

/** Of the fifty tags a resource may have (AWS tagging, "Tag naming limits and requirements"), five are the stack's. */
const MAX_TAGS = 45;

const TAGS = `an object of at most ${MAX_TAGS} tags: keys of 128 characters and values of 256 at most, of letters, digits, spaces and any of _.:/=+-@, none beginning with aws: and none of ${FIXED_TAGS.join(", ")} in any case`;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const tags = v.pipe(
  // A list is a record to valibot.
  v.unknown(),
  v.check((given) => !Array.isArray(given)),
  v.record(
    v.pipe(
      v.string(),
      v.regex(CHARACTERS),
      v.minLength(1),
      v.maxLength(128),
      v.check((key) => !/^aws:/i.test(key) && !FIXED_TAGS.includes(key.toLowerCase())),
    ),
    v.pipe(v.string(), v.regex(CHARACTERS), v.maxLength(256)),
  ),
  // IAM's keys are the same in any case.
  v.check((given) => {
    const keys = Object.keys(given).map((key) => key.toLowerCase());
    return keys.length <= MAX_TAGS && new Set(keys).size === keys.length;
  }),
);

export const ACCOUNT_KEYS = {
  tags: v.optional(json(TAGS, tags)),
  rolePath: v.optional(
    text("a path of 512 characters at most, such as /applications/", /^(?=.{3,512}$)\/([\w+=,.@-]+\/)+$/),
  ),
  permissionsBoundaryArn: v.optional(
    text("the ARN of an IAM policy", /^arn:[a-z-]+:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/),
  ),
};

export interface AccountSettings {
  /** Beside the stack's own; one that is the stack's in another case takes its place. */
  readonly tags: Readonly<Record<string, string>>;
  readonly roles: RoleRules;
}

/** Of every role that the stack makes. */
export interface RoleRules {
  /** null: `/`. */
  readonly path: string | null;
  readonly permissionsBoundary: string | null;
}

type Given = v.InferOutput<v.StrictObjectSchema<typeof ACCOUNT_KEYS, undefined>>;

export function accountSettings(given: Given): AccountSettings {
  return {
    tags: given.tags ?? {},
    roles: { path: given.rolePath ?? null, permissionsBoundary: given.permissionsBoundaryArn ?? null },
  };
}

/** All tags of a resource: what is given goes before what is the stack's. */
export function withGiven(
  own: Readonly<Record<string, string>>,
  given: AccountSettings["tags"],
): Record<string, string> {
  const taken = new Set(Object.keys(given).map((key) => key.toLowerCase()));
  const kept = Object.entries(own).filter(([key]) => !taken.has(key));
  return { ...Object.fromEntries(kept), ...given };
}
