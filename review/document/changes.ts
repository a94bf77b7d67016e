import type { Review, ReviewFinding } from "./schema";

/** What became of the baseline's findings, and what came: by fingerprint, so that a moved line or another message is no change. */
export function changesSince(baseline: Review, findings: readonly ReviewFinding[]): NonNullable<Review["changes"]> {
  const before = open(baseline.findings);
  const now = open(findings);
  return {
    baseline: { generated: baseline.generated, outcome: baseline.verdict.outcome, plan: baseline.digests.plan },
    new: [...now.keys()].filter((print) => !before.has(print)),
    fixed: [...before]
      .filter(([print]) => !now.has(print))
      .map(([fingerprint, { rule, subject, message }]) => ({ fingerprint, rule, subject, message: message ?? "" })),
    stillOpen: [...now.keys()].filter((print) => before.has(print)),
  };
}

function open(findings: readonly ReviewFinding[]): ReadonlyMap<string, ReviewFinding> {
  return new Map(
    findings.filter(({ verdict }) => verdict !== "pass").map((finding) => [finding.fingerprint, finding] as const),
  );
}
