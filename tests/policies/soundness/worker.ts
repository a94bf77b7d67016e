import * as fc from "fast-check";
import { soundness } from "./properties";

/** A process of `npm run test:long`: for each seed that it is sent it tries so many stacks, and says how that ended. */
interface Batch {
  readonly seed: number;
  readonly stacks: number;
  /** Looks for the smallest stack that fails in place of the one that was drawn: minutes. */
  readonly shrink: boolean;
}

process.on("message", ({ seed, stacks, shrink }: Batch) => {
  void fc.check(soundness, { seed, numRuns: stacks, endOnFailure: !shrink }).then((result) => {
    const failure = result.failed ? fc.defaultReportMessage(result) : undefined;
    const { errorInstance: error } = result;
    process.send?.({
      seed,
      stacks: result.numRuns,
      failure,
      path: result.counterexamplePath ?? undefined,
      cause: error instanceof Error ? error.message : undefined,
    });
  });
});
