import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { gateIntact } from "../../../policies/rules/gate/gate-intact";
import { blueprint, resource, run, type RunOptions } from "../../../policies/testing";
import { declaration } from "../fixtures";

const PRODUCTION = blueprint(declaration());
const DEVELOPMENT = blueprint(declaration({ environment: "development" }), { stack: "dev" });
const topic = resource(aws.sns.Topic, "first", {});

const switchedOff = { rules: { "cors-not-wildcard": { level: "disabled" } } };
const advised = {
  rules: { "cors-not-wildcard": { level: "advisory" }, "scheduler-uses-redis": { level: "advisory" } },
};

/** It judges what the whole catalogue is configured to, so it runs with all of it. */
async function verdictOf(
  stack: Parameters<typeof run>[1],
  configuration: RunOptions["configuration"] = {},
  phase: RunOptions["phase"] = "preview",
) {
  const result = await run(rules, stack, { phase, configuration });
  return { ...result, verdict: result.verdicts.find(({ rule }) => rule === gateIntact.id) };
}

describe("gate-intact", () => {
  it.each([
    ["the pack's own levels", {}],
    ["a rule made stricter", { rules: { "pool-limits-declared": { level: "mandatory" } } }],
    ["a rule lowered that is not critical", { rules: { "pool-limits-declared": { level: "advisory" } } }],
    ["what is unproven blocking everywhere", { unproven: { preview: "mandatory", up: "mandatory" } }],
  ])("passes: %s", async (_, configuration) => {
    const { verdict, diagnostics } = await verdictOf([PRODUCTION], configuration);
    expect(verdict).toMatchObject({ verdict: "pass", basis: "verified" });
    expect(diagnostics).toEqual([]);
  });

  it.each([
    ["a critical rule that is off", switchedOff, "rules.cors-not-wildcard in production"],
    ["two that only advise", advised, "rules.cors-not-wildcard, rules.scheduler-uses-redis in production"],
    ["what is unproven let through at up", { unproven: { up: "advisory" } }, "unproven.up in production"],
  ])("fails: %s", async (_, configuration, says) => {
    const { verdict, diagnostics } = await verdictOf([PRODUCTION], configuration);
    expect(verdict).toMatchObject({ verdict: "fail", messageId: "lowered", level: "mandatory" });
    expect(verdict?.message).toContain(says);
    expect(diagnostics).toEqual([expect.objectContaining({ policy: "gate-intact", level: "mandatory" })]);
  });

  it("stops an up at its very first resource, whatever that is", async () => {
    const { created, verdict } = await verdictOf([topic, PRODUCTION], switchedOff, "up");
    expect(created).toEqual([]);
    expect(verdict).toMatchObject({ verdict: "fail", stage: "resource" });
  });

  it("lets a development stack have its levels, until a blueprint says that it is production", async () => {
    expect((await verdictOf([DEVELOPMENT], switchedOff)).verdict).toMatchObject({ verdict: "pass" });
    const misnamed = blueprint(declaration(), { stack: "dev" });
    expect((await verdictOf([misnamed], switchedOff, "up")).verdict).toMatchObject({
      verdict: "fail",
      stage: "blueprint",
    });
  });

  it("writes no verdict for each resource", async () => {
    const { records } = await verdictOf([
      topic,
      PRODUCTION,
      resource(aws.ecs.TaskDefinition, "web", { family: "web", containerDefinitions: "[]" }),
    ]);
    const stages = records.flatMap((record) =>
      record.record === "verdict" && record.rule === gateIntact.id ? [record.stage] : [],
    );
    expect(stages).toEqual(["resource", "blueprint", "stack"]);
  });
});
