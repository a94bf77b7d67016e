import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import * as v from "valibot";
import { policyConfigSchema } from "../../docs/policy-config-schema";
import { parsePolicyConfig } from "../../policies/pack";
import { rules } from "../../policies/rules";

const root = join(__dirname, "../..");
const json = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));

const compile = (schema: object) =>
  new Ajv({ strict: true, formats: { date: /^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])$/ } }).compile(schema);

const responsible = { reason: "public API, no credentials", owner: "platform" };
const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const exemption = {
  rule: "cors-not-wildcard",
  resource: "urn:pulumi:prod::shop::**::public-api",
  expires: soon,
  ...responsible,
};
const known = { fingerprint: "0".repeat(32), rule: "a", subject: "b", messageId: "c" };
const guardrails = {
  profile: "production",
  mode: { advisory: { until: soon, ...responsible } },
  unproven: { preview: "mandatory", up: "advisory", beyond: "mandatory" },
  rules: { "scheduler-runs-once": { level: "advisory" } },
  exemptions: [exemption, { ...exemption, setting: "CORS_ORIGINS" }],
  acceptedChecks: [{ checks: ["CKV_AWS_18"], resource: "*", expires: soon, ...responsible }],
  baseline: { until: soon, ...responsible, findings: [known] },
};

describe("the published schema of the policy configuration", () => {
  const published = json("docs/policy-config.schema.json") as object;
  const accepts = compile(published);
  const parses = (file: unknown): boolean => {
    try {
      parsePolicyConfig(file);
      return true;
    } catch {
      return false;
    }
  };

  it.each<[string, unknown]>([
    ["the product's own", json("policy-config.json")],
    ["an empty one", {}],
    ["one with everything", { guardrails }],
    [
      "the engine's second form, with a schema",
      { $schema: "./policy-config.schema.json", version: 2, policies: { guardrails } },
    ],
    ["an empty one of the second form", { version: 2 }],
  ])("takes what the pack takes: %s", (_, file) => {
    expect(parses(file)).toBe(true);
    expect(accepts(file)).toBe(true);
  });

  const changed = (over: object) => ({ guardrails: { ...guardrails, ...over } });
  it.each<[string, unknown]>([
    ["a list", []],
    ["the pack disabled", { guardrails: "disabled" }],
    ["everything disabled", { all: "disabled" }],
    ["a schema in the first form", { $schema: "x", guardrails }],
    ["the engine's exceptions", { version: 2, policies: { guardrails }, exceptions: {} }],
    ["another version", { version: 3, policies: {} }],
    ["another policy", { version: 2, policies: { cors: "mandatory" } }],
    ["a property that there is not", changed({ exemption: [] })],
    ["a rule that there is not", changed({ rules: { cors: { level: "advisory" } } })],
    ["a level that there is not", changed({ rules: { "cors-not-wildcard": { level: "off" } } })],
    ["a level of the rule about levels", changed({ rules: { "gate-intact": { level: "advisory" } } })],
    ["options of a rule that has none", changed({ rules: { "gate-intact": { options: {} } } })],
    ["an exemption from the rule about exemptions", changed({ exemptions: [{ ...exemption, rule: "gate-intact" }] })],
    ["an exemption without an owner", changed({ exemptions: [{ ...exemption, owner: undefined }] })],
    ["a reason that is none", changed({ exemptions: [{ ...exemption, reason: "because" }] })],
    ["a day that is none", changed({ exemptions: [{ ...exemption, expires: "2027" }] })],
    [
      "a fingerprint that is none",
      changed({ baseline: { ...guardrails.baseline, findings: [{ ...known, fingerprint: "0" }] } }),
    ],
  ])("refuses what the pack refuses: %s", (_, file) => {
    const written: unknown = JSON.parse(JSON.stringify(file));
    expect(parses(written)).toBe(false);
    expect(accepts(written)).toBe(false);
  });

  it("has a rule's options as the rule's own schema says", () => {
    const options = v.strictObject({ days: v.optional(v.pipe(v.number(), v.minValue(1)), 7) });
    const withOptions = rules.map((rule) => (rule.id === "cors-not-wildcard" ? { ...rule, options } : rule));
    const valid = compile(policyConfigSchema(withOptions));
    const given = (days: unknown) => ({ guardrails: { rules: { "cors-not-wildcard": { options: { days } } } } });
    expect([valid(given(3)), valid(given(0)), valid(given("3"))]).toEqual([true, false, false]);
  });
});
