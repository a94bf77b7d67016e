/**
 * The review as an in-toto statement: its subjects are what was reviewed, by digest; its predicate is the verdict, in the
 * fields of SLSA's verification summary and with the counts. Unsigned: `cosign attest` and `actions/attest` sign it.
 */
import { createHash } from "node:crypto";
import * as v from "valibot";
import { parseReview, type Review } from "../document/schema";
import { renderJson } from "./json";

const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
const PREDICATE_TYPE = "https://slsa.dev/verification_summary/v1";

const sha256Digest = v.strictObject({ sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) });

const statementSchema = v.strictObject({
  _type: v.literal(STATEMENT_TYPE),
  subject: v.pipe(v.array(v.strictObject({ name: v.string(), digest: sha256Digest })), v.nonEmpty()),
  predicateType: v.literal(PREDICATE_TYPE),
  predicate: v.unknown(),
});

/** Subjects without a digest (a run that only has a verdict file) are left out; the review itself is always there. */
export function renderStatement(review: Review): string {
  const { digests, generated, pack, stack, verdict, counts } = review;
  const parts = [
    ["review.json", sha256(renderJson(review))],
    ["plan", digests.plan],
    ["program", digests.program],
    ["policy-pack", digests.pack],
    ["policy-configuration", digests.policyConfiguration],
  ] as const;
  const statement = {
    _type: STATEMENT_TYPE,
    subject: parts.flatMap(([name, digest]) => (digest === null ? [] : [{ name, digest: { sha256: digest } }])),
    predicateType: PREDICATE_TYPE,
    predicate: {
      verifier: { id: "pkg:npm/guardrails", version: { guardrails: pack?.version ?? "" } },
      timeVerified: generated,
      resourceUri: `pulumi:${encodeURIComponent(stack.project)}/${encodeURIComponent(stack.name)}`,
      policy: {
        uri: `pkg:npm/${encodeURIComponent(pack?.name ?? "none")}@${encodeURIComponent(pack?.version ?? "")}`,
        ...(digests.pack === null ? {} : { digest: { sha256: digests.pack } }),
      },
      // Where nothing can block, nothing has been let through by a gate.
      verificationResult: verdict.outcome === "passes" && verdict.advisoryMode === null ? "PASSED" : "FAILED",
      verifiedLevels: [],
      slsaVersion: "1.0",
      // Named as SLSA names extensions: VENDOR_FIELD.
      guardrails_verdict: { outcome: verdict.outcome, counts, signedOff: review.signOff.complete },
    },
  };
  return `${JSON.stringify(statement, null, 1)}\n`;
}

/**
 * Whether a statement is the one of a review document, byte for byte. Null: it is; else one sentence that says what differs.
 * Bytes, not text: a decoder makes the same text of different broken bytes. Throws ReviewError where the document is
 * what the statement is about and no review of this version.
 */
export function verifyStatement(statement: Uint8Array, document: Uint8Array): string | null {
  const parsed = v.safeParse(statementSchema, json(Buffer.from(statement).toString()));
  if (!parsed.success) return "the statement is not an in-toto statement of a review";
  const claimed = parsed.output.subject.find(({ name }) => name === "review.json")?.digest.sha256;
  if (claimed !== sha256(document)) return "the document is not the one the statement is about";
  const review = parseReview(Buffer.from(document).toString(), "the document");
  const expected = Buffer.from(renderStatement(review));
  return expected.equals(statement) ? null : "the statement says something else than the document";
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
