import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FakeProject } from "./fake-project";

// Every case starts several processes, which a busy machine may take its time with.
jest.setTimeout(60_000);

const NODE_FOLDERS = /^\d+\.\d+\.\d+-\w+-\w+$/;

let project: FakeProject;
beforeEach(() => {
  project = new FakeProject();
});
afterEach(() => {
  project.dispose();
});

const cached = (): string[] => readdirSync(join(project.cache, "guardrails", "node"));

describe.each(["22.0.0", "24.21.0", "26.1.0"])("on Node %s", (version) => {
  it("a script runs on it, and nothing is fetched", async () => {
    const run = await project.run("run.mjs", ["exit", "0"], {}, version);
    expect(run.code).toBe(0);
    expect(run.stderr).not.toContain("fetching");
    expect(project.tools()).toEqual(["npm", "tsc"]);
  });
});

describe.each(["20.20.2", "18.20.0", "21.7.3"])("on Node %s, which is too old", (version) => {
  it("a script runs on one from npm, with its arguments and its exit code", async () => {
    project.nodePackage("24.21.0");
    const run = await project.run("run.mjs", ["exit", "1", "-c", "signingKey=CANARY two words"], {}, version);
    expect(run.code).toBe(1);
    expect(run.stdout).toBe('["exit","1","-c","signingKey=CANARY two words"]\n');
    expect(run.stderr).toContain(`once for this machine, because Node ${version} is too old\n`);
    expect(project.tools()).toEqual(["npm", "node 24.21.0", "npm", "tsc"]);
    expect(project.calls()[0]?.args.slice(0, 2)).toEqual(["ci", "--ignore-scripts"]);
    expect(cached()).toEqual([expect.stringMatching(NODE_FOLDERS)]);
  });

  it("fetches it once", async () => {
    project.nodePackage("24.21.0");
    await project.run("run.mjs", ["exit", "0"], {}, version);
    project.forgetCalls();
    const run = await project.run("run.mjs", ["exit", "0"], {}, version);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(project.tools()).toEqual(["node 24.21.0"]);
  });
});

it("what the script starts by the name of node is the fetched one, too", async () => {
  project.nodePackage("24.21.0");
  const run = await project.run("make.mjs", ["-p", "process.env.PATH"], {}, "20.20.2");
  expect(run.stdout).toMatch(/^\S+\/guardrails\/node\/[^/:]+\/bin:/);
});

it("npm test runs on the fetched one, and its usage needs none", async () => {
  project.nodePackage("24.21.0");
  project.write("jest-unit", "[10, 0, 0]");
  const help = await project.run("test.mjs", ["--help"], {}, "20.20.2");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(project.calls()).toEqual([]);
  const run = await project.run("test.mjs", ["--unit"], {}, "20.20.2");
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/\n10 passed, 0 failed\n$/);
  expect(run.stdout.match(/passed/g)).toHaveLength(1);
});

describe("is one sentence and exit 2, and leaves nothing behind", () => {
  const sentence = /\nNode 20\.20\.2 was found, but 22 or newer is needed, and .*: install Node 22 or 24\.\n$/;

  it("when npm cannot fetch it, after npm's own words", async () => {
    const run = await project.run("run.mjs", ["exit", "0"], {}, "20.20.2");
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(sentence);
    expect(run.stderr).toMatch(/npm error network\n.* npm could not fetch node-\S+ \S+ \(exit 1: /);
    expect(cached()).toEqual([]);
  });

  it("when what npm fetched does not run here, as on another C library", async () => {
    project.write("node-package", "#!/nowhere/ld-linux.so\n");
    const run = await project.run("run.mjs", ["exit", "0"], {}, "20.20.2");
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(sentence);
    expect(run.stderr).toMatch(/the one in node-\S+ \S+ does not run here/);
    expect(cached()).toEqual([]);
  });

  it("when what npm fetched is too old itself", async () => {
    project.nodePackage("20.0.0");
    const run = await project.run("run.mjs", ["exit", "0"], {}, "20.20.2");
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(sentence);
  });

  it("when the cache is no folder", async () => {
    const run = await project.run("run.mjs", ["exit", "0"], { XDG_CACHE_HOME: join(project.bin, "npm") }, "20.20.2");
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/none can be kept in \S+ \(\w+\): install Node 22 or 24\.\n$/);
  });
});

it("is not started over and over when the fetched one is made to look old", async () => {
  project.nodePackage("24.21.0");
  await project.run("run.mjs", ["exit", "0"], {}, "20.20.2");
  project.forgetCalls();
  const code = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.1.0"}})';
  const preload = `--import=data:text/javascript,${encodeURIComponent(code)}`;
  const run = await project.run("run.mjs", ["exit", "0"], { NODE_OPTIONS: preload, GUARDRAILS_NODE: "x" }, "20.20.2");
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/^Node 20\.20\.2 runs in the place of x: see NODE_OPTIONS\.\n$/);
});
