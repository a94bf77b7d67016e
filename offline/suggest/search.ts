/** Finds the smallest change that mends a failure, by trying: nothing is suggested that has not been seen to work. */
import type { SuggestedProperty, VerdictRecord } from "guardrails-policies/model";

/** What is changed for one trial. */
export interface Trial {
  /** Keys of the configuration that are left to what they mean when nobody sets them. */
  readonly unset: readonly string[];
  /** Each in all of its places. */
  readonly set: readonly (readonly SuggestedProperty[])[];
}

/** How a run of the program with a trial's changes ended; undefined: it went wrong, so the trial has failed. */
export type Try = (trial: Trial) => Promise<readonly VerdictRecord[] | undefined>;

export type Mending =
  | { readonly kind: "mended"; readonly by: Trial }
  /** What is suggested was seen not to mend it, or to break something else. */
  | { readonly kind: "failed" }
  /** Nothing is suggested that could be tried. */
  | { readonly kind: "untried" };

type Step = { readonly unset: string } | { readonly set: readonly SuggestedProperty[] };

/**
 * @param given the keys of the configuration that are set
 * @param before the verdicts of the run in which it failed
 */
export async function mend(
  failure: VerdictRecord,
  before: readonly VerdictRecord[],
  given: ReadonlySet<string>,
  attempt: Try,
): Promise<Mending> {
  const { settings = [], set = [] } = failure.suggestion ?? {};
  const unset: readonly Step[] = settings.filter((key) => given.has(key)).map((key) => ({ unset: key }));
  const properties: readonly Step[] = set.map((places) => ({ set: places }));
  if (unset.length + properties.length === 0) return { kind: "untried" };
  const mends = async (steps: readonly Step[]): Promise<boolean> => {
    const after = await attempt(trialOf(steps));
    return after !== undefined && isMended(failure, before, after);
  };
  const ways = [unset, properties, [...unset, ...properties]].filter(
    (steps, index, all) => steps.length > 0 && (index < 2 || all.slice(0, 2).every((one) => one.length > 0)),
  );
  for (const steps of ways) {
    if (await mends(steps)) return { kind: "mended", by: trialOf(await smallest(steps, mends)) };
  }
  return { kind: "failed" };
}

/** Leaves out what is not needed, until without any one part of the rest it does not mend. */
async function smallest(
  steps: readonly Step[],
  mends: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  if (steps.length === 1) return steps;
  for (const step of steps) {
    const fewer = steps.filter((other) => other !== step);
    if (await mends(fewer)) return smallest(fewer, mends);
  }
  return steps;
}

function trialOf(steps: readonly Step[]): Trial {
  return {
    unset: steps.flatMap((step) => ("unset" in step ? [step.unset] : [])),
    set: steps.flatMap((step) => ("set" in step ? [step.set] : [])),
  };
}

/** It is not said of that subject any more although the rule still speaks of it, and nothing new is said of anything. */
export function isMended(
  failure: VerdictRecord,
  before: readonly VerdictRecord[],
  after: readonly VerdictRecord[],
): boolean {
  const open = after.filter(({ verdict }) => verdict !== "pass");
  if (open.some((record) => identity(record) === identity(failure))) return false;
  // Where it was taken away, the rule may have nothing left to say.
  const gone = failure.suggestion?.set?.flat().some(({ value }) => value === null) === true;
  if (!gone && !after.some(({ rule, subject }) => rule === failure.rule && subject === failure.subject)) return false;
  const known = new Set(before.filter(({ verdict }) => verdict !== "pass").map(identity));
  return open.every((record) => known.has(identity(record)));
}

function identity({ rule, subject, messageId }: VerdictRecord): string {
  return JSON.stringify([rule, subject, messageId]);
}
