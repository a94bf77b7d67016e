import type { Violation } from "../../../policies/pack/sdk";
import { refusalName, standing } from "../../../policies/pack/standing-refusal";

const violation = (name: string, urn: string, enforcementLevel: Violation["enforcementLevel"]): Violation => ({
  ...{ name, urn, enforcementLevel },
  ...{ description: "a rule", message: "a finding", severity: "critical" },
});

function reported(violations: readonly Violation[]): readonly Violation[] {
  const found: Violation[] = [];
  const { report, end } = standing((each) => found.push(each), "refusal-1");
  violations.forEach(report);
  end();
  return found;
}

describe("a refusal", () => {
  it("is said once more for each resource, under a name of the run", () => {
    const violations = [
      violation("cors-not-wildcard", "urn:a", "mandatory"),
      violation("image-pinned", "urn:a", "advisory"),
      violation("secret-not-defaulted", "urn:a", "mandatory"),
      violation("cors-not-wildcard", "urn:b", "mandatory"),
    ];
    const found = reported(violations);
    expect(found.slice(0, 4)).toEqual(violations);
    expect(found.slice(4).map(({ name, urn, enforcementLevel }) => [name, urn, enforcementLevel])).toEqual([
      ["refusal-1", "urn:a", "mandatory"],
      ["refusal-1", "urn:b", "mandatory"],
    ]);
    expect(found[4]?.message).toMatch(
      /^Blocked by cors-not-wildcard, secret-not-defaulted\. .*guardrails\.exemptions\.$/,
    );
  });

  it("adds nothing to advice", () => {
    const advice = [violation("image-pinned", "urn:a", "advisory")];
    expect(reported(advice)).toEqual(advice);
  });

  it("has another name in every run", () => {
    expect(new Set(Array.from({ length: 20 }, refusalName)).size).toBe(20);
  });
});
