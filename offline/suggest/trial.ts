import type { SuggestedChange, SuggestedProperty } from "guardrails-policies/model";

/** What is changed for one trial. */
export interface Trial {
  /** Keys of the configuration that are left to what they mean when nobody sets them. */
  readonly unset: readonly string[];
  /** Places in the policy configuration that are taken out. */
  readonly configuration: readonly string[];
  readonly set: readonly SuggestedChange[];
}

/** One part of a trial. */
export type Step = { readonly unset: string } | { readonly configuration: string } | { readonly set: SuggestedChange };

/** The run as it is. */
export const NO_CHANGE: Trial = { unset: [], configuration: [], set: [] };

export function trialOf(steps: readonly Step[]): Trial {
  return {
    unset: steps.flatMap((step) => ("unset" in step ? [step.unset] : [])),
    configuration: steps.flatMap((step) => ("configuration" in step ? [step.configuration] : [])),
    set: steps.flatMap((step) => ("set" in step ? [step.set] : [])),
  };
}

/** Whether it takes something away, so that a rule may have nothing left to look at. */
export function takesAway({ configuration, set }: Trial): boolean {
  const leavesOut = ({ value, from, edit }: SuggestedProperty) =>
    value === null || from !== undefined || edit?.kind === "without" || (edit?.kind === "exec" && edit.alone);
  return configuration.length > 0 || set.flat().some(leavesOut);
}
