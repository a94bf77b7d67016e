/**
 * The review: one document that says everything, of which every other format is a view. Its schema here is the one truth; the
 * published JSON schema (docs/review.schema.json) is generated from it, and a document that is read is parsed with it.
 *
 * Everything is there or null, nothing is optional: who reads a document need not know which version left something out.
 */
import * as v from "valibot";
import { isVisible } from "../text";

/** Of another version nothing is read: a field that came or went would be guessed. */
export const REVIEW_SCHEMA_VERSION = 3;

const text = v.string();
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.array(text);
/** SHA-256 in hexadecimal. */
const digest = v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)));
/** 32 hexadecimal digits that stay the same while rule, resource and message do. */
const fingerprint = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const fingerprints = v.array(fingerprint);
const severity = v.picklist(["critical", "high", "medium", "low"]);

const location = v.strictObject({ urn: text, path: text });

const position = v.strictObject({ file: text, line: v.pipe(v.number(), v.integer(), v.minValue(1)), column: whole });

const counts = v.strictObject({
  passed: whole,
  /** Of the passed: resting on real values. */
  verified: whole,
  /** Of the passed: resting on the blueprint, or on an update that was rehearsed with stood-in values. */
  declared: whole,
  failed: whole,
  unproven: whole,
  /** Failed or unproven, and not let through. */
  blocking: whole,
});

const finding = v.strictObject({
  /** Unique in the document: the fingerprint, and a number where one subject fails a rule in several ways. */
  id: text,
  fingerprint,
  rule: text,
  /** Null on a pass: a rule that holds has no severity. */
  severity: v.nullable(severity),
  subject: text,
  /** The node of the architecture it is about. */
  node: text,
  verdict: v.picklist(["pass", "fail", "unproven"]),
  basis: v.nullable(v.picklist(["verified", "declared"])),
  /** Reached by an update on a copy of the stack, where what was not created yet had stood-in values. */
  rehearsed: v.boolean(),
  stage: v.picklist(["blueprint", "resource", "gate", "stack"]),
  blocks: v.boolean(),
  location,
  position: v.nullable(position),
  messageId: v.nullable(text),
  message: v.nullable(text),
  fix: v.nullable(text),
  unknowns: v.array(v.strictObject({ location, because: text, producers: texts })),
  /** Why it does not block although the rule does: a written exception, or the baseline. */
  exception: v.nullable(
    v.strictObject({ kind: v.picklist(["exemption", "baseline"]), reason: text, owner: text, until: text }),
  ),
  /** Who signed for it, and until when; null: nobody whose signature still holds. */
  signed: v.nullable(v.strictObject({ who: text, until: text })),
});

const status = v.picklist([
  "blocked",
  "open",
  "unproven",
  "accepted",
  "in-part",
  "declared",
  "proven",
  "not-applicable",
  "no-rule",
]);

const risk = v.strictObject({
  number: whole,
  title: text,
  lens: text,
  impact: text,
  priority: text,
  /** What the audit found, and where. */
  found: text,
  mitigation: text,
  status,
  rules: texts,
  findings: fingerprints,
  counts,
});

const checklistItem = v.strictObject({ title: text, why: text, status, rules: texts, counts });

const hotspot = v.strictObject({
  node: text,
  /** A cell for each column of `heatMap.columns`; null: nothing was judged there. */
  cells: v.array(v.nullable(v.strictObject({ status, failed: whole, unproven: whole, passed: whole }))),
});

const named = v.strictObject({ name: text, value: text });

const architecture = v.strictObject({
  groups: v.array(v.strictObject({ id: text, title: text, parent: v.nullable(text) })),
  nodes: v.array(
    v.strictObject({
      id: text,
      title: text,
      kind: text,
      group: v.nullable(text),
      facts: texts,
      status,
      findings: whole,
    }),
  ),
  edges: v.array(v.strictObject({ from: text, to: text, label: text, status })),
});

