import { FakeProject, type Outcome } from "./fake-project";

// Every case starts several processes, which a busy machine may take its time with.
jest.setTimeout(60_000);

let project: FakeProject;
beforeEach(() => {
  project = new FakeProject();
  project.write("jest-unit", "[10, 0, 0]");
  project.write("jest-e2e", "[3, 0, 0]");
});
afterEach(() => {
  project.dispose();
});

const lastLine = (run: Outcome) => run.stdout.trimEnd().split("\n").at(-1);
const headers = (run: Outcome) => run.stdout.split("\n").filter((line) => line.startsWith("== "));
const jestRuns = () => project.calls().filter(({ tool, args }) => tool === "jest" && !args.includes("--listTests"));

it("runs every phase in a fresh clone and sums the tests of all runs", async () => {
  const run = await project.run("test.mjs");
  expect(run.code).toBe(0);
  const phases = ["install", "build", "lint", "servers", "unit", "engine", "e2e"];
  expect(headers(run).slice(0, -1)).toEqual(phases.map((name) => `== ${name}`));
  expect(headers(run).at(-1)).toMatch(/^== all of install, .*, e2e in \d+ s$/);
  expect(lastLine(run)).toBe("13 passed, 0 failed");
  expect(project.tools()).toEqual(["npm", "tsc", "tsc", "eslint", "prettier", "jest", "engine", "jest"]);
  expect(project.calls().find(({ tool }) => tool === "tsc")?.args).toEqual(["-b", "tests"]);
  expect(jestRuns()[1]?.args).toContain("--maxWorkers=2");
});

it("with --unit needs no engine", async () => {
  const run = await project.run("test.mjs", ["--unit"]);
  expect(run.code).toBe(0);
  expect(lastLine(run)).toBe("10 passed, 0 failed");
  expect(project.tools()).toEqual(["npm", "tsc", "tsc", "eslint", "prettier", "jest"]);
});

it.each([
  ["tsc-fails", "build", 3, ["npm", "tsc"]],
  ["eslint-fails", "lint", 3, ["npm", "tsc", "tsc", "eslint"]],
  ["prettier-fails", "lint", 3, ["npm", "tsc", "tsc", "eslint", "prettier"]],
  ["engine-fails", "engine", 3, ["npm", "tsc", "tsc", "eslint", "prettier", "jest", "engine"]],
])("stops at the first failure: %s", async (file, phase, code, tools) => {
  project.write(file, "");
  const run = await project.run("test.mjs");
  expect(run.code).toBe(code);
  expect(headers(run).at(-1)).toBe(`== stopped: ${phase} failed (exit ${code})`);
  expect(lastLine(run)).toMatch(/^\d+ passed, 0 failed$/);
  expect(project.tools()).toEqual(tools);
});

it("stops with 2 when the packages cannot be installed", async () => {
  project.write("npm-fails", "");
  const run = await project.run("test.mjs");
  expect(run).toMatchObject({ code: 2, stdout: "== install\n0 passed, 0 failed\n" });
  expect(run.stderr).toContain("npm ci failed (exit 3)");
});

it.each([
  ["jest-unit", "[8, 2, 1]", "8 passed, 3 failed"],
  ["jest-e2e", "[0, 3, 0]", "10 passed, 3 failed"],
])("counts the failures of %s, files that do not run included", async (file, results, summary) => {
  project.write(file, results);
  const run = await project.run("test.mjs");
  expect(run.code).toBe(1);
  expect(lastLine(run)).toBe(summary);
});

describe("with a path", () => {
  it.each([
    ["unit", ["unit"], "10 passed, 0 failed"],
    ["e2e", ["e2e"], "3 passed, 0 failed"],
    ["both", ["unit", "e2e"], "13 passed, 0 failed"],
  ])("runs only the tests that match it: %s", async (_, matching, summary) => {
    for (const name of matching) project.write(`jest-${name}-list`, "");
    const run = await project.run("test.mjs", ["tests/a"]);
    expect(run.code).toBe(0);
    expect(lastLine(run)).toBe(summary);
    expect(jestRuns().map(({ args }) => args.at(-1))).toEqual(matching.map(() => "tests/a"));
    expect(project.tools().includes("engine")).toBe(matching.includes("e2e"));
  });

  it.each([[["tests/zzz"]], [["--unit", "tests/zzz"]]])("that matches nothing is an error: %j", async (args) => {
    const run = await project.run("test.mjs", args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("No test file's path contains tests/zzz.");
    expect(lastLine(run)).toBe("0 passed, 0 failed");
  });

  it("of an end-to-end test only is an error with --unit", async () => {
    project.write("jest-e2e-list", "");
    await expect(project.run("test.mjs", ["--unit", "tests/e2e"])).resolves.toMatchObject({ code: 2 });
  });
});

it("asks for no colours under CI only", async () => {
  await project.run("test.mjs", ["--unit"], { CI: "true" });
  await project.run("test.mjs", ["--unit"]);
  expect(jestRuns().map(({ colour }) => colour)).toEqual(["0", null]);
});

it("refuses an option it does not know, and explains itself without installing", async () => {
  const unknown = await project.run("test.mjs", ["--fast"]);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toMatch(/'--fast'[^]*npm test \[-- \[--unit\]/);
  const help = await project.run("test.mjs", ["--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("npm test");
  expect(project.calls()).toEqual([]);
});

describe("a server the tests need", () => {
  const aptGet = (installs: string) => {
    // For a test that does not run as root.
    const passOn = 'spawnSync(args[0], args.slice(1), { stdio: "inherit" }).status';
    project.executable(
      "sudo",
      `const args = process.argv.slice(2).filter((arg) => !arg.startsWith("-") || arg === "-y" || arg === "-q");
       const { spawnSync } = require("node:child_process");
       process.exit(args[0] === "true" ? 0 : ${passOn});`,
    );
    project.executable("apt-get", `${project.recorder("apt-get")} if (args.includes("install")) { ${installs} }`);
  };
  const installed = (name: string) =>
    `fs.writeFileSync(${JSON.stringify(`${project.bin}/${name}`)}, ""); fs.chmodSync(${JSON.stringify(`${project.bin}/${name}`)}, 0o755);`;

  beforeEach(() => {
    project.removeExecutable("redis-server");
  });

  it("is installed from Debian's package", async () => {
    aptGet(installed("redis-server"));
    const run = await project.run("test.mjs", ["--unit"]);
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("installing Debian packages for the tests: redis-server\n");
    const commands = project.calls().filter(({ tool }) => tool === "apt-get");
    expect(commands.map(({ args }) => args.find((arg) => /^(update|install)$/.test(arg)))).toEqual([
      "update",
      "install",
    ]);
    expect(commands[1]?.args.at(-1)).toBe("redis-server");
    expect(commands[1]?.args).not.toContain("postgresql");
  });

  it.each([
    ["apt-get fails", 'console.log("E: no such package"); process.exit(100);', "apt-get install failed (exit 100)"],
    ["the package has no server", "", "the package of redis-server brought not what it is for"],
  ])("is asked for in one sentence when %s", async (_, installs, why) => {
    aptGet(installs);
    const run = await project.run("test.mjs", ["--unit"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(`The tests start redis-server, not found here and not installed, because ${why}: `);
    expect(jestRuns()).toEqual([]);
  });

  it("is asked for in one sentence where there is no apt-get", async () => {
    const run = await project.run("test.mjs", ["--unit"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("because there is no apt-get: install by hand");
  });
});
