import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { ensureEngine } from "../../offline/engine";
import { findExecutable } from "../../offline/engine/executable";
import { ENGINE_TIMEOUT, ROOT } from "./command-line";
import { terminalReport } from "../../review";
import { PackRegistry } from "./pack-registry";
import { TestProject } from "./test-project";

jest.setTimeout(ENGINE_TIMEOUT);

const folder = mkdtempSync(join(tmpdir(), "guardrails-packed-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The environment of a person who is not in this project. */
const foreign = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|PULUMI_|AWS_|GUARDRAILS_)/i.test(name)),
);

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly output: string;
}

async function run(command: string, args: readonly string[], cwd: string, extra: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(command, args, { cwd, env: { ...foreign, ...extra }, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { status: child.exitCode, stdout, output: stdout + stderr };
}

/** Unpacks and installs a tarball where nothing else is, and returns the pack's folder. */
async function install(tarball: string, name: string): Promise<string> {
  const empty = join(folder, name);
  mkdirSync(empty);
  writeFileSync(join(empty, "package.json"), '{ "private": true }');
  const installed = await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball], empty, {});
  expect(installed.output).not.toMatch(/npm error/);
  expect(installed.status).toBe(0);
  return join(empty, "node_modules", "guardrails-policies");
}

/** Where Pulumi's Node.js language host is not installed, it is the one in `language-host/`. */
function withLanguageHost(pulumi: string): string {
  const path = process.env["PATH"] ?? "";
  if (findExecutable("pulumi-language-nodejs", `${path}${delimiter}${dirname(pulumi)}`) !== null) return path;
  return `${join(__dirname, "language-host")}${delimiter}${path}`;
}

describe("the pack's tarball", () => {
  const registry = new PackRegistry();

  beforeAll(async () => {
    await registry.start();
  });
  afterAll(async () => {
    await registry.stop();
  });

  it("is published by pulumi policy publish, and what was uploaded blocks a program from an empty folder", async () => {
    const engine = await ensureEngine({ report: () => undefined });
    const home = join(folder, "home");
    mkdirSync(home);
    const published = await run(engine.path, ["policy", "publish", "acme"], join(ROOT, "policies"), {
      PATH: withLanguageHost(engine.path),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: registry.url,
      PULUMI_ACCESS_TOKEN: "a-token-of-nobody",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      npm_config_cache: join(folder, "npm-cache"),
    });
    expect(published.output).not.toMatch(/error:/);
    expect(published.status).toBe(0);
    expect(registry.complete).toBe(true);
    expect(registry.published.name).toBe("guardrails");
    expect(registry.published.policies?.map(({ name }) => name)).toContain("cors-not-wildcard");

    const tarball = join(folder, "uploaded.tgz");
    writeFileSync(tarball, registry.tarball);
    const pack = await install(tarball, "uploaded");
    const manifest = JSON.parse(readFileSync(join(pack, "package.json"), "utf8")) as { readonly scripts?: unknown };
    expect(manifest.scripts).toBeUndefined();
    expect(existsSync(join(pack, "index.ts"))).toBe(false);
    const boot = `const host = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [process.argv[1]] });
      const child = require("node:child_process").spawn(process.execPath, [host, "127.0.0.1:1", process.argv[1]]);
      child.stderr.pipe(process.stderr);
      child.stdout.once("data", (port) => { process.stdout.write(port); child.kill(); });`;
    const booted = await run(process.execPath, ["-e", boot, pack], pack, {});
    expect(booted.output).toMatch(/^\d+\n/);
    const uses = `const { rules } = require("guardrails-policies/rules");
      const { RuleTester } = require("guardrails-policies/testing");
      console.log(rules.length > 5, typeof RuleTester, typeof require("guardrails-policies/facts"));`;
    const used = await run(process.execPath, ["-e", uses], join(folder, "uploaded"), {});
    expect(used.output).toBe("true function object\n");

    const project = new TestProject("open-service.mjs", { packPath: pack });
    const judged = await project.run("preview", { PATH: withLanguageHost(engine.path) });
    project.remove();
    expect(judged).toMatchObject({ outcome: "blocked" });
    expect(judged.error).toBeUndefined();
    expect(terminalReport(judged.verdicts, { color: false })).toMatch(/^BLOCKED cors-not-wildcard: .*CORS_ORIGINS/m);
    expect(judged.state).toEqual([]);
  });
});
