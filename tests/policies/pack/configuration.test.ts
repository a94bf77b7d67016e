import * as v from "valibot";
import { PolicyConfigError } from "../../../policies/pack/configuration";
import { parsePolicyConfigFile } from "../../../policies/pack/configuration-file";
import { policyConfigForEngine } from "../../../policies/pack";
import { rules } from "../../../policies/rules";

const TODAY = "2026-01-01";
const parseFile = (file: unknown) => parsePolicyConfigFile(file, rules, TODAY);
const parse = (guardrails: unknown) => parseFile({ guardrails });

const EXEMPTION = {
  rule: "cors-not-wildcard",
  resource: "urn:pulumi:prod::shop::**::public-api",
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

const KNOWN = {
  fingerprint: "0123456789abcdef0123456789abcdef",
  rule: "cors-not-wildcard",
  subject: "workload/web",
  messageId: "wildcard",
};

const BASELINE = {
  until: "2026-06-30",
  reason: "was there when the pack came",
  owner: "platform",
  findings: [KNOWN],
};

describe("a policy configuration", () => {
  it("is empty by default: every rule at its profile's level", () => {
    const withoutOptions = rules.map(({ id, exemptible, configurable }) => ({ id, exemptible, configurable }));
    expect(parsePolicyConfigFile({}, withoutOptions, TODAY)).toEqual({
      profile: undefined,
      mode: undefined,
      unproven: { preview: "advisory", up: "mandatory", beyond: "advisory" },
      levels: new Map(),
      options: new Map(),
      exemptions: [],
      acceptedChecks: [],
      baseline: undefined,
    });
  });

  it("is read in the engine's second form as well, which may name its schema", () => {
    const guardrails = { unproven: { preview: "mandatory" } };
    const file = { $schema: "./policy-config.schema.json", version: 2, policies: { guardrails } };
    expect(parseFile(file)).toEqual(parseFile({ guardrails }));
    expect(parseFile({ version: 2 })).toEqual(parseFile({}));
    expect(policyConfigForEngine(file)).toEqual({ guardrails });
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
      'policy configuration: "cors-not-wildcard" has no effect here; a rule\'s level and options go under guardrails.rules.',
    ],
    [
      "a level of the dispatcher",
      { guardrails: "disabled" },
      'policy configuration: guardrails is "disabled"; the pack as a whole has no level: a rule\'s goes under guardrails.rules, and a first run in which nothing blocks is guardrails.mode.advisory.',
    ],
    [
      "a level beside the properties",
      { guardrails: { enforcementLevel: "disabled" } },
      "policy configuration: guardrails.enforcementLevel is not a key of this pack's configuration.",
    ],
    [
      "a misspelt rule",
      { guardrails: { rules: { "cors-no-wildcard": {} } } },
      'policy configuration: rules names "cors-no-wildcard", which is not a rule of this pack.',
    ],
    [
      "a misspelt key",
      { guardrails: { rules: { "cors-not-wildcard": { levle: "advisory" } } } },
      "policy configuration: guardrails.rules.cors-not-wildcard.levle is not a key of this pack's configuration.",
    ],
    [
      "a level that is none",
      { guardrails: { rules: { "cors-not-wildcard": { level: "off" } } } },
      'policy configuration: guardrails.rules.cors-not-wildcard.level is text, want "mandatory" or "advisory" or "disabled".',
    ],
    [
      "a level of the rule about levels",
      { guardrails: { rules: { "gate-intact": { level: "disabled" } } } },
      'policy configuration: rules.gate-intact sets a level of "gate-intact", which has none to set.',
    ],
    [
      "an exemption without an end",
      { guardrails: { exemptions: [{ ...EXEMPTION, expires: undefined }] } },
      "policy configuration: guardrails.exemptions.0.expires is nothing, want a value.",
    ],
    [
      "an exemption of a rule that has none",
      { guardrails: { exemptions: [{ ...EXEMPTION, rule: "gate-intact" }] } },
      'policy configuration: exemptions.0 exempts "gate-intact", which cannot be exempted.',
    ],
    [
      "an exemption that names nothing",
      { guardrails: { exemptions: [{ ...EXEMPTION, resource: "**" }] } },
      'policy configuration: exemptions.0.resource names no resource: it would switch "cors-not-wildcard" off; name a resource or a component of the program.',
    ],
    [
      "an exemption that never ends",
      { guardrails: { exemptions: [{ ...EXEMPTION, expires: "9999-12-31" }] } },
      "policy configuration: exemptions.0.expires is 9999-12-31, want 2027-02-01 at the latest: an exception is for 13 months at most, and can be renewed.",
    ],
    [
      "a day that does not exist",
      { guardrails: { exemptions: [{ ...EXEMPTION, expires: "2026-13-45" }] } },
      "policy configuration: guardrails.exemptions.0.expires is text, want a day of the calendar as YYYY-MM-DD.",
    ],
    [
      "a day that no February has",
      { guardrails: { exemptions: [{ ...EXEMPTION, expires: "2026-02-30" }] } },
      "policy configuration: guardrails.exemptions.0.expires is text, want a day of the calendar as YYYY-MM-DD.",
    ],
    [
      "an accepted check until a day that no common year has",
      { guardrails: { acceptedChecks: [{ ...ACCEPTED, expires: "2026-02-29" }] } },
      "policy configuration: guardrails.acceptedChecks.0.expires is text, want a day of the calendar as YYYY-MM-DD.",
    ],
    [
      "an advisory mode until a day that no April has",
      { guardrails: { mode: { advisory: { until: "2026-04-31", reason: "the first weeks", owner: "platform" } } } },
      "policy configuration: guardrails.mode.advisory.until is text, want a day of the calendar as YYYY-MM-DD.",
    ],
    [
      "a baseline until a day that no June has",
      { guardrails: { baseline: { ...BASELINE, until: "2026-06-31" } } },
      "policy configuration: guardrails.baseline.until is text, want a day of the calendar as YYYY-MM-DD.",
    ],
    [
      "a reason that is none",
      { guardrails: { exemptions: [{ ...EXEMPTION, reason: "because" }] } },
      "policy configuration: guardrails.exemptions.0.reason is text of length 7, want at least 10.",
    ],
    [
      "the engine's own exceptions",
      { version: 2, policies: {}, exceptions: { "EXC-1": {} } },
      'policy configuration: "exceptions" is the engine\'s own section, want {"guardrails": {…}}; its exceptions have no owner and no end: write them under guardrails.exemptions.',
    ],
    [
      "a schema in the form that the pulumi command refuses",
      { $schema: "policy-config.schema.json", guardrails: {} },
      'policy configuration: "$schema" needs the form {"$schema": …, "version": 2, "policies": {"guardrails": {…}}}.',
    ],
    [
      "another policy in the engine's second form",
      { version: 2, policies: { all: "disabled" } },
      'policy configuration: "all" is not understood; the only key is "guardrails".',
    ],
    [
      "a key beside the policies",
      { version: 2, guardrails: { unproven: {} } },
      'policy configuration: "guardrails" is not understood beside "version"; want "policies": {"guardrails": {…}}.',
    ],
    [
      "a version that there is not",
      { version: 3, policies: {} },
      'policy configuration: "version" is the engine\'s own section, want {"guardrails": {…}}; its exceptions have no owner and no end: write them under guardrails.exemptions.',
    ],
    [
      "an advisory mode without an end",
      { guardrails: { mode: { advisory: { reason: "the first weeks", owner: "platform" } } } },
      "policy configuration: guardrails.mode.advisory.until is nothing, want a value.",
    ],
    [
      "an advisory mode for years",
      { guardrails: { mode: { advisory: { until: "2031-01-01", reason: "the first weeks", owner: "platform" } } } },
      "policy configuration: mode.advisory.until is 2031-01-01, want 2027-02-01 at the latest: an exception is for 13 months at most, and can be renewed.",
    ],
    [
      "a fingerprint that is none",
      { guardrails: { baseline: { ...BASELINE, findings: [{ ...KNOWN, fingerprint: "abc" }] } } },
      "policy configuration: guardrails.baseline.findings.0.fingerprint is text, want 32 hexadecimal digits.",
    ],
    [
      "options of a rule that has none",
      { guardrails: { rules: { "gate-intact": { options: {} } } } },
      'policy configuration: rules.gate-intact sets options of "gate-intact", which has none.',
    ],
  ])("refuses %s in one sentence", (_, file, message) => {
    expect(() => parseFile(file)).toThrow(new PolicyConfigError(message));
  });

  it("knows whether an advisory mode and a baseline are over; their last day still counts", () => {
    const over = (until: string) => {
      const entry = { until, reason: "the first weeks", owner: "platform" };
      const { mode, baseline } = parse({ mode: { advisory: entry }, baseline: { ...BASELINE, until } });
      return [mode?.expired, baseline?.expired];
    };
    expect(over("2026-01-01")).toEqual([false, false]);
    expect(over("2025-12-31")).toEqual([true, true]);
  });

  it("lets a critical finding be exempted: there is a way out of each", () => {
    const exempted = rules.filter(({ exemptible }) => exemptible).map(({ id }) => ({ ...EXEMPTION, rule: id }));
    expect(parse({ exemptions: exempted }).exemptions).toHaveLength(exempted.length);
    expect(rules.filter(({ exemptible }) => !exemptible).map(({ id }) => id)).toEqual([
      "gate-intact",
      "exemptions-current",
    ]);
  });

  it("reads a rule's options by the rule's own schema, with its defaults", () => {
    const options = v.strictObject({ days: v.optional(v.number(), 7) });
    const [first] = rules.slice(1);
    const withOptions = rules.map((rule) => (rule === first ? { ...rule, options } : rule));
    const id = first?.id ?? "";
    const read = (given: unknown) =>
      parsePolicyConfigFile({ guardrails: { rules: { [id]: { options: given } } } }, withOptions, TODAY).options.get(
        id,
      );

    expect(parsePolicyConfigFile({}, withOptions, TODAY).options.get(id)).toEqual({ days: 7 });
    expect(read({ days: 30 })).toEqual({ days: 30 });
    expect(() => read({ days: "CANARY" })).toThrow(
      new PolicyConfigError(`policy configuration: guardrails.rules.${id}.options.days is text, want number.`),
    );
    expect(() => read({ dais: 1 })).toThrow(`guardrails.rules.${id}.options.dais is not a key`);
  });
});

