/** Finds the smallest change that mends a failure, by trying: nothing is suggested that has not been seen to work. */
import type { SuggestedChange, Suggestion, VerdictRecord } from "guardrails-policies/model";
import { isMended } from "./mended";
import { type Step, takesAway, type Trial, trialOf } from "./trial";

/** How a run of the program with a trial's changes ended; undefined: it went wrong, so the trial has failed. */
export type Try = (trial: Trial) => Promise<readonly VerdictRecord[] | undefined>;

export type Mending =
  | { readonly kind: "mended"; readonly by: Trial }
  /** What is suggested was seen not to mend it, or to break something else. */
  | { readonly kind: "failed" }
  /** Nothing is suggested that could be tried. */
  | { readonly kind: "untried" };

/**
 * What its own rule names is tried first, then what the others that failed do: several failures may have one cause, and one
 * of the rules sees it best. Only then what each names for where that does not: that the declaration be what is built, say.
 * @param given the keys of the configuration that are set
 * @param before the verdicts of the run in which it failed
 */
export async function mend(
  failure: VerdictRecord,
  before: readonly VerdictRecord[],
  given: ReadonlySet<string>,
  attempt: Try,
): Promise<Mending> {
  const others = before.filter((record) => record.verdict === "fail" && record !== failure);
  const own = waysOf(failure.suggestion, given);
  const theirs = others.map(({ suggestion }) => waysOf(suggestion, given));
  const ways = distinct([
    ...own.first,
    ...theirs.flatMap(({ first }) => first),
    ...own.otherwise,
    ...theirs.flatMap(({ otherwise }) => otherwise),
  ]);
  const mends = async (steps: readonly Step[]): Promise<boolean> => {
    const trial = trialOf(steps);
    const after = await attempt(trial);
    return after !== undefined && isMended(failure, before, after, takesAway(trial));
  };
  for (const steps of ways) {
    if (await mends(steps)) return { kind: "mended", by: trialOf(await smallest(steps, mends)) };
  }
  return { kind: ways.length === 0 ? "untried" : "failed" };
}

type Way = readonly Step[];

interface Ways {
  readonly first: readonly Way[];
  readonly otherwise: readonly Way[];
}

/** Settings before properties, both together where neither does; and what is named for where none of these does. */
function waysOf(suggestion: Suggestion = {}, given: ReadonlySet<string>): Ways {
  const { settings = [], configuration = [], set = [], otherwise = [] } = suggestion;
  const unset: Way = settings.filter((key) => given.has(key)).map((key) => ({ unset: key }));
  const taken: Way = configuration.map((path) => ({ configuration: path }));
  const properties = set.map(asStep);
  const both = unset.length > 0 && properties.length > 0 ? [...unset, ...properties] : [];
  return {
    first: [taken, unset, properties, both].filter((steps) => steps.length > 0),
    otherwise: otherwise.map((way) => way.map(asStep)),
  };
}

function asStep(change: SuggestedChange): Step {
  return { set: change };
}

function distinct(ways: readonly (readonly Step[])[]): readonly (readonly Step[])[] {
  return [...new Map(ways.map((steps) => [JSON.stringify(steps), steps])).values()];
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
