/**
 * The sign-off: who answers for which findings, until when. It names fingerprints, not a plan, so that it survives a new plan:
 * fewer findings need no new signature, a new finding always does.
 */
import { isDay } from "guardrails-policies/facts";
import * as v from "valibot";
import { oneLine, visible } from "../text";
import { daysLeft } from "./exceptions";
import { ReviewError, type Review, type ReviewFinding } from "./schema";

/** What somebody signs as: the questions an auditor asks of a change (SOC 2, CC8.1). */
export const SIGNED_AS = ["authorised", "tested", "approved"] as const;

export type SignedAs = (typeof SIGNED_AS)[number];

const day = v.pipe(v.string(), v.check(isDay));

export const signOffSchema = v.strictObject({
  schemaVersion: v.literal(1),
  signatures: v.array(
    v.strictObject({
      as: v.picklist(SIGNED_AS),
      who: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200)),
      when: v.pipe(v.string(), v.isoTimestamp()),
      until: day,
      note: v.pipe(v.string(), v.maxLength(2000)),
      /** The plan that was looked at; for who asks later, not a condition. */
      plan: v.nullable(v.string()),
      fingerprints: v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))),
    }),
  ),
});

export type SignOff = v.InferOutput<typeof signOffSchema>;

export const NO_SIGN_OFF: SignOff = { schemaVersion: 1, signatures: [] };

/** Reads a sign-off file. Throws {@link ReviewError}. */
export function parseSignOff(json: string, name: string): SignOff {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ReviewError(`${name} is not a sign-off file: it is not JSON`);
  }
  const parsed = v.safeParse(signOffSchema, value);
  if (parsed.success) return parsed.output;
  throw new ReviewError(`${name} is not a sign-off file: see ${v.getDotPath(parsed.issues[0]) ?? "the document"}`);
}

/** Only an approval lets a finding be deployed; who tested or authorised is answered beside it. */
const LETS_THROUGH: SignedAs = "approved";

/** The findings with their signatures, and what is still to be signed: of a run that ended early, nobody knows all of it. */
export function signed(
  { signatures }: SignOff,
  findings: readonly ReviewFinding[],
  { now, complete }: { readonly now: string; readonly complete: boolean },
): { readonly findings: readonly ReviewFinding[]; readonly signOff: Review["signOff"] } {
  const holding = signatures.filter(({ until }) => daysLeft(until, now) >= 0);
  const approval = new Map<string, ReviewFinding["signed"]>();
  for (const { as, who, until, fingerprints } of holding) {
    if (as !== LETS_THROUGH) continue;
    for (const print of fingerprints) approval.set(print, { who: oneLine(who), until });
  }
  const open = findings.filter(({ verdict }) => verdict !== "pass");
  const openPrints = new Set(open.map(({ fingerprint }) => fingerprint));
  const missing = [...openPrints].filter((print) => !approval.has(print));
  return {
    findings: findings.map((finding) =>
      finding.verdict === "pass" ? finding : { ...finding, signed: approval.get(finding.fingerprint) ?? null },
    ),
    signOff: {
      complete: complete && missing.length === 0,
      missing,
      signatures: signatures.map(({ as, who, when, until, note, fingerprints }) => ({
        as,
        who: oneLine(who),
        when,
        until,
        note: visible(note),
        holds: daysLeft(until, now) >= 0,
        covers: fingerprints.filter((print) => openPrints.has(print)).length,
      })),
    },
  };
}

/** A sign-off with one more signature, for every finding of a review that does not pass. */
export function withSignature(
  signOff: SignOff,
  review: Review,
  signature: {
    readonly as: SignedAs;
    readonly who: string;
    readonly when: string;
    readonly until: string;
    readonly note: string;
  },
): SignOff {
  const open = review.findings.filter(({ verdict }) => verdict !== "pass").map(({ fingerprint }) => fingerprint);
  const entry = { ...signature, plan: review.digests.plan, fingerprints: [...new Set(open)].sort() };
  return { schemaVersion: 1, signatures: [...signOff.signatures, entry] };
}
