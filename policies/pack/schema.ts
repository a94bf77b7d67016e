import * as v from "valibot";
import { isDay } from "../facts";

/** Longer text than anybody reads is a mistake or an attack. */
const text = (longest: number) => v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(longest));

const day = v.pipe(v.string(), v.isoDate(), v.check(isDay, "a day of the calendar as YYYY-MM-DD"));

export const LEVELS = ["mandatory", "advisory", "disabled"] as const;

const level = v.picklist(LEVELS);
const unprovenLevel = v.picklist(["mandatory", "advisory"]);

const responsibility = {
  /** Why the exception is right; who reads the review has nothing else to go by. */
  reason: v.pipe(v.string(), v.trim(), v.minLength(10), v.maxLength(1000)),
  owner: text(100),
};

const exemptionSchema = v.strictObject({
  rule: text(100),
  /** A glob over addresses: `*` is any text, `?` one character. */
  resource: text(1000),
  /** One variable or property of the resource; without it the exemption is for all of them. */
  setting: v.optional(text(200)),
  ...responsibility,
  expires: day,
});

const acceptedCheckSchema = v.strictObject({
  checks: v.pipe(v.array(text(100)), v.nonEmpty(), v.maxLength(100)),
  resource: text(1000),
  ...responsibility,
  expires: day,
});

const modeSchema = v.strictObject({ advisory: v.strictObject({ until: day, ...responsibility }) });

/** SHA-256 in hexadecimal, its first half. */
const fingerprint = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, "32 hexadecimal digits"));

export const baselineSchema = v.strictObject({
  until: day,
  ...responsibility,
  findings: v.pipe(
    v.array(
      v.strictObject({
        fingerprint,
        /** For who reads the file; the fingerprint alone decides. */
        rule: text(100),
        subject: text(1000),
        messageId: text(100),
      }),
    ),
    v.maxLength(10_000),
  ),
});

/** The dispatcher's properties: what stands under `guardrails` in a policy configuration. */
export const dispatcherSchema = v.strictObject({
  profile: v.optional(v.picklist(["production", "development"])),
  mode: v.optional(modeSchema),
  unproven: v.optional(
    v.strictObject({
      preview: v.optional(unprovenLevel),
      up: v.optional(unprovenLevel),
      beyond: v.optional(unprovenLevel),
    }),
  ),
  rules: v.optional(
    v.record(
      v.string(),
      v.strictObject({ level: v.optional(level), options: v.optional(v.record(v.string(), v.unknown())) }),
    ),
  ),
  exemptions: v.optional(v.pipe(v.array(exemptionSchema), v.maxLength(1000))),
  acceptedChecks: v.optional(v.pipe(v.array(acceptedCheckSchema), v.maxLength(1000))),
  baseline: v.optional(baselineSchema),
});

/** A written exception: for one rule, on the resources a glob names, with a reason, an owner and an end. */
export type Exemption = v.InferOutput<typeof exemptionSchema>;

/**
 * A written exception from other tools' checks, by their own ids: nothing here judges them, but who reviews the stack
 * finds every accepted finding, whoever reports it, in one place.
 */
export type AcceptedCheck = v.InferOutput<typeof acceptedCheckSchema>;

/** A first run: everything is judged and shown, nothing blocks, until a day. */
export type AdvisoryMode = v.InferOutput<typeof modeSchema>["advisory"];

/** The findings that were there when the pack was introduced: they advise until a day, new ones block. */
export type Baseline = v.InferOutput<typeof baselineSchema>;
