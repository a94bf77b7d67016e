import { join } from "node:path";
import { ENGINE_TIMEOUT } from "./command-line";
import { TestProject } from "./test-project";

jest.setTimeout(ENGINE_TIMEOUT);

describe("a policy pack that goes wrong", () => {
  const project = new TestProject("one-part.mjs", { packPath: join(__dirname, "packs", "faulty-pack") });

  afterAll(() => {
    project.remove();
  });

  it.each([
    ["start", /^the policy pack did not start: the pack cannot start$/],
    ["rule", /the rule cannot judge$/],
    ["silence", /^the policy pack gave no verdicts$/],
    ["undocumented refusal", /^the policy pack gave no verdicts$/],
  ])("is an error and never green: %s", async (fault, sentence) => {
    const result = await project.run("preview", { FAULT: fault });

    expect(result.error).toMatch(sentence);
    expect(result.outcome).toBe("error");
  });
});
