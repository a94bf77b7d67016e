import { groupBy } from "./group";
import type { Review, ReviewFinding } from "./schema";

/**
 * What became of the baseline's findings, and what came: by fingerprint, so that a moved line or another message is no change.
 * In a run that ended early only that is fixed which was judged again.
 */
export function changesSince(
  baseline: Review,
  findings: readonly ReviewFinding[],
  complete: boolean,
): NonNullable<Review["changes"]> {
  const before = open(baseline.findings);
  const now = open(findings);
  const judged = groupBy(findings, ({ rule, subject }) => JSON.stringify([rule, subject]));
  const gone = [...before].filter(([print]) => !now.has(print));
  const isFixed = ({ rule, subject }: ReviewFinding): boolean =>
    complete || judged.has(JSON.stringify([rule, subject]));
  return {
    baseline: { generated: baseline.generated, outcome: baseline.verdict.outcome, plan: baseline.digests.plan },
    new: [...now.keys()].filter((print) => !before.has(print)),
    fixed: gone
      .filter(([, finding]) => isFixed(finding))
      .map(([fingerprint, { rule, subject, message }]) => ({ fingerprint, rule, subject, message: message ?? "" })),
    stillOpen: [...now.keys()].filter((print) => before.has(print)),
    notReached: gone.filter(([, finding]) => !isFixed(finding)).map(([print]) => print),
  };
}

function open(findings: readonly ReviewFinding[]): ReadonlyMap<string, ReviewFinding> {
  return new Map(
    findings.filter(({ verdict }) => verdict !== "pass").map((finding) => [finding.fingerprint, finding] as const),
  );
}
