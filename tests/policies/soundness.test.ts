import * as fc from "fast-check";
import { rules } from "../../policies/rules";
import { run } from "../../policies/testing";
import { soundness } from "./soundness/properties";
import { resourcesOf, stack } from "./soundness/stacks";

/** The promise under everything else; `npm run test:long` draws many more. */
const RUNS = 300;

it("never overturns what it verified, tells early what it can, and blocks nothing sound, in any order", async () => {
  const tried = await fc.check(soundness, { numRuns: RUNS });
  expect(fc.defaultReportMessage(tried)).toBeUndefined();
});

it("gives a verdict on every subject it sees, or says why it cannot", async () => {
  await fc.assert(
    fc.asyncProperty(stack, async (drawn) => {
      const { verdicts } = await run(rules, resourcesOf(drawn), { phase: "preview" });
      const silent = verdicts.filter((verdict) =>
        verdict.verdict === "unproven" ? (verdict.unknowns ?? []).length === 0 : verdict.basis === undefined,
      );
      expect(silent).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
