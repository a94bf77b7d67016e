import type { ReviewCounts, ReviewFinding, Status } from "./schema";

/** From what a reader must see first to what is settled. */
export const STATUS_ORDER: readonly Status[] = [
  "blocked",
  "unproven",
  "open",
  "accepted",
  "in-part",
  "declared",
  "proven",
  "not-applicable",
  "no-rule",
];

/** A status in the words of every format. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  blocked: "blocked",
  unproven: "not proven",
  open: "open, advises",
  accepted: "accepted in writing",
  "in-part": "holds as far as judged",
  declared: "holds as planned",
  proven: "proven",
  "not-applicable": "nothing of the kind here",
  "no-rule": "no rule speaks to it",
};

export function statusOf(finding: Pick<ReviewFinding, "verdict" | "blocks" | "exception" | "basis">): Status {
  if (finding.verdict === "pass") return finding.basis === "verified" ? "proven" : "declared";
  if (finding.blocks) return "blocked";
  if (finding.exception !== null) return "accepted";
  return finding.verdict === "unproven" ? "unproven" : "open";
}

/** The worst of what was found; without a finding there was nothing of the kind, or no rule that asks. */
export function worst(findings: readonly ReviewFinding[], ruled = true): Status {
  const found = new Set(findings.map(statusOf));
  return STATUS_ORDER.find((status) => found.has(status)) ?? (ruled ? "not-applicable" : "no-rule");
}

/** What the words of a row rest on. */
export interface RowBasis {
  /** The rules that speak to it. */
  readonly rules: readonly string[];
  /** Whether the pack came to the end of the stack. */
  readonly complete: boolean;
}

/**
 * The status of a row that several rules speak to: the worst of what they found. It is proven only where each of them found
 * something that holds; where some found nothing to judge it holds in part; and of a run that ended early nobody knows what
 * would have come.
 */
export function rowStatus(findings: readonly ReviewFinding[], { rules, complete }: RowBasis): Status {
  const status = worst(findings, rules.length > 0);
  if (!HOLDS.has(status)) return status;
  if (!complete) return "unproven";
  const judged = new Set(findings.map(({ rule }) => rule));
  return status === "not-applicable" || rules.every((rule) => judged.has(rule)) ? status : "in-part";
}

const HOLDS: ReadonlySet<Status> = new Set(["proven", "declared", "not-applicable"]);

export function countFindings(findings: readonly ReviewFinding[]): ReviewCounts {
  const of = (test: (finding: ReviewFinding) => boolean) => findings.filter(test).length;
  return {
    passed: of(({ verdict }) => verdict === "pass"),
    verified: of(({ verdict, basis }) => verdict === "pass" && basis === "verified"),
    declared: of(({ verdict, basis }) => verdict === "pass" && basis !== "verified"),
    failed: of(({ verdict }) => verdict === "fail"),
    unproven: of(({ verdict }) => verdict === "unproven"),
    blocking: of(({ blocks }) => blocks),
  };
}
