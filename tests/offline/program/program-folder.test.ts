import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { programFolder } from "../../../offline/program/program-folder";
import { parseProject } from "../../../offline/workspace/project";
import { type Files, writeFiles } from "./fake-engine";

/** Where a program of these (empty) files begins and runs, below its folder. */
function found(project: string, files: Files) {
  const root = mkdtempSync(join(tmpdir(), "program-"));
  try {
    writeFiles(root, files);
    const folder = programFolder(parseProject(root, `name: p\n${project}`));
    return [relative(root, folder.entry), relative(root, folder.workingDirectory), folder.esm] as const;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const NODE = "runtime: nodejs\n";

test.each<readonly [string, string, Files, readonly [string, string, boolean]]>([
  ["an index.ts", NODE, { "index.ts": "" }, ["index.ts", "", false]],
  [
    "JavaScript before TypeScript, as Node.js has it",
    NODE,
    { "index.ts": "", "index.js": "" },
    ["index.js", "", false],
  ],
  [
    "the runtime as a map",
    "runtime: { name: nodejs, options: { typescript: false } }\n",
    { "index.ts": "" },
    ["index.ts", "", false],
  ],
  [
    "package.json's main",
    NODE,
    { "package.json": '{"main": "stack.ts"}', "stack.ts": "", "index.ts": "" },
    ["stack.ts", "", false],
  ],
  [
    "a main without extension",
    NODE,
    { "package.json": '{"main": "lib/stack"}', "lib/stack.ts": "" },
    ["lib/stack.ts", "", false],
  ],
  [
    "a main that is a folder",
    NODE,
    { "package.json": '{"main": "lib"}', "lib/index.ts": "" },
    ["lib/index.ts", "", false],
  ],
  [
    "a compiled main that is there",
    NODE,
    { "package.json": '{"main": "bin/index.js"}', "bin/index.js": "", "index.ts": "" },
    ["bin/index.js", "", false],
  ],
  [
    "a main nobody has compiled",
    NODE,
    { "package.json": '{"main": "bin/index.js"}', "index.ts": "" },
    ["index.ts", "", false],
  ],
  [
    "a main compiled beside its source",
    NODE,
    { "package.json": '{"main": "index.js"}', "index.ts": "" },
    ["index.ts", "", false],
  ],
  [
    "a main compiled from src",
    NODE,
    { "package.json": '{"main": "dist/main.js"}', "src/main.ts": "" },
    ["src/main.ts", "", false],
  ],
  [
    "exports",
    NODE,
    { "package.json": '{"type": "module", "exports": {".": {"import": "./a.js"}}}', "a.ts": "" },
    ["a.ts", "", true],
  ],
  [
    "Pulumi.yaml's main, a folder",
    `${NODE}main: infra\n`,
    { "infra/index.ts": "", "package.json": '{"type": "module"}' },
    ["infra/index.ts", "infra", true],
  ],
  [
    "Pulumi.yaml's main, a file",
    `${NODE}main: infra/app.ts\n`,
    { "infra/app.ts": "" },
    ["infra/app.ts", "infra", false],
  ],
  ["an .mts", NODE, { "index.mts": "" }, ["index.mts", "", true]],
  [
    "a .cts in a module package",
    NODE,
    { "package.json": '{"type": "module", "main": "a.cts"}', "a.cts": "" },
    ["a.cts", "", false],
  ],
])("%s", (_case, project, files, expected) => {
  expect(found(project, files)).toEqual(expected);
});

test.each<readonly [string, string, Files, string]>([
  ["nothing", NODE, { "README.md": "" }, 'there is no program in "."'],
  ["nothing where main says", `${NODE}main: infra\n`, { "index.ts": "" }, 'there is no program in "infra"'],
  ["another language", "runtime: go\n", { "main.go": "" }, 'the runtime in Pulumi.yaml is "go"'],
  ["no runtime", "description: x\n", { "index.ts": "" }, "Pulumi.yaml has no runtime"],
  ["a main outside", `${NODE}main: ../other\n`, { "index.ts": "" }, "must be in the project's folder"],
  [
    "a broken package.json",
    NODE,
    { "package.json": "{", "index.ts": "" },
    "package.json of the project is not valid JSON",
  ],
])("%s is refused in one sentence", (_case, project, files, sentence) => {
  expect(() => found(project, files)).toThrow(sentence);
});
