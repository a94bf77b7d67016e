/** KMS keys that somebody else made and keeps, instead of the stack's own. */
import * as v from "valibot";
import { type AlarmSettings, makesTopics } from "./config-alarms";
import { json, objectOf } from "./config-values";

/** What the stack encrypts with a key of each: stores, Secrets Manager, log groups, alarm topics. */
export const KEY_USES = ["data", "secrets", "logs", "alerts"] as const;

export type KeyUse = (typeof KEY_USES)[number];

/** ARNs; null: the stack makes its own. */
export type GivenKeys = Readonly<Record<KeyUse, string | null>>;

const WANTED = `an object with the ARN of a KMS key (arn:aws:kms:…:key/…, no alias) for one or more of ${KEY_USES.join(", ")}`;
const arn = v.optional(v.pipe(v.string(), v.regex(/^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/)));

export const KMS_KEYS = {
  kmsKeys: v.optional(
    json(
      WANTED,
      v.pipe(
        objectOf({ data: arn, secrets: arn, logs: arn, alerts: arn } satisfies Record<KeyUse, typeof arn>, WANTED),
        v.check((given) => Object.keys(given).length > 0),
      ),
    ),
  ),
};

type Given = v.InferOutput<v.ObjectSchema<typeof KMS_KEYS, undefined>>;

export function givenKeys({ kmsKeys }: Given): GivenKeys {
  return {
    data: kmsKeys?.data ?? null,
    secrets: kmsKeys?.secrets ?? null,
    logs: kmsKeys?.logs ?? null,
    alerts: kmsKeys?.alerts ?? null,
  };
}

/** Uses the stack makes a key for; a stack that makes no topics needs none for alerts. */
export function ownKeyUses(keys: GivenKeys, alarms: AlarmSettings): readonly KeyUse[] {
  return KEY_USES.filter((use) => keys[use] === null && (use !== "alerts" || makesTopics(alarms)));
}
