import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** The most that a process of its own keeps for new objects, in MiB, while much of what it makes stays; `each` after every step. */
function largestNewSpace(each: string): number {
  const script = `
    const v8 = require("node:v8");
    const { youngGenerationHolder } = require("./policies/pack/young-generation.ts");
    const hold = youngGenerationHolder();
    const kept = [];
    let largest = 0;
    for (let step = 0; step < 1200; step += 1) {
      for (let i = 0; i < 4000; i += 1) kept.push({ step, i, list: [step] });
      ${each}
      const { space_size } = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
      largest = Math.max(largest, space_size);
    }
    console.log(largest / 1024 / 1024);`;
  // Collecting beside the program grows it or not as the machine happens to be busy.
  const argv = ["--predictable", "--require", "tsx/cjs", "--eval", script];
  return Number(execFileSync(process.execPath, argv, { cwd: root, encoding: "utf8" }));
}

/** Until Node 22 there was no more than enough of it. */
const AS_IT_IS = Number(process.versions.node.split(".")[0]) >= 24 ? 64 : 0;

describe("the space for new objects", () => {
  it("does not double once there is enough of it", () => {
    expect(largestNewSpace("hold();")).toBeLessThanOrEqual(64);
  });

  it("would, where nobody asks", () => {
    expect(largestNewSpace("")).toBeGreaterThan(AS_IT_IS);
  });
});
