import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * No expression takes more time than in proportion to a text: one that did would let a secret's value stop a deployment.
 *
 * eslint-plugin-regexp decides it from the expression itself, in milliseconds and always alike; recheck, which attacks
 * expressions at random, takes a minute for these.
 */
const FOLDER = join(__dirname, "../../../../policies/facts/secrets");
const FILES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => join(FOLDER, file));

function slow(files: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const output = execFileSync(process.execPath, [join(__dirname, "slow-expressions.mjs"), ...files], {
    encoding: "utf8",
  });
  return JSON.parse(output) as Record<string, readonly string[]>;
}

it("every expression about secrets reads in linear time", () => {
  expect(FILES.length).toBeGreaterThan(10);
  expect(slow(FILES)).toEqual(Object.fromEntries(FILES.map((file) => [file, []])));
});

it("one that does not is seen", () => {
  const folder = mkdtempSync(join(tmpdir(), "expressions-"));
  const files = ["/^(a+)+$/", "/(?:x|xy?)*z/", String.raw`/\s+$/`, "/a*b/", "/^a*a*$/"].map((expression, index) => {
    const file = join(folder, `${index}.ts`);
    writeFileSync(file, `export const form = ${expression};\n`);
    return file;
  });
  try {
    const found = slow(files);
    expect(files.filter((file) => found[file]?.length === 0)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
