import { parseRequirement, shortOf } from "../../offline/judged";
import type { EndRecord } from "../../policies/model";

const end = (judged: number, unseen: number): EndRecord => ({
  ...{ record: "end", blocking: 0, resources: judged + unseen + 1, judged, notApplicable: [] },
  notLookedAt: unseen === 0 ? [] : [{ type: "aws:sns/topic:Topic", count: unseen }],
});

describe("how much has to be looked at", () => {
  it.each([
    ["5", end(5, 95)],
    ["50%", end(5, 5)],
    ["100%", end(5, 0)],
    ["0", end(0, 0)],
  ])("%s is enough", (text, record) => {
    expect(shortOf(parseRequirement(text), record)).toBeUndefined();
  });

  it.each([
    ["5", end(4, 0), "judged 4 of 4 resources, and --require-judged wants 5"],
    ["51%", end(5, 5), "judged 5 of 10 resources, and --require-judged wants 51%"],
    ["1%", end(0, 0), "judged 0 of 0 resources, and --require-judged wants 1%"],
    ["1", null, "judged 0 of 0 resources, and --require-judged wants 1"],
  ])("%s is short", (text, record, sentence) => {
    expect(shortOf(parseRequirement(text), record)).toBe(sentence);
  });

  it.each(["", "%", "-1", "1.5", "101%", "all", "5 %"])("wants a number or a share, and not %p", (text) => {
    expect(() => parseRequirement(text)).toThrow("--require-judged wants a number of resources");
  });
});