export const reviewSchema = v.strictObject({
  schemaVersion: v.literal(REVIEW_SCHEMA_VERSION),
  /** When it was made, ISO 8601 in UTC; given by who makes it. */
  generated: v.pipe(v.string(), v.isoTimestamp()),
  stack: v.strictObject({ project: text, name: text, environment: v.nullable(text), region: v.nullable(text) }),
  source: v.strictObject({
    kind: v.picklist(["preview", "up", "verdicts", "state"]),
    /** Whether the pack came to the end of the stack: what it did not come to is not proven, and not absent. */
    complete: v.boolean(),
    /** What came to pass besides the verdicts: errors, what was assumed, what was stood in for. */
    notes: texts,
  }),
  pack: v.nullable(v.strictObject({ name: text, version: text })),
  verdict: v.strictObject({
    /** `unfinished`: the pack did not finish, or the run went wrong. `nothing-judged`: no rule had anything to say, or of settings only. */
    outcome: v.picklist(["passes", "blocked", "unfinished", "nothing-judged"]),
    sentence: text,
    /** Present where nothing blocks in this run. */
    advisoryMode: v.nullable(v.strictObject({ reason: text, owner: text, until: text })),
  }),
  counts,
  /** Null: no baseline was given. Findings that do not pass, by fingerprint. */
  changes: v.nullable(
    v.strictObject({
      baseline: v.strictObject({ generated: text, outcome: text, plan: digest }),
      new: fingerprints,
      fixed: v.array(v.strictObject({ fingerprint, rule: text, subject: text, message: text })),
      stillOpen: fingerprints,
      /** Findings of the baseline that this run ended before: neither fixed nor open. */
      notReached: fingerprints,
    }),
  ),
  audit: v.strictObject({
    risks: v.array(risk),
    heatMap: v.strictObject({ columns: texts, rows: v.array(hotspot) }),
    checklist: v.array(v.strictObject({ phase: whole, title: text, items: v.array(checklistItem) })),
    statistics: v.array(v.strictObject({ title: text, values: v.array(named) })),
  }),
  /** The findings that do not pass, by what brings them about; blocking ones first. */
  causes: v.array(
    v.strictObject({
      id: text,
      kind: v.picklist(["fail", "unproven"]),
      title: text,
      detail: text,
      fix: v.nullable(text),
      blocks: v.boolean(),
      rules: texts,
      findings: texts,
    }),
  ),
  rules: v.array(
    v.strictObject({
      id: text,
      title: text,
      severity,
      audit: text,
      why: text,
      fix: text,
      /** Found something to judge. */
      applicable: v.boolean(),
      counts,
    }),
  ),
  /** Every rule × subject, passes too: they are evidence. */
  findings: v.array(finding),
  architecture,
  budgets: v.array(
    v.strictObject({
      database: text,
      lines: v.array(v.strictObject({ name: text, arithmetic: text, connections: v.nullable(whole) })),
      /** Null: unlimited. */
      peak: v.nullable(whole),
      usable: v.number(),
      maxConnections: whole,
      fits: v.boolean(),
      cheapestFix: v.nullable(text),
    }),
  ),
  ladders: v.array(
    v.strictObject({
      workload: text,
      rungs: v.array(v.strictObject({ statement: text, holds: v.boolean(), problem: v.nullable(text) })),
    }),
  ),
  /** By list price, before traffic; null: not estimated for this program. */
  cost: v.nullable(v.strictObject({ monthly: text, lines: texts, prices: text })),
  exceptions: v.array(
    v.strictObject({
      kind: v.picklist(["exemption", "baseline", "accepted-check", "advisory-mode"]),
      what: text,
      resource: text,
      reason: text,
      owner: text,
      until: text,
      /** Days from `generated` to the end of `until`; negative: over. */
      daysLeft: v.pipe(v.number(), v.integer()),
      /** Findings it lets through in this run. */
      findings: fingerprints,
    }),
  ),
  signOff: v.strictObject({
    /** Whether every finding that does not pass is signed for, in a run that came to its end. */
    complete: v.boolean(),
    missing: fingerprints,
    signatures: v.array(
      v.strictObject({ as: text, who: text, when: text, until: text, note: text, holds: v.boolean(), covers: whole }),
    ),
  }),
  notLookedAt: v.strictObject({
    resources: whole,
    judged: whole,
    /** Those that no rule reads, and those of which only settings and passwords were read, not what they run or hold. */
    types: v.array(v.strictObject({ type: text, count: whole, settingsOnly: v.boolean() })),
    rulesWithoutSubject: texts,
  }),
  digests: v.strictObject({ program: digest, pack: digest, policyConfiguration: digest, plan: digest }),
});

export type Review = v.InferOutput<typeof reviewSchema>;
export type ReviewFinding = Review["findings"][number];
export type ReviewCounts = Review["counts"];
export type Status = Review["audit"]["risks"][number]["status"];
export type Architecture = Review["architecture"];

class Unseen extends Error {}

/** A document that is not a review; the message is one sentence that names the place, not what stands there. */
export class ReviewError extends Error {
  override readonly name = "ReviewError";
}

/**
 * Reads a review document. Throws {@link ReviewError}; `name` says whose it is. A document is somebody's file: what is written
 * holds nothing that cannot be seen, so that one that does was not written by a review.
 */
export function parseReview(json: string, name: string): Review {
  let value: unknown;
  try {
    value = JSON.parse(json, (_key, member: unknown) => {
      if (typeof member === "string" && !isVisible(member)) throw new Unseen();
      return member;
    });
  } catch (error) {
    const why = error instanceof Unseen ? "it holds characters that cannot be seen" : "it is not JSON";
    throw new ReviewError(`${name} is not a review document: ${why}`);
  }
  const parsed = v.safeParse(reviewSchema, value);
  if (parsed.success) return parsed.output;
  const versioned = v.safeParse(v.looseObject({ schemaVersion: v.number() }), value);
  if (versioned.success && versioned.output.schemaVersion !== REVIEW_SCHEMA_VERSION) {
    throw new ReviewError(
      `${name} is a review document of version ${versioned.output.schemaVersion}, but this reads version ${REVIEW_SCHEMA_VERSION}: review the stack again`,
    );
  }
  const place = v.getDotPath(parsed.issues[0]) ?? "the document";
  throw new ReviewError(`${name} is not a review document of version ${REVIEW_SCHEMA_VERSION}: see ${place}`);
}
