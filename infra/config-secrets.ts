/** Secrets that are kept and filled elsewhere. Each message completes "… must be …". */
import * as v from "valibot";
import { byName, jsonOrUndefined, text } from "./config-values";

/** A secret in Secrets Manager that its owner fills. */
export interface KeptSecret {
  readonly secretArn: string;
  /** Pins one version, so that a new value is deployed on purpose; null: the current one when a task starts. */
  readonly versionId: string | null;
  /** The member of a JSON secret; null: the whole value. */
  readonly key: string | null;
  /** The customer key it is encrypted with; null: AWS's own key for Secrets Manager. */
  readonly kmsKeyArn: string | null;
}

export interface ExternalSecret extends KeptSecret {
  /** Names of workloads that read it. */
  readonly workloads: readonly string[];
}

const ARN = /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}$/;

/** Which secret, and what of it. */
export const SECRET_ENTRIES = {
  secretArn: text("a secret's whole ARN, with its six letters at the end", ARN),
  versionId: v.optional(text("a version's id of 32 to 64 letters, digits and -", /^[\w-]{32,64}$/)),
  key: v.optional(text("a key of its JSON", /^[^:\s]+$/)),
  kmsKeyArn: v.optional(text("a KMS key's ARN", /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/)),
};

const externalSecret = v.strictObject({
  ...SECRET_ENTRIES,
  workloads: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/))), v.minLength(1)),
});

const WANTED =
  "an object of variable names, each with the secretArn and the names of the workloads that read it, and if need be versionId, key and kmsKeyArn";

const EXTERNAL_SECRETS = byName(v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]*$/)), externalSecret, WANTED);

/** Whatever is wrong, the one sentence is said: what stands in a wrong place may be a secret. */
export const externalSecrets = v.pipe(
  v.string(WANTED),
  v.rawTransform(({ dataset, addIssue, NEVER }): Record<string, ExternalSecret> => {
    const parsed = v.safeParse(EXTERNAL_SECRETS, jsonOrUndefined(dataset.value));
    if (parsed.success) {
      const filled = Object.entries(parsed.output).map(([variable, { workloads, ...secret }]) => {
        return [variable, { ...keptSecret(secret), workloads }] as const;
      });
      return Object.fromEntries(filled);
    }
    addIssue({ message: WANTED });
    return NEVER;
  }),
);

export function keptSecret(given: v.InferOutput<v.StrictObjectSchema<typeof SECRET_ENTRIES, undefined>>): KeptSecret {
  const { secretArn, versionId = null, key = null, kmsKeyArn = null } = given;
  return { secretArn, versionId, key, kmsKeyArn };
}
