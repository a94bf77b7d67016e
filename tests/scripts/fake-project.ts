import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call of a fake tool: its name, its arguments, the colour setting it saw. */
export interface Call {
  readonly tool: string;
  readonly args: readonly string[];
  readonly colour: string | null;
}

/**
 * A fresh clone in a temporary folder: the real scripts, and fakes (real executables) of what they start. `npm ci`
 * brings the fakes of tsc, ESLint, Prettier and Jest; tsc brings a command line that does what its arguments say.
 */
export class FakeProject {
  readonly folder = mkdtempSync(join(tmpdir(), "guardrails-scripts-"));
  readonly bin = join(this.folder, "..", `${this.folder}-bin`);
  readonly cache = join(this.bin, "cache");
  private readonly log = join(this.bin, "calls");

  constructor() {
    cpSync(join(__dirname, "..", "..", "scripts"), join(this.folder, "scripts"), { recursive: true });
    this.write("package.json", '{ "name": "guardrails" }');
    this.lock({ "node_modules/a": { version: "1.0.0", integrity: "x" } });
    this.write("offline/cli.ts", "");
    this.write("tests/a.test.ts", "");
    this.executable("npm", `${this.recorder("npm")} ${failIf("npm-fails")} ${this.npmCi()}`);
    for (const server of ["chromium", "jq", "openssl", "postgres", "python3", "redis-server"])
      this.executable(server, "");
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.bin, { recursive: true, force: true });
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  exists(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  lock(packages: Readonly<Record<string, object>>): void {
    this.write(
      "package-lock.json",
      JSON.stringify({ packages: { "": {}, policies: { version: "0.1.0" }, ...packages } }),
    );
  }

  /** Puts a program with that body (Node code) on the PATH. */
  executable(name: string, body: string): void {
    mkdirSync(this.bin, { recursive: true });
    const path = join(this.bin, name);
    writeFileSync(path, `#!${process.execPath}\n${body}\n`);
    chmodSync(path, 0o755);
  }

  removeExecutable(name: string): void {
    rmSync(join(this.bin, name));
  }

  /** Node code that records a call of that tool. */
  recorder(tool: string): string {
    return `const fs = require("node:fs"); const args = process.argv.slice(2);
      fs.appendFileSync(${JSON.stringify(this.log)}, JSON.stringify({
        tool: ${JSON.stringify(tool)}, args, colour: process.env.FORCE_COLOR ?? null }) + "\\n");`;
  }

  calls(): readonly Call[] {
    if (!existsSync(this.log)) return [];
    const lines = readFileSync(this.log, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Call);
  }

  tools(): readonly string[] {
    return this.calls().map(({ tool }) => tool);
  }

  forgetCalls(): void {
    rmSync(this.log, { force: true });
  }

  /** The scripts see Node 24, whatever runs the tests, unless they are to see another. */
  start(script: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}, node = "24.0.0"): ChildProcess {
    return spawn(process.execPath, [...asNode(node), join(this.folder, "scripts", script), ...args], {
      cwd: tmpdir(),
      env: { PATH: this.bin, XDG_CACHE_HOME: this.cache, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async run(
    script: string,
    args: readonly string[] = [],
    environment: NodeJS.ProcessEnv = {},
    node?: string,
  ): Promise<Outcome> {
    return outcome(this.start(script, args, environment, node));
  }

  /** What `npm ci` brings where it is asked for a package of Node: one that records its calls and says it is `version`. */
  nodePackage(version: string): void {
    const preload = asNode(version)
      .map((argument) => `'${argument}'`)
      .join(" ");
    this.write(
      "node-package",
      `#!/bin/sh
       if [ "$1" = -p ]; then echo ${version}; exit; fi
       echo '{"tool":"node ${version}","args":[],"colour":null}' >>'${this.log}'
       exec '${process.execPath}' ${preload} "$@"`,
    );
  }

  private npmCi(): string {
    const tools = {
      "typescript/bin/tsc": `${this.recorder("tsc")} ${failIf("tsc-fails")} ${this.tscBuild()}`,
      "eslint/bin/eslint.js": `${this.recorder("eslint")} ${failIf("eslint-fails")}`,
      "prettier/bin/prettier.cjs": `${this.recorder("prettier")} ${failIf("prettier-fails")}`,
      "jest/bin/jest.js": `${this.recorder("jest")} ${jestRun}`,
    };
    const nodePackage = join(this.folder, "node-package");
    return `const { dependencies = {} } = JSON.parse(fs.readFileSync("package.json", "utf8"));
      const wanted = Object.keys(dependencies).find((name) => name.startsWith("node-"));
      if (wanted === undefined) {
        ${writing("node_modules", tools)}
        const lock = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
        const left = fs.existsSync("npm-forgets") ? ["node_modules/a"] : [];
        for (const path of Object.keys(lock.packages).filter((name) => !left.includes(name))) {
          fs.mkdirSync("./" + path, { recursive: true });
        }
      }
      else if (fs.existsSync(${JSON.stringify(nodePackage)})) {
        const bin = "node_modules/" + wanted + "/bin";
        fs.mkdirSync(bin, { recursive: true });
        fs.copyFileSync(${JSON.stringify(nodePackage)}, bin + "/node");
        fs.chmodSync(bin + "/node", 0o755);
      } else { console.error("npm error network"); process.exit(1); }`;
  }

  private tscBuild(): string {
    const products = {
      "dist/offline/cli.js": commandLine,
      "dist/offline/engine/main.js": `${this.recorder("engine")} ${failIf("engine-fails")}`,
      "policies/dist/index.js": "",
    };
    return `if (!fs.existsSync("tsc-forgets")) { ${writing(".", products)} }`;
  }
}

export async function outcome(child: ChildProcess): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr?.on("data", (text: Buffer) => (stderr += text.toString()));
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}

/** The standard output of a child up to (and with) that text. */
export async function until(child: ChildProcess, text: string): Promise<void> {
  let seen = "";
  await new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) resolve();
    });
  });
}

