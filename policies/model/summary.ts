import type { EndRecord, VerdictRecord } from "./verdict";

/** How many of the verdicts are what. */
export interface VerdictCounts {
  readonly passed: number;
  /** Of those passed: by the values of real resources or by provenance. */
  readonly verified: number;
  /** Of those passed: by a rehearsal. */
  readonly rehearsed: number;
  readonly failed: number;
  readonly unproven: number;
}

export function countVerdicts(verdicts: readonly VerdictRecord[]): VerdictCounts {
  const passed = verdicts.filter((verdict) => verdict.verdict === "pass");
  return {
    passed: passed.length,
    verified: passed.filter((verdict) => verdict.basis === "verified").length,
    rehearsed: passed.filter((verdict) => verdict.rehearsed === true).length,
    failed: verdicts.filter((verdict) => verdict.verdict === "fail").length,
    unproven: verdicts.filter((verdict) => verdict.verdict === "unproven").length,
  };
}

/** The verdicts of a run in one line. */
export function verdictSummary(verdicts: readonly VerdictRecord[]): string {
  const { passed, verified, rehearsed, failed, unproven } = countVerdicts(verdicts);
  const bases = [
    `${verified} verified`,
    `${passed - verified - rehearsed} declared`,
    ...(rehearsed === 0 ? [] : [`${rehearsed} rehearsed`]),
  ];
  return `verdicts: ${passed} passed (${bases.join(", ")}), ${failed} failed, ${unproven} unproven`;
}

/** How many resources there were to look at, the engine's own left out. */
export function resourcesToJudge({ judged, notLookedAt }: EndRecord): number {
  return judged + notLookedAt.reduce((sum, { count }) => sum + count, 0);
}
