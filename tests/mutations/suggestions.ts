/** Every failure of the mutations, and whether what its rule suggests was seen to mend it. */
import type { VerdictRecord } from "../../policies/model";
import { changeOf } from "../../offline/suggest/changes";
import { mend, type Mending, type Trial, type Try } from "../../offline/suggest/search";
import { judge } from "./judge";
import type { Mutation } from "./mutation";
import { record } from "./record";

interface Tried {
  readonly failure: VerdictRecord;
  readonly mending: Mending;
}

/** Runs the program with the mutation, and each suggestion upon it. */
async function suggestionsFor(mutation: Mutation): Promise<readonly Tried[]> {
  const { at, settings = {}, properties = [], configuration } = mutation;
  // Shown as a preview, so that all of its failures are said and not the first alone.
  const verdictsOf = async (changed: Mutation) =>
    (await judge(await record(at, changed), "preview", configuration)).verdicts;
  // As the runner does: what mends one failure is often what mends another.
  const seen = new Map<string, ReturnType<Try>>();
  const before = await verdictsOf(mutation);
  const changedBy = ({ unset, set }: Trial): Mutation => ({
    ...mutation,
    settings: Object.fromEntries(Object.entries(settings).filter(([key]) => !unset.includes(key))),
    properties: [...properties, ...set.flat().map(changeOf)],
  });
  const tried: Tried[] = [];
  for (const failure of before.filter(({ verdict }) => verdict === "fail")) {
    const mending = await mend(failure, before, new Set(Object.keys(settings)), (trial) => {
      const key = JSON.stringify(trial);
      const trying = seen.get(key) ?? verdictsOf(changedBy(trial));
      seen.set(key, trying);
      return trying;
    });
    tried.push({ failure, mending });
  }
  return tried;
}

/** Of every rule that has something against it, what was not seen to be mended. */
export async function leftOf(mutation: Mutation): Promise<readonly string[]> {
  const tried = await suggestionsFor(mutation);
  const rules = new Set(tried.map(({ failure }) => failure.rule));
  const untold = Object.keys(mutation.found).filter((id) => !rules.has(id));
  const open = tried.filter(({ mending }) => mending.kind !== "mended").map(({ failure }) => failure.rule);
  return [...untold, ...open];
}
