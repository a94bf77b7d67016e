/** Every failure of the mutations, and whether what its rule suggests was seen to mend it. */
import type { VerdictRecord } from "../../policies/model";
import { changeOf, withoutPlaces } from "../../offline/suggest/changes";
import { mend, type Mending } from "../../offline/suggest/search";
import type { Trial } from "../../offline/suggest/trial";
import { judge } from "./judge";
import type { Mutation } from "./mutation";
import { record } from "./record";

interface Outcome {
  readonly verdicts: readonly VerdictRecord[];
  /** The rules that the engine showed a finding of, whether or not it stands at the end. */
  readonly told: ReadonlySet<string>;
}

export interface Tried {
  readonly failure: VerdictRecord;
  readonly mending: Mending;
  /** With what mends it. */
  readonly after: Outcome | undefined;
  /** What the account has against an update with it; undefined: nothing, or it was not asked. */
  readonly refused: string | undefined;
}

/** Runs the program with the mutation, and each suggestion upon it. */
export async function suggestionsFor(mutation: Mutation): Promise<readonly Tried[]> {
  const { at, settings = {}, properties = [], configuration } = mutation;
  // Shown as a preview, so that all of its failures are said and not the first alone.
  const outcomeOf = async (changed: Mutation): Promise<Outcome> => {
    const { verdicts, diagnostics } = await judge(await record(at, changed), "preview", changed.configuration);
    return { verdicts, told: new Set(diagnostics.map(({ policy }) => policy)) };
  };
  // As the runner does: what mends one failure is often what mends another.
  const seen = new Map<string, Promise<Outcome | undefined>>();
  const attempt = (trial: Trial): Promise<Outcome | undefined> => {
    const key = JSON.stringify(trial);
    // What the account refuses is a trial that has failed.
    const trying = seen.get(key) ?? outcomeOf(changedBy(trial)).catch(() => undefined);
    seen.set(key, trying);
    return trying;
  };
  const { verdicts: before } = await outcomeOf(mutation);
  const changedBy = ({ unset, configuration: places, set }: Trial): Mutation => ({
    ...mutation,
    settings: Object.fromEntries(Object.entries(settings).filter(([key]) => !unset.includes(key))),
    properties: [...properties, ...set.flat().map(changeOf)],
    ...(configuration === undefined
      ? {}
      : { configuration: withoutPlaces(configuration, places) as Mutation["configuration"] & object }),
  });
  const asked = new Map<string, Promise<string | undefined>>();
  const refusal = (trial: Trial): Promise<string | undefined> => {
    const key = JSON.stringify(trial);
    const asking =
      asked.get(key) ??
      record("up", changedBy(trial)).then(
        () => undefined,
        (error: unknown) => String(error),
      );
    asked.set(key, asking);
    return asking;
  };
  const tried: Tried[] = [];
  for (const failure of before.filter(({ verdict }) => verdict === "fail")) {
    const given = new Set(Object.keys(settings));
    const mending = await mend(failure, before, given, async (trial) => (await attempt(trial))?.verdicts);
    const after = mending.kind === "mended" ? await attempt(mending.by) : undefined;
    const refused = mending.kind === "mended" && isPutTogether(mending.by) ? await refusal(mending.by) : undefined;
    tried.push({ failure, mending, after, refused });
  }
  return tried;
}

/** Of what comes from elsewhere, is new, or has to fit to something else, AWS may think otherwise than a preview. */
function isPutTogether({ set }: Trial): boolean {
  return set.some((change) => change.length > 1 && new Set(change.map(({ urn }) => urn)).size > 1);
}

/** Of every rule that has something against it, what was not seen to be mended. */
export async function leftOf(mutation: Mutation, given?: readonly Tried[]): Promise<readonly string[]> {
  const tried = given ?? (await suggestionsFor(mutation));
  const rules = new Set(tried.map(({ failure }) => failure.rule));
  // What a blueprint was refused for no longer stands once the real part is seen; with what mends that, nobody is told of it.
  const isTold = (id: string) => !tried.some(({ after }) => after !== undefined && !after.told.has(id));
  const untold = Object.keys(mutation.found).filter((id) => !rules.has(id) && isTold(id));
  const open = tried.filter(({ mending }) => mending.kind !== "mended").map(({ failure }) => failure.rule);
  const refused = tried.flatMap((one) => (one.refused === undefined ? [] : [`${one.failure.rule}: ${one.refused}`]));
  return [...untold, ...open, ...refused];
}
