import type { ReportViolation, Violation } from "./sdk";

/**
 * Refusals of a run that shall come to its end, such as a rehearsal, which then says all that is wrong at once: what blocks is
 * held back while resources are registered and reported at the end, so that the run stays refused.
 */
export class DeferredRefusals {
  readonly #held: Violation[] = [];

  /** A report that lets through what does not block. */
  holding(report: ReportViolation): ReportViolation {
    return (violation) => {
      if (violation.enforcementLevel === "mandatory") this.#held.push(violation);
      else report(violation);
    };
  }

  /** Reports what was held back. */
  release(report: ReportViolation): void {
    for (const violation of this.#held.splice(0)) report(violation);
  }
}
