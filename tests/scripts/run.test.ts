import { FakeProject, outcome, until } from "./fake-project";

// Every case starts several processes, which a busy machine may take its time with.
jest.setTimeout(60_000);

let project: FakeProject;
beforeEach(() => {
  project = new FakeProject();
});
afterEach(() => {
  project.dispose();
});

const ci = ["ci", "--ignore-scripts", "--include=dev", "--loglevel=error"];

it("installs and builds in a fresh clone, then runs the command and exits as it does", async () => {
  const run = await project.run("run.mjs", ["exit", "1", "-c", "signingKey=CANARY two words"]);
  expect(run.code).toBe(1);
  expect(run.stdout).toBe('["exit","1","-c","signingKey=CANARY two words"]\n');
  expect(run.stderr).toMatch(/^installing the npm packages .*\ncompiling the TypeScript sources\n$/);
  expect(project.calls()).toMatchObject([
    { tool: "npm", args: ci },
    { tool: "tsc", args: ["-b", "--pretty", "false"] },
  ]);
});

describe("after a run", () => {
  beforeEach(async () => {
    await project.run("run.mjs");
    project.forgetCalls();
  });

  it("does nothing when nothing changed, and says nothing", async () => {
    const run = await project.run("run.mjs", ["exit", "0"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(project.calls()).toEqual([]);
  });

  it("installs and builds again when the lock changed", async () => {
    project.lock({ "node_modules/a": { version: "1.0.1", integrity: "y" } });
    await project.run("run.mjs");
    expect(project.tools()).toEqual(["npm", "tsc"]);
  });

  it("builds again when a source came, changed and went", async () => {
    project.write("infra/a.ts", "a");
    await project.run("run.mjs");
    project.write("infra/a.ts", "ab");
    await project.run("run.mjs");
    project.remove("infra/a.ts");
    await project.run("run.mjs");
    expect(project.tools()).toEqual(["tsc", "tsc", "tsc"]);
  });

  it("leaves nothing of what was compiled from a source that is gone, and keeps the rest otherwise", async () => {
    const sources = ["infra/a.ts", "offline/cli.ts", "offline/engine/main.ts", "policies/index.ts"];
    for (const source of sources) project.write(source, "a");
    await project.run("run.mjs");
    project.write("dist/infra/a.js", "");
    project.write("dist/bundle/dist/index.js", ""); // made of what was compiled
    project.write("infra/b.ts", "b");
    await project.run("run.mjs");
    expect(project.exists("dist/infra/a.js")).toBe(true);
    project.remove("infra/a.ts");
    await project.run("run.mjs");
    expect(project.exists("dist/infra/a.js")).toBe(false);
    expect(project.exists("dist/offline/cli.js")).toBe(true);
  });

  it.each(["dist/.sources", "dist"])(
    "leaves nothing of what somebody else's build compiled, where %s is gone",
    async (path) => {
      project.write("policies/dist/facts/cors.js", "");
      project.remove(path);
      project.write("policies/facts/cors/index.ts", "a");
      await project.run("run.mjs");
      expect(project.exists("policies/dist/facts/cors.js")).toBe(false);
      expect(project.exists("policies/dist/index.js")).toBe(true);
    },
  );

  it.each(["offline/x/a.ts", "policies/rules/a.ts", "review/a.ts", "policies/tsconfig.json", "tsconfig.base.json"])(
    "counts %s as a source",
    async (path) => {
      project.write(path, "a");
      await project.run("run.mjs");
      expect(project.tools()).toEqual(["tsc"]);
    },
  );

  it("does not build again for what is no source", async () => {
    for (const path of ["tests/b.test.ts", "README.md", "policies/dist/a.d.ts", "policies/node_modules/a/a.d.ts"]) {
      project.write(path, "a");
    }
    await project.run("run.mjs");
    expect(project.tools()).toEqual([]);
  });

  it.each(["dist/offline/cli.js", "policies/dist", "dist"])("builds again when %s is gone", async (path) => {
    project.remove(path);
    await expect(project.run("run.mjs", ["exit", "0"])).resolves.toMatchObject({ code: 0 });
    expect(project.tools()).toEqual(["tsc"]);
  });
});

describe("a package that is not in its place, though the stamp is there", () => {
  const packages = {
    "node_modules/a": { version: "1.0.0", integrity: "x" },
    "node_modules/guardrails-policies": { resolved: "policies", link: true },
    "policies/node_modules/c": { version: "1.0.0", integrity: "x" },
    "node_modules/other-platform": { version: "1.0.0", integrity: "x", optional: true },
  };

  beforeEach(async () => {
    project.lock(packages);
    await project.run("run.mjs");
    project.forgetCalls();
  });

  it.each(["node_modules/guardrails-policies", "policies/node_modules", "node_modules/a"])(
    "is installed again: %s",
    async (path) => {
      project.remove(path);
      await expect(project.run("run.mjs", ["exit", "0"])).resolves.toMatchObject({ code: 0 });
      expect(project.tools()).toContain("npm");
      expect(project.exists(path)).toBe(true);
    },
  );

  it("may be an optional one", async () => {
    project.remove("node_modules/other-platform");
    await project.run("run.mjs");
    expect(project.tools()).toEqual([]);
  });

  it("is one sentence and exit 2 when npm leaves it out and says nothing", async () => {
    project.write("npm-forgets", "");
    project.remove("node_modules/a");
    const run = await project.run("run.mjs", ["exit", "0"]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("npm ci ended well, but left out node_modules/a, so nothing was run.\n");
  });
});

describe("a node_modules that someone installed", () => {
  const wanted = {
    "node_modules/a": { version: "1.0.0", integrity: "x" },
    "node_modules/b": { version: "2.0.0", integrity: "y", optional: true },
  };

  it.each([
    ["the lock's packages", { "node_modules/a": { version: "1.0.0", integrity: "x" } }, false],
    ["a package of another version", { "node_modules/a": { version: "1.0.1", integrity: "x" } }, true],
    ["a package of other contents", { "node_modules/a": { version: "1.0.0", integrity: "z" } }, true],
    ["a package too few", {}, true],
    ["another optional package", { ...wanted, "node_modules/b": { version: "2.0.1", integrity: "y" } }, true],
  ])("with %s: %j, installed again: %s", async (_, installed, again) => {
    await project.run("run.mjs");
    project.remove("node_modules/.guardrails-lock");
    project.forgetCalls();
    project.lock(wanted);
    project.write("node_modules/.package-lock.json", JSON.stringify({ packages: installed }));
    await project.run("run.mjs");
    expect(project.tools().includes("npm")).toBe(again);
  });
});

describe("what goes wrong is one sentence and exit 2", () => {
  it("when npm fails, after npm's own output; the next run tries again", async () => {
    project.write("npm-fails", "");
    const run = await project.run("run.mjs", ["exit", "0"]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(/what went wrong\nnpm ci failed \(exit 3\), so nothing was run: .*\.\n$/);
    project.remove("npm-fails");
    await expect(project.run("run.mjs", ["exit", "0"])).resolves.toMatchObject({ code: 0 });
    expect(project.tools()).toEqual(["npm", "npm", "tsc"]);
  });

  it("when there is no npm", async () => {
    project.removeExecutable("npm");
    const run = await project.run("run.mjs");
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("npm ci failed (ENOENT)");
  });

  it("when the build fails, after its errors; the next run tries again", async () => {
    project.write("tsc-fails", "");
    const run = await project.run("run.mjs", ["exit", "0"]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(/what went wrong\nThe TypeScript build failed \(exit 3\), so nothing was run: .*\.\n$/);
    project.remove("tsc-fails");
    await expect(project.run("run.mjs", ["exit", "0"])).resolves.toMatchObject({ code: 0 });
    expect(project.tools()).toEqual(["npm", "tsc", "tsc"]);
  });

  it("when the build leaves out the command line", async () => {
    project.write("tsc-forgets", "");
    const run = await project.run("run.mjs");
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/The TypeScript build did not produce dist\/offline\/cli\.js\.\n$/);
  });

  it("when something unforeseen happens, since 1 would say blocked", async () => {
    project.remove("package-lock.json");
    const run = await project.run("run.mjs");
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("ENOENT");
  });
});

describe("signals", () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "%s reaches the command, which decides the exit",
    async (signal) => {
      const child = project.start("run.mjs", ["wait"]);
      const ended = outcome(child);
      await until(child, "ready\n");
      child.kill(signal);
      const { code, stdout } = await ended;
      expect(code).toBe(5);
      expect(stdout).toContain(`got ${signal}\n`);
    },
  );

  it("a command ended by a signal ends the script by it", async () => {
    await expect(project.run("run.mjs", ["die"])).resolves.toMatchObject({ code: null, signal: "SIGKILL" });
  });
});
