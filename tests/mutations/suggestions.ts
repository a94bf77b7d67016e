/** Every failure of the mutations, and whether what its rule suggests was seen to mend it. */
import type { VerdictRecord } from "../../policies/model";
import { changeOf } from "../../offline/suggest/changes";
import { mend, type Mending } from "../../offline/suggest/search";
import { judge } from "./judge";
import type { Mutation } from "./mutation";
import { record } from "./record";

export interface Tried {
  readonly failure: VerdictRecord;
  readonly mending: Mending;
}

/** Runs the program with the mutation, and each suggestion upon it. */
export async function suggestionsFor(mutation: Mutation): Promise<readonly Tried[]> {
  const { at, settings = {}, properties = [], configuration } = mutation;
  // Shown as a preview, so that all of its failures are said and not the first alone.
  const verdictsOf = async (changed: Mutation) =>
    (await judge(await record(at, changed), "preview", configuration)).verdicts;
  const before = await verdictsOf(mutation);
  const tried: Tried[] = [];
  for (const failure of before.filter(({ verdict }) => verdict === "fail")) {
    const mending = await mend(failure, before, new Set(Object.keys(settings)), async ({ unset, set }) => {
      const kept = Object.fromEntries(Object.entries(settings).filter(([key]) => !unset.includes(key)));
      return verdictsOf({ ...mutation, settings: kept, properties: [...properties, ...set.flat().map(changeOf)] });
    });
    tried.push({ failure, mending });
  }
  return tried;
}
