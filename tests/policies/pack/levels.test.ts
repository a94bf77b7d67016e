import { DEFAULT_CONFIGURATION } from "../../../policies/pack/configuration";
import { levelOf, loweredInProduction, profileOf } from "../../../policies/pack/levels";

describe("the profile", () => {
  it.each([
    ["prod", "production", "production"],
    ["prod", "development", "production"],
    ["dev", "production", "production"],
    ["dev", "staging", "production"],
    ["dev", "development", "development"],
    ["dev", undefined, "development"],
    ["alice", "development", "development"],
    ["alice", undefined, "production"],
    ["staging", undefined, "production"],
  ] as const)("of stack %s with a blueprint for %s is %s", (stack, environment, profile) => {
    expect(profileOf(DEFAULT_CONFIGURATION, stack, environment)).toBe(profile);
  });

  it("cannot be weakened by configuration", () => {
    expect(profileOf({ ...DEFAULT_CONFIGURATION, profile: "development" }, "prod", undefined)).toBe("production");
    expect(profileOf({ ...DEFAULT_CONFIGURATION, profile: "production" }, "dev", "development")).toBe("production");
  });
});

describe("a rule's level", () => {
  it.each([
    ["critical", "production", "mandatory"],
    ["high", "production", "mandatory"],
    ["medium", "production", "advisory"],
    ["critical", "development", "mandatory"],
    ["high", "development", "advisory"],
  ] as const)("at severity %s in %s is %s", (severity, profile, level) => {
    expect(levelOf({ id: "a-rule", severity }, profile, DEFAULT_CONFIGURATION)).toBe(level);
  });

  it("is what the configuration says where it says something", () => {
    const configuration = { ...DEFAULT_CONFIGURATION, levels: new Map([["a-rule", "disabled"] as const]) };
    expect(levelOf({ id: "a-rule", severity: "critical" }, "production", configuration)).toBe("disabled");
  });
});

describe("what is lowered in production", () => {
  const rules = [
    { id: "critical-rule", severity: "critical" },
    { id: "high-rule", severity: "high" },
  ] as const;
  const configuration = {
    ...DEFAULT_CONFIGURATION,
    unproven: { preview: "advisory", up: "advisory", beyond: "advisory" },
    levels: new Map([["critical-rule", "advisory"] as const, ["high-rule", "disabled"] as const]),
  } as const;

  it("is every critical rule that would not block, and what is unproven at up", () => {
    expect(loweredInProduction(rules, "production", configuration)).toEqual(["rules.critical-rule", "unproven.up"]);
    expect(loweredInProduction(rules, "production", DEFAULT_CONFIGURATION)).toEqual([]);
  });

  it("is nothing in development", () => {
    expect(loweredInProduction(rules, "development", configuration)).toEqual([]);
  });
});
