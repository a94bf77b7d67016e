import { typeOf } from "./resource";
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

/** Of how many resources nothing but settings was read. */
export function settingsOnly({ notLookedAt }: Pick<EndRecord, "notLookedAt">): number {
  return notLookedAt.reduce((sum, { count, settingsOnly: only }) => (only === true ? sum + count : sum), 0);
}

/** What the verdicts of a run speak of. `settings`: of nothing but the settings of what no rule looks at. */
export type Scope = "stack" | "settings" | "nothing";

/** @param end undefined: the run did not come to its end. */
export function scopeOf(verdicts: readonly VerdictRecord[], end: EndRecord | undefined): Scope {
  // What the gate says of its own configuration says nothing of the stack.
  const spoken = verdicts.filter(({ subject }) => !subject.startsWith("gate/"));
  const types = new Set(end?.notLookedAt.flatMap(({ type, settingsOnly: only }) => (only === true ? [type] : [])));
  if (spoken.length === 0 || (end?.judged === 0 && types.size === 0)) return "nothing";
  // A key begins with the URN of what was judged.
  return spoken.every(({ key }) => types.has(typeOf(key))) ? "settings" : "stack";
}
