import { ENGINE_TIMEOUT } from "./command-line";
import { TestProject } from "./test-project";

jest.setTimeout(ENGINE_TIMEOUT);

const PARTS = ["ecs/taskDefinition:TaskDefinition", "ecs/service:Service"];

describe("a policy configuration that would open the gate unseen, as the engine takes it", () => {
  it.each([
    ["the pack disabled", { guardrails: "disabled" }, /^configuring policy pack .*: guardrails is "disabled"; /],
    ["everything disabled", { all: "disabled" }, /^configuring policy pack .*: "all" is "disabled"; /],
    ["everything advisory", { all: "advisory" }, /^configuring policy pack .*: "all" is "advisory"; /],
    [
      "a level in the engine's second form",
      { version: 2, policies: { guardrails: { enforcementLevel: "disabled" } } },
      /^configuring policy pack .*: guardrails is "disabled"; /,
    ],
    ["a policy that there is not", { cors: "mandatory" }, /^configuring policy pack .*: "cors" is not understood; /],
    [
      "a rule that there is not",
      { guardrails: { rules: { cors: { level: "advisory" } } } },
      /^configuring policy pack .*: rules names "cors", which is not a rule of this pack\.$/,
    ],
  ])("fails the deployment: %s", async (_, policyConfig, sentence) => {
    const project = new TestProject("open-service.mjs", { policyConfig });
    const up = await project.run("up");
    project.remove();

    expect(up.error).toMatch(sentence);
    expect(up.outcome).toBe("error");
    expect(up.calls.filter(({ method }) => method === "create")).toEqual([]);
  });

  it("does not lift a refusal by the engine's own exceptions", async () => {
    const targets = PARTS.map((type) => `urn:pulumi:prod::shop::aws:${type}::api`);
    const exception = { reason: "because", match: [{ policies: ["cors-not-wildcard", "guardrails"], targets }] };
    const policyConfig = { version: 2, policies: {}, exceptions: { "EXC-1": exception } };
    const project = new TestProject("open-service.mjs", { policyConfig });
    const preview = await project.run("preview");
    const up = await project.run("up");
    project.remove();

    for (const { outcome, error } of [preview, up]) expect([outcome, error]).toEqual(["blocked", undefined]);
    expect(up.state.map(({ type }) => type)).not.toContain("aws:ecs/taskDefinition:TaskDefinition");
  });
});