describe("what is wrong with a policy configuration", () => {
  const CANARY = "hunter2-Canary/9f8e7d";

  it.each([
    ["a value for a word", { guardrails: { profile: CANARY } }],
    ["a value for a section", { guardrails: { exemptions: CANARY } }],
    ["the pack's level", { guardrails: CANARY }],
    ["a key beside the pack", { [CANARY]: {} }],
    ["a key in it", { guardrails: { [CANARY]: 1 } }],
    ["a key of a rule", { guardrails: { rules: { "cors-not-wildcard": { [CANARY]: 1 } } } }],
    ["a rule", { guardrails: { rules: { [CANARY]: {} } } }],
    ["a rule with a wrong entry", { guardrails: { rules: { [CANARY]: 1 } } }],
    ["an exemption's rule", { guardrails: { exemptions: [{ ...EXEMPTION, rule: CANARY }] } }],
    ["an exemption's end", { guardrails: { exemptions: [{ ...EXEMPTION, expires: CANARY }] } }],
    ["an exemption's setting", { guardrails: { exemptions: [{ ...EXEMPTION, setting: [CANARY] }] } }],
    ["a fingerprint", { guardrails: { baseline: { ...BASELINE, findings: [{ ...KNOWN, fingerprint: CANARY }] } } }],
    ["a mode", { guardrails: { mode: CANARY } }],
    ["the unproven level", { guardrails: { unproven: { up: CANARY } } }],
  ])("is told without what was written: %s", (_, file) => {
    expect(() => parseFile(file)).toThrow(PolicyConfigError);
    expect(() => parseFile(file)).not.toThrow(CANARY.slice(0, 7));
  });

  it.each([
    ["beside the pack", '{"constructor": {}}'],
    ["in it", '{"guardrails": {"__proto__": {"profile": "development"}}}'],
    ["as a rule", '{"guardrails": {"rules": {"constructor": {"level": "disabled"}}}}'],
    ["as a section", '{"guardrails": {"constructor": {}}}'],
    ["in an exemption", `{"guardrails": {"exemptions": [{"prototype": 1}]}}`],
  ])("includes the keys that every object has: %s", (_, json) => {
    expect(() => parseFile(JSON.parse(json))).toThrow(/has a key "\w+", which no configuration has/);
  });

  it("includes text and structures that nobody writes by hand, however large", () => {
    const deep = JSON.parse(`{"guardrails": ${'{"rules":'.repeat(20_000)}{}${"}".repeat(20_000)}}`) as unknown;
    expect(() => parseFile(deep)).toThrow("nested too deeply");
    expect(() => parse({ exemptions: [{ ...EXEMPTION, resource: `**::${"a".repeat(12_000)}` }] })).toThrow(
      "resource is text of length 12004, want at most 1000.",
    );
  });
});
