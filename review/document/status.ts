import type { ReviewCounts, ReviewFinding, Status } from "./schema";

/** From what a reader must see first to what is settled. */
export const STATUS_ORDER: readonly Status[] = [
  "blocked",
  "unproven",
  "open",
  "accepted",
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
  declared: "holds as declared",
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
