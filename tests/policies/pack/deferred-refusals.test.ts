import { DeferredRefusals } from "../../../policies/pack/deferred-refusals";
import { corsNotWildcard } from "../../../policies/rules/cors/cors-not-wildcard";
import { run } from "../../../policies/testing";
import { task } from "../fixtures";
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

it("let a run come to its end, which says from the first on that it is such a run, and fails there", async () => {
  const open = ["api", "admin"].map((name) => task(name, { environment: { CORS_ORIGINS: "*" } }));
  const { created, diagnostics } = await run([corsNotWildcard], open, { phase: "up", refusesAtTheEnd: true });
  expect(created).toEqual(open);
  expect(diagnostics.map(({ policy, level }) => [policy, level])).toEqual([
    ["guardrails", "advisory"],
    ["cors-not-wildcard", "mandatory"],
    ["cors-not-wildcard", "mandatory"],
  ]);
  expect(diagnostics[0]?.message).toContain("GUARDRAILS_REHEARSAL is set: ");
  const stopped = await run([corsNotWildcard], open, { phase: "up" });
  expect([stopped.created.length, stopped.diagnostics.length]).toEqual([0, 1]);
});
