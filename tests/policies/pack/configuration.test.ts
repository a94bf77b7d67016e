import { parsePolicyConfigFile, PolicyConfigError } from "../../../policies/pack/configuration";
import { rules } from "../../../policies/rules";

const parse = (guardrails: unknown) => parsePolicyConfigFile({ guardrails }, rules);

const EXEMPTION = {
  rule: "cors-not-wildcard",
  resource: "urn:pulumi:prod::*",
  reason: "public API, no credentials",
  owner: "platform",
  expires: "2027-01-31",
};

const ACCEPTED = {
  checks: ["CKV_AWS_378"],
  resource: "*",
  reason: "TLS ends at the load balancer",
  owner: "platform",
  expires: "2027-01-31",
};

describe("a policy configuration", () => {
  it("is empty by default: every rule at its profile's level", () => {
    expect(parsePolicyConfigFile({}, rules)).toEqual({
      profile: undefined,
      unproven: { preview: "advisory", up: "mandatory", beyond: "advisory" },
      levels: new Map(),
      exemptions: [],
      acceptedChecks: [],
    });
  });

  it("sets levels, the level of what is unproven, and exemptions", () => {
    const parsed = parse({
      profile: "production",
      unproven: { preview: "mandatory" },
      rules: { "scheduler-runs-once": { level: "advisory" } },
      exemptions: [EXEMPTION],
      acceptedChecks: [ACCEPTED],
    });
    expect(parsed.acceptedChecks).toEqual([ACCEPTED]);
    expect(parsed.profile).toBe("production");
    expect(parsed.unproven).toEqual({ preview: "mandatory", up: "mandatory", beyond: "advisory" });
    expect(parsed.levels).toEqual(new Map([["scheduler-runs-once", "advisory"]]));
    expect(parsed.exemptions).toEqual([EXEMPTION]);
  });

  it.each([
    ["a list", [], 'policy configuration: found a list, want an object {"guardrails": {…}}.'],
    ["null", null, 'policy configuration: found null, want an object {"guardrails": {…}}.'],
    [
      "all rules at once",
      { all: "disabled" },
      'policy configuration: "all" is not understood; the only key is "guardrails".',
    ],
    [
      "a rule outside",
      { "cors-not-wildcard": "disabled" },
      'policy configuration: "cors-not-wildcard" is not understood; a rule\'s level goes under guardrails.rules.',
    ],
    [
      "a level of the dispatcher",
      { guardrails: "disabled" },
      'policy configuration: guardrails is "disabled"; the pack as a whole has no level, set levels of rules under guardrails.rules.',
    ],
    [
      "a level beside the properties",
      { guardrails: { enforcementLevel: "disabled" } },
      "policy configuration: guardrails.enforcementLevel is not a key of this pack's configuration.",
    ],
    [
      "a misspelt rule",
      { guardrails: { rules: { "cors-no-wildcard": {} } } },
      'policy configuration: rules.cors-no-wildcard names "cors-no-wildcard", which is not a rule of this pack.',
    ],
    [
      "a misspelt key",
      { guardrails: { rules: { "cors-not-wildcard": { levle: "advisory" } } } },
      "policy configuration: guardrails.rules.cors-not-wildcard.levle is not a key of this pack's configuration.",
    ],
    [
      "a level that is none",
      { guardrails: { rules: { "cors-not-wildcard": { level: "off" } } } },
      'policy configuration: guardrails.rules.cors-not-wildcard.level is "off", want ("mandatory" or "advisory" or "disabled").',
    ],
    [
      "a level of the rule about levels",
      { guardrails: { rules: { "gate-intact": { level: "disabled" } } } },
      'policy configuration: rules.gate-intact sets a level of "gate-intact", which has none to set.',
    ],
    [
      "an exemption without an end",
      { guardrails: { exemptions: [{ ...EXEMPTION, expires: undefined }] } },
      "policy configuration: guardrails.exemptions.0.expires is nothing, want string.",
    ],
    [
      "an exemption of a rule that has none",
      { guardrails: { exemptions: [{ ...EXEMPTION, rule: "gate-intact" }] } },
      'policy configuration: exemptions.0 exempts "gate-intact", which cannot be exempted.',
    ],
  ])("refuses %s in one sentence", (_, file, message) => {
    expect(() => parsePolicyConfigFile(file, rules)).toThrow(new PolicyConfigError(message));
  });
});
