import { unknown, weaker, type Fact, type Unknown } from "./fact";
import type { MendingPart } from "./mending";
import type { Shown } from "./shown";
import type { Basis, Location, UnknownRecord } from "./verdict";

/** A rule's answer about one subject. `fail` names its message and fills it with `data`, which no raw value can enter. */
export type Judgement =
  | { readonly verdict: "pass"; readonly basis: Basis; readonly location: Location | undefined }
  | {
      readonly verdict: "fail";
      readonly basis: Basis;
      readonly location: Location | undefined;
      readonly messageId: string;
      readonly data: MessageData;
      readonly ways?: readonly Way[];
    }
  | { readonly verdict: "unproven"; readonly unknowns: readonly UnknownRecord[] };

export type MessageData = Readonly<Record<string, Shown | number>>;

/** What a check says of a known value, before the model adds what it rests on. */
export type Finding =
  | { readonly verdict: "pass" }
  | {
      readonly verdict: "fail";
      readonly messageId: string;
      readonly data: MessageData;
      readonly ways?: readonly Way[];
    };

/** What would mend a failure, as the check that found it knows: parts that are all needed. */
export type Way = readonly MendingPart[];

export const pass: Finding = { verdict: "pass" };

/** What can be said while something is unknown. */
export function unproven({ unknowns }: Unknown): Judgement {
  return { verdict: "unproven", unknowns };
}

/** A finding that needed no further look. */
export function certain(finding: Finding, location: Location, basis: Basis = "verified"): Judgement {
  return { ...finding, basis, location };
}

/** Judges a known value; absence is the caller's to answer; the unknown is unproven. */
export function judge<T>(fact: Fact<T>, check: (value: T) => Finding, whenAbsent: () => Finding): Judgement {
  if (fact.state === "unknown") return unproven(fact);
  const finding = fact.state === "known" ? check(fact.value) : whenAbsent();
  return { ...finding, basis: fact.basis, location: fact.location };
}

/**
 * All of several judgements: every failure (one is enough to be sure), else what is unproven, else a pass on the weakest
 * basis.
 */
export function settle(judgements: readonly Judgement[]): readonly Judgement[] {
  const [first] = judgements;
  if (judgements.length === 1 && first !== undefined && (first.verdict !== "unproven" || first.unknowns.length < 2))
    return judgements;
  const failed = judgements.filter((judgement) => judgement.verdict === "fail");
  if (failed.length > 0) return toldOnce(failed);
  const unknowns = judgements.flatMap((judgement) => (judgement.verdict === "unproven" ? judgement.unknowns : []));
  if (judgements.some(({ verdict }) => verdict === "unproven")) return [unproven(unknown(...distinct(unknowns)))];
  const passed = judgements.filter((judgement) => judgement.verdict === "pass");
  const basis = passed.reduce<Basis>((weakest, judgement) => weaker(weakest, judgement.basis), "verified");
  return [{ verdict: "pass", basis, location: passed[0]?.location }];
}

/** Two ways to one sentence about one place (two pools of one workload without a limit) are one finding. */
function toldOnce(failed: readonly Judgement[]): readonly Judgement[] {
  if (failed.length < 2) return failed;
  return [...new Map(failed.map((judgement) => [JSON.stringify(judgement), judgement])).values()];
}

function distinct(unknowns: readonly UnknownRecord[]): readonly UnknownRecord[] {
  if (unknowns.length < 2) return unknowns;
  return [...new Map(unknowns.map((record) => [JSON.stringify([record.because, record.location]), record])).values()];
}
