import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPages } from "../../docs/generate";
import { rowsWithoutRule } from "../../docs/audit-page";
import { fillIn } from "../../docs/pages";
import { rules } from "../../policies/rules";
import { mutations } from "../mutations/table";

const root = join(__dirname, "../..");
const pages = generatedPages(root, mutations);

describe("the generated documentation", () => {
  it.each([...pages])("%s is what the code says (else: npm run docs)", (path, page) => {
    expect(existsSync(join(root, path))).toBe(true);
    expect(readFileSync(join(root, path), "utf8")).toBe(page);
  });

  it("has no page of a rule that is gone", () => {
    const written = readdirSync(join(root, "docs/rules")).map((file) => `docs/rules/${file}`);
    expect(written.filter((path) => !pages.has(path))).toEqual([]);
  });

  it("has a rule for each of the audit's rows", () => {
    // The rule that is about this row (`blueprint-honoured`) names another in its audit.
    expect(rowsWithoutRule(rules).filter((row) => row !== "Declared and built agree")).toEqual([]);
    expect(rowsWithoutRule(rules.filter(({ id }) => id !== "no-single-point-of-failure"))).toContain(
      "Single points of failure",
    );
  });

  it("names what it cannot fill in", () => {
    expect(() => fillIn("no place here", { production: "x" })).toThrow("<!-- generated:production -->");
  });
});
