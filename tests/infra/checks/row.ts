import type { Registered } from "../run-program";
import type { Change, Stack } from "./stack";

/** One property that public scanners check on the resource types of this stack. */
export interface Row {
  readonly property: string;
  /**
   * `must`: true of production, without exception. `must or reason`: true of it, or accepted in writing because AWS offers
   * nothing else or the catalogue itself allows it. `should`: true of it or accepted. `conflict`: the design wants the opposite.
   */
  readonly need: "must" | "must or reason" | "should" | "conflict";
  /** The scanners' own ids, of Checkov, cdk-nag, AWS Foundational Security, Control Tower, Trivy, KICS, cfn-guard, tflint. */
  readonly checks: readonly string[];
  /** The resources it is judged on. */
  readonly subjects: (stack: Stack) => readonly Registered[];
  readonly holds: (subject: Registered, stack: Stack) => boolean;
  /** One change of the real resources that turns the row's answer around. */
  readonly flip: Change;
}

/** The resources a row does not hold for. */
export function failing(row: Row, stack: Stack): readonly Registered[] {
  return row.subjects(stack).filter((subject) => !row.holds(subject, stack));
}

/** Nothing to judge is not a pass. */
export function holds(row: Row, stack: Stack): boolean {
  return row.subjects(stack).length > 0 && failing(row, stack).length === 0;
}
