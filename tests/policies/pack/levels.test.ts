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
    ["alice", "development", "production"],
    ["alice", undefined, "production"],
    ["alice-dev", "development", "development"],
    ["main", "development", "production"],
    ["staging", undefined, "production"],
  ] as const)("of stack %s with a blueprint for %s is %s", (stack, environment, profile) => {
    expect(profileOf(DEFAULT_CONFIGURATION, stack, environment)).toBe(profile);
  });

  it.each(
    (
      "prod_eu eu-prod prod2 production2 live1 prd main master live release dev-prod pre-prod preProd stg uat staging " +
      "PROD local-production test.live test-live-eu acme/shop/prod devs contest latest prod.eu-west-1 x 42 release-test"
    ).split(" "),
  )("of a stack called %s is production", (name) => {
    expect(profileOf({ profile: "development" }, name, "development")).toBe("production");
  });

  it.each(
    "dev development test sandbox local review-123 pr-17 feature-x alice-dev dev2 Dev_eu acme/shop/dev bobTest".split(
      " ",
    ),
  )("of a stack called %s is development", (name) => {
    expect(profileOf(DEFAULT_CONFIGURATION, name, undefined)).toBe("development");
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

  it("is advice while the advisory mode lasts, but for a rule whose level nobody sets", () => {
    const mode = { until: "2026-06-30", reason: "the first run", owner: "platform", expired: false };
    const level = (expired: boolean, configurable = true) =>
      levelOf({ id: "a-rule", severity: "critical", configurable }, "production", {
        ...DEFAULT_CONFIGURATION,
        mode: { ...mode, expired },
      });
    expect(level(false)).toBe("advisory");
    expect(level(false, false)).toBe("mandatory");
    expect(level(true)).toBe("mandatory");
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

  it("is not an advisory mode or a baseline while it lasts, but one that is over", () => {
    const section = (expired: boolean) => ({
      until: "2026-06-30",
      reason: "the first run",
      owner: "platform",
      expired,
    });
    const first = (expired: boolean) => ({
      ...DEFAULT_CONFIGURATION,
      mode: section(expired),
      baseline: { ...section(expired), findings: [] },
    });
    expect(loweredInProduction(rules, "production", first(false))).toEqual([]);
    expect(loweredInProduction(rules, "production", first(true))).toEqual([
      "mode.advisory (ended on 2026-06-30)",
      "baseline (ended on 2026-06-30)",
    ]);
  });

  it("is nothing in development", () => {
    expect(loweredInProduction(rules, "development", configuration)).toEqual([]);
  });
});
