import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { exemptionsCurrent } from "../../../policies/rules/gate/exemptions-current";
import { blueprint, resource, run, type RunOptions } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, task, WEB } from "../fixtures";

const open = { CORS_ORIGINS: plain("*") };
const PRODUCTION = blueprint(declaration({ workloads: { web: declaredWorkload({ environment: open }) } }));
const CLEAN = blueprint(declaration());
const DEVELOPMENT = blueprint(declaration({ environment: "development" }), { stack: "dev" });
const topic = resource(aws.sns.Topic, "first", {});
const api = task("api", { command: WEB, environment: { CORS_ORIGINS: "*" } });

const ANSWER = { reason: "a public read-only API", owner: "platform", expires: "2026-06-30" };
const exemption = (more: object = {}) => ({
  rule: "cors-not-wildcard",
  resource: `${PRODUCTION.urn}#workloads.web`,
  ...ANSWER,
  ...more,
});
const accepted = (more: object = {}) => ({ checks: ["CKV_AWS_378"], resource: "**::edge", ...ANSWER, ...more });
const fingerprint = "0123456789abcdef0123456789abcdef";
const baseline = (more: object = {}) => ({
  until: "2026-06-30",
  reason: ANSWER.reason,
  owner: ANSWER.owner,
  findings: [{ fingerprint, rule: "cors-not-wildcard", subject: "workload/web/cors", messageId: "wildcard" }],
  ...more,
});

const BEFORE = "2026-06-30";
const AFTER = "2026-07-01";

/** What an exception covers is said by the whole catalogue, so it runs with all of it. */
async function judged(
  stack: Parameters<typeof run>[1],
  configuration: NonNullable<RunOptions["configuration"]>,
  { today = BEFORE, phase = "preview" }: Partial<Pick<RunOptions, "today" | "phase">> = {},
) {
  const result = await run(rules, stack, { phase, configuration, today });
  const verdicts = result.verdicts.filter(({ rule }) => rule === exemptionsCurrent.id);
  const diagnostics = result.diagnostics.filter(({ policy }) => policy === exemptionsCurrent.id);
  return { ...result, verdicts, diagnostics };
}

