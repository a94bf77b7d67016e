import { unknown, weaker, type Fact, type Unknown } from "./fact";
import type { Basis, Location, UnknownRecord } from "./verdict";

/** A rule's answer about one subject. `fail` names its message and fills it with `data`, never with a secret. */
export type Judgement =
  | { readonly verdict: "pass"; readonly basis: Basis; readonly location: Location | undefined }
  | {
      readonly verdict: "fail";
      readonly basis: Basis;
      readonly location: Location | undefined;
      readonly messageId: string;
      readonly data: MessageData;
    }
  | { readonly verdict: "unproven"; readonly unknowns: readonly UnknownRecord[] };

export type MessageData = Readonly<Record<string, string | number>>;

/** What a check says of a known value, before the model adds what it rests on. */
export type Finding =
  { readonly verdict: "pass" } | { readonly verdict: "fail"; readonly messageId: string; readonly data: MessageData };

export const pass: Finding = { verdict: "pass" };

/** What can be said while something is unknown. */
export function unproven({ unknowns }: Unknown): Judgement {
  return { verdict: "unproven", unknowns };
}

/** Judges a known value; absence is the caller's to answer; the unknown is unproven. */
export function judge<T>(fact: Fact<T>, check: (value: T) => Finding, whenAbsent: () => Finding): Judgement {
  if (fact.state === "unknown") return unproven(fact);
  const finding = fact.state === "known" ? check(fact.value) : whenAbsent();
  return { ...finding, basis: fact.basis, location: fact.location };
}

/**
 * All of several judgements: the first failure decides (one is enough to be sure), else what is unproven, else a pass
 * on the weakest basis.
 */
export function all(judgements: readonly Judgement[]): Judgement {
  const failed = judgements.find((judgement) => judgement.verdict === "fail");
  if (failed !== undefined) return failed;
  const unknowns = judgements.flatMap((judgement) => (judgement.verdict === "unproven" ? judgement.unknowns : []));
  if (unknowns.length > 0) return unproven(unknown(...unknowns));
  const passed = judgements.filter((judgement) => judgement.verdict === "pass");
  return {
    verdict: "pass",
    basis: passed.reduce<Basis>((basis, judgement) => weaker(basis, judgement.basis), "verified"),
    location: passed[0]?.location,
  };
}
