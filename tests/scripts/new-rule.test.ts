import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");
const INDEX = "policies/rules/index.ts";

function newRule(...args: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/new-rule.mjs"), ...args], {
    encoding: "utf8",
  });
  return { status, stderr };
}

it("the index lists the rules' files", () => {
  expect(newRule("--check")).toEqual({ status: 0, stderr: "" });
});

describe("a new rule", () => {
  let copy: string;
  const files = () =>
    ["policies", "tests/policies"]
      .flatMap((folder) => readdirSync(join(copy, folder), { recursive: true, encoding: "utf8" }))
      .filter((file) => file.endsWith(".ts"))
      .sort();
  const indexText = () => readFileSync(join(copy, INDEX), "utf8");

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), "new-rule-"));
    for (const folder of ["policies/rules", "policies/subjects", "tests/policies/rules"]) {
      cpSync(join(ROOT, folder), join(copy, folder), { recursive: true });
    }
  });
  afterEach(() => {
    rmSync(copy, { recursive: true });
  });

  it("is one file, one test and its line in the index, after the others", () => {
    const before = files();
    const made = newRule(
      "zebra-has-stripes",
      "--risk",
      "7",
      "--about",
      "workload",
      "--folder",
      "zebras",
      "--root",
      copy,
    );
    expect(made).toEqual({ status: 0, stderr: "" });
    const added = files().filter((file) => !before.includes(file));
    expect(added).toEqual(["rules/zebra-has-stripes.test.ts", "rules/zebras/zebra-has-stripes.ts"]);
    expect(indexText()).toContain(",\n  zebraHasStripes,\n];");
    expect(newRule("--check", "--root", copy).status).toBe(0);
  });

  it("is missed where the index leaves it out, with the command that mends it", () => {
    newRule("zebra-has-stripes", "--risk", "7", "--about", "workload", "--root", copy);
    writeFileSync(join(copy, INDEX), indexText().replace("  zebraHasStripes,\n", ""));
    const { status, stderr } = newRule("--check", "--root", copy);
    expect(status).toBe(1);
    expect(stderr).toContain("npm run new-rule -- --index");
    newRule("--index", "--root", copy);
    expect(newRule("--check", "--root", copy).status).toBe(0);
  });

  it.each([
    [["ImagePinned", "--risk", "7", "--about", "workload"], "small letters"],
    [["zebra-has-stripes", "--about", "workload"], "--risk"],
    [["zebra-has-stripes", "--risk", "7", "--about", "spaceship"], "found: spaceship"],
    [["zebra-has-stripes", "--risk", "7", "--about", "workload", "--folder", "../x"], "--folder"],
    [["cors-not-wildcard", "--risk", "7", "--about", "cors-setting", "--folder", "cors"], "there already"],
    [["cors-not-wildcard", "--risk", "7", "--about", "cors-setting", "--folder", "elsewhere"], "there already"],
  ])("is refused with one sentence: %j", (args, sentence) => {
    const before = files();
    const { status, stderr } = newRule(...args, "--root", copy);
    expect(status).toBe(2);
    expect(stderr).toContain(sentence);
    expect(files()).toEqual(before);
  });
});
