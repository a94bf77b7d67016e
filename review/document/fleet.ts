/**
 * Many reviews as one: stacks by risk, the worst first, what many stacks have in common, and the exceptions about to end. The
 * order the reviews come in, and the machines they were made on, leave no trace.
 */
import * as v from "valibot";
import { compareText } from "../text";
import { RISKS } from "./audit-seed";
import { groupBy } from "./group";
import { ReviewError, type Review, reviewSchema, type Status } from "./schema";
import { countFindings, STATUS_ORDER, statusOf, worst } from "./status";

const entries = reviewSchema.entries;

const fleetStack = v.strictObject({
  project: v.string(),
  name: v.string(),
  generated: v.string(),
  outcome: entries.verdict.entries.outcome,
  counts: entries.counts,
  /** A status for each of the audit's risks, in their order. */
  risks: v.array(entries.audit.entries.risks.item.entries.status),
  signedOff: v.boolean(),
  plan: v.nullable(v.string()),
});

export const fleetSchema = v.strictObject({
  schemaVersion: v.literal(1),
  generated: v.string(),
  stacks: v.array(fleetStack),
  risks: v.array(v.strictObject({ number: v.number(), title: v.string() })),
  /** Rules that are broken or open, by how many stacks. */
  rules: v.array(
    v.strictObject({ rule: v.string(), title: v.string(), blocked: v.array(v.string()), open: v.array(v.string()) }),
  ),
  /** The first to end first. */
  exceptions: v.array(
    v.strictObject({
      stack: v.string(),
      kind: v.string(),
      what: v.string(),
      owner: v.string(),
      until: v.string(),
      daysLeft: v.number(),
    }),
  ),
});

export type Fleet = v.InferOutput<typeof fleetSchema>;

/** The report on a fleet. Throws {@link ReviewError} where two reviews are of one stack. */
export function mergeReviews(reviews: readonly Review[], now: string): Fleet {
  const named = [...reviews].sort((a, b) => compareText(nameOf(a), nameOf(b)));
  for (const [index, review] of named.entries()) {
    const next = named[index + 1];
    if (next !== undefined && nameOf(next) === nameOf(review)) {
      throw new ReviewError(`two reviews are of the stack ${nameOf(review)}`);
    }
  }
  return {
    schemaVersion: 1,
    generated: now,
    stacks: named
      .map(stackOf)
      .sort((a, b) => heavier(a, b) || compareText(`${a.project}/${a.name}`, `${b.project}/${b.name}`)),
    risks: RISKS.map(({ number, title }) => ({ number, title })),
    rules: rulesOf(named),
    exceptions: named
      .flatMap((review) =>
        review.exceptions.map(({ kind, what, owner, until, daysLeft }) => ({
          stack: nameOf(review),
          kind,
          what,
          owner,
          until,
          daysLeft,
        })),
      )
      .sort((a, b) => a.daysLeft - b.daysLeft || compareText(JSON.stringify(a), JSON.stringify(b))),
  };
}

export function nameOf({ stack }: Pick<Review, "stack">): string {
  return `${stack.project}/${stack.name}`;
}

function stackOf({ stack, generated, verdict, counts, audit, signOff, digests }: Review): Fleet["stacks"][number] {
  return {
    project: stack.project,
    name: stack.name,
    generated,
    outcome: verdict.outcome,
    counts,
    risks: audit.risks.map(({ status }) => status),
    signedOff: signOff.complete,
    plan: digests.plan,
  };
}

const OUTCOMES = ["blocked", "unfinished", "nothing-judged", "passes"];

/** Blocked first, then by the worst risk, then by how much is open. */
function heavier(a: Fleet["stacks"][number], b: Fleet["stacks"][number]): number {
  const rank = (status: Status): number => STATUS_ORDER.indexOf(status);
  const worstOf = ({ risks }: Fleet["stacks"][number]): number => Math.min(STATUS_ORDER.length, ...risks.map(rank));
  return (
    OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) ||
    b.counts.blocking - a.counts.blocking ||
    worstOf(a) - worstOf(b) ||
    b.counts.failed + b.counts.unproven - (a.counts.failed + a.counts.unproven)
  );
}

function rulesOf(reviews: readonly Review[]): Fleet["rules"] {
  const titles = new Map(reviews.flatMap(({ rules }) => rules.map(({ id, title }) => [id, title] as const)));
  const found = reviews.flatMap((review) =>
    [...groupBy(review.findings, ({ rule }) => rule)].map(([rule, findings]) => ({
      rule,
      stack: nameOf(review),
      status: worst(findings),
      open: countFindings(findings).failed + countFindings(findings).unproven,
    })),
  );
  return [
    ...groupBy(
      found.filter(({ open }) => open > 0),
      ({ rule }) => rule,
    ),
  ]
    .map(([rule, at]) => ({
      rule,
      title: titles.get(rule) ?? rule,
      blocked: at.filter(({ status }) => status === "blocked").map(({ stack }) => stack),
      open: at.filter(({ status }) => status !== "blocked").map(({ stack }) => stack),
    }))
    .sort(
      (a, b) => b.blocked.length - a.blocked.length || b.open.length - a.open.length || compareText(a.rule, b.rule),
    );
}

/** Which stacks another pack or configuration would block anew, and which it would let go. */
export interface Impact {
  readonly stack: string;
  readonly before: Review["verdict"]["outcome"];
  readonly after: Review["verdict"]["outcome"];
  readonly newlyBlocked: readonly { readonly rule: string; readonly subject: string; readonly message: string }[];
  readonly noLongerBlocked: readonly { readonly rule: string; readonly subject: string }[];
}

export function impactOf(before: Review, after: Review): Impact {
  const blocking = (review: Review) =>
    new Map(
      review.findings.filter((finding) => statusOf(finding) === "blocked").map((finding) => [finding.id, finding]),
    );
  const was = blocking(before);
  const is = blocking(after);
  return {
    stack: nameOf(before),
    before: before.verdict.outcome,
    after: after.verdict.outcome,
    newlyBlocked: [...is]
      .filter(([id]) => !was.has(id))
      .map(([, { rule, subject, message }]) => ({ rule, subject, message: message ?? "" })),
    noLongerBlocked: [...was].filter(([id]) => !is.has(id)).map(([, { rule, subject }]) => ({ rule, subject })),
  };
}