/** Arguments that make Node say it is of that version; not passed on to what it starts. */
function asNode(version: string): readonly string[] {
  const versions = `{ value: { ...process.versions, node: "${version}" } }`;
  const code = `Object.defineProperty(process, "versions", ${versions})`;
  return ["--import", `data:text/javascript,${encodeURIComponent(code)}`];
}

function writing(folder: string, files: Readonly<Record<string, string>>): string {
  return `for (const [name, text] of Object.entries(${JSON.stringify(files)})) {
    const file = require("node:path").join(${JSON.stringify(folder)}, name);
    fs.mkdirSync(require("node:path").dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }`;
}

/** Fails with some output when the clone has a file of that name. */
function failIf(file: string): string {
  return `if (fs.existsSync("${file}")) { console.log("what went wrong"); process.exit(3); }`;
}

/** `exit N` exits with N, `wait` waits for a signal and exits with 5 on it, `die` ends itself by a signal. */
const commandLine = `
  const [command, value] = process.argv.slice(2);
  console.log(JSON.stringify(process.argv.slice(2)));
  if (command === "exit") process.exit(Number(value));
  if (command === "die") process.kill(process.pid, "SIGKILL");
  if (command === "wait") {
    // Not for ever, so that a test that fails leaves nothing running.
    setTimeout(() => process.exit(9), 20_000);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
      process.on(signal, () => { console.log("got " + signal); process.exit(5); });
    }
    console.log("ready");
  }`;

/** Runs the results in the file `jest-<project>`: [passed, failed, files that do not run]; lists one file if there is a `jest-<project>-list`. */
const jestRun = `
  const project = args[args.indexOf("--selectProjects") + 1];
  if (args.includes("--listTests")) {
    console.log("Running one project: " + project);
    if (fs.existsSync("jest-" + project + "-list")) console.log("a.test.ts");
    process.exit(0);
  }
  const [passed, failed, broken] = JSON.parse(fs.readFileSync("jest-" + project, "utf8"));
  const output = args.find((arg) => arg.startsWith("--outputFile=")).slice("--outputFile=".length);
  fs.writeFileSync(output, JSON.stringify({
    numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken }));
  process.exit(failed + broken > 0 ? 1 : 0);`;