describe("exemptions-current", () => {
  it.each([
    ["an exemption on its last day, of what it covers", [PRODUCTION], { exemptions: [exemption()] }],
    ["an acceptance of another tool's check", [topic], { acceptedChecks: [accepted()] }],
    ["a short reason that is one", [PRODUCTION], { exemptions: [exemption({ reason: "Read-only demo data" })] }],
    ["an owner of two letters", [PRODUCTION], { exemptions: [exemption({ owner: "QA" })] }],
  ])("passes: %s", async (_, stack, configuration) => {
    const { verdicts, diagnostics } = await judged(stack, configuration);
    expect(verdicts).toEqual([expect.objectContaining({ verdict: "pass", basis: "verified", stage: "stack" })]);
    expect(diagnostics).toEqual([]);
  });

  it.each([
    ["nothing is excepted", [PRODUCTION], {}],
    [
      "what another stack of the same file needs",
      [DEVELOPMENT],
      { exemptions: [exemption({ reason: "TODO: write one" }), exemption({ resource: "urn:pulumi:live*::api" })] },
    ],
    [
      "what another project of the same file needs",
      [DEVELOPMENT],
      { exemptions: [exemption({ resource: "urn:pulumi:*::shop::**TaskDefinition::api" })] },
    ],
  ])("has nothing to say: %s", async (_, stack, configuration) => {
    const { verdicts, diagnostics } = await judged(stack, configuration, { today: AFTER });
    expect([...verdicts, ...diagnostics]).toEqual([]);
  });

  const SAYS_NOTHING = "says nothing";
  it.each([
    ["an exemption that is over", { exemptions: [exemption()] }, AFTER, "exemptions.0 (cors-not-wildcard) ended on"],
    ["one of several", { exemptions: [exemption({ expires: "2026-12-31" }), exemption()] }, AFTER, "exemptions.1 "],
    ["a reason to be written", { exemptions: [exemption({ reason: "TODO: add a reason" })] }, BEFORE, SAYS_NOTHING],
    ["a reason of dots", { exemptions: [exemption({ reason: ".............." })] }, BEFORE, SAYS_NOTHING],
    [
      "a reason that only repeats what it is",
      { exemptions: [exemption({ reason: "Temporary exception." })] },
      BEFORE,
      SAYS_NOTHING,
    ],
    ["an owner that is nobody", { exemptions: [exemption({ owner: "tbd" })] }, BEFORE, "the owner of exemptions.0"],
    [
      "an acceptance without an owner",
      { acceptedChecks: [accepted({ owner: "n/a" })] },
      BEFORE,
      "the owner of acceptedChecks.0",
    ],
    ["a baseline without a reason", { baseline: baseline({ reason: "xxxxxxxxxx" }) }, BEFORE, "the reason of baseline"],
    [
      "an advisory mode without an owner",
      { mode: { advisory: { until: BEFORE, reason: ANSWER.reason, owner: "?" } } },
      BEFORE,
      "the owner of mode.advisory",
    ],
  ])("fails: %s", async (_, configuration, today, says) => {
    const { verdicts, diagnostics } = await judged([PRODUCTION, api], configuration, { today });
    expect(verdicts[0]).toMatchObject({ verdict: "fail" });
    expect(verdicts[0]?.message).toContain(says);
    expect(diagnostics[0]?.message).toContain(says);
  });

  it("stops an up in production at its first resource, in development at none", async () => {
    const configuration = { exemptions: [exemption({ resource: "**::api-gateway" })] };
    const production = await judged([topic, PRODUCTION], configuration, { today: AFTER, phase: "up" });
    expect(production.created).toEqual([]);
    expect(production.diagnostics).toEqual([expect.objectContaining({ level: "mandatory" })]);
    const stack = [resource(aws.sns.Topic, "first", {}, { stack: "dev" }), DEVELOPMENT];
    const development = await judged(stack, configuration, { today: AFTER, phase: "up" });
    expect(development.created).toEqual(stack);
    expect(development.diagnostics).toEqual([expect.objectContaining({ level: "advisory" })]);
  });

  it.each([
    [
      "an exemption that covers nothing",
      { exemptions: [exemption({ resource: "**::api-gateway" })] },
      "exemptions.0 (cors-not-wildcard) covers nothing",
    ],
    ["a baseline's finding that is gone", { baseline: baseline() }, "1 findings"],
    ["an acceptance that is over", { acceptedChecks: [accepted({ expires: "2026-01-31" })] }, "acceptedChecks.0"],
  ])("advises of %s, once, and stops nobody", async (_, configuration, says) => {
    const { verdicts, diagnostics, created } = await judged([CLEAN], configuration, { phase: "up" });
    expect(verdicts).toEqual([expect.objectContaining({ verdict: "fail", level: "advisory" })]);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toContain(says);
    expect(created).toEqual([CLEAN]);
  });

  it("waits with what covers nothing until everything was judged", async () => {
    const { records } = await judged([topic, PRODUCTION, api], { exemptions: [exemption({ resource: api.urn })] });
    const verdicts = records.flatMap((record) =>
      record.record === "verdict" && record.rule === exemptionsCurrent.id ? [[record.stage, record.verdict]] : [],
    );
    expect(verdicts).toEqual([
      ["blueprint", "unproven"],
      ["stack", "pass"],
    ]);
  });

  it("tells each fault by itself, and nothing that is written in one", async () => {
    const secret = "hunter2-Canary-9f8e7d";
    const wrong = exemption({ resource: `**::${secret}`, setting: secret, owner: "todo" });
    const { verdicts } = await judged([PRODUCTION], { exemptions: [wrong, { ...wrong, expires: "2026-01-31" }] });
    expect(verdicts.map(({ messageId }) => messageId)).toEqual(["ended", "unexplained", "unexplained", "unused"]);
    expect(JSON.stringify(verdicts)).not.toContain("hunter2");
  });
});
