import { DeferredRefusals } from "../../../policies/pack/deferred-refusals";
import type { Violation } from "../../../policies/pack/sdk";

const violation = (name: string, enforcementLevel: Violation["enforcementLevel"]): Violation => ({
  ...{ name, urn: "urn:a", enforcementLevel },
  ...{ description: "a rule", message: "a finding", severity: "critical" },
});

describe("refusals of a run that shall come to its end", () => {
  const blocks = violation("cors-not-wildcard", "mandatory");
  const advises = violation("image-pinned", "advisory");

  it("are reported at its end, once and as they were, and advice at once", () => {
    const said: Violation[] = [];
    const report = (each: Violation) => void said.push(each);
    const deferred = new DeferredRefusals();
    const holding = deferred.holding(report);
    holding(blocks);
    holding(advises);
    expect(said).toEqual([advises]);
    deferred.release(report);
    expect(said).toEqual([advises, blocks]);
    deferred.release(report);
    expect(said).toHaveLength(2);
  });
});
