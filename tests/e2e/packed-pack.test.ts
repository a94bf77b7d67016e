import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { type OfflineProviders, startOfflineProviders } from "../../offline/aws";
import { ensureEngine } from "../../offline/engine";
import { findExecutable } from "../../offline/engine/executable";
import { ENGINE_TIMEOUT, ROOT } from "./command-line";
import { rules } from "../../policies/rules";
import { terminalReport } from "../../review";
import { libraryPython } from "../proofs/library";
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
  let engine = "";
  let published: Ended = { status: null, stdout: "", output: "" };
  /** Where the published pack was installed, with nothing else there. */
  let pack = "";
  const plain = () => ({
    PATH: withLanguageHost(engine),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  });

  beforeAll(async () => {
    await registry.start();
    engine = (await ensureEngine({ report: () => undefined })).path;
    mkdirSync(join(folder, "home"));
    const bundled = await run(process.execPath, [join(ROOT, "scripts", "bundle.mjs")], ROOT, {});
    published = await run(engine, ["policy", "publish", "acme"], bundled.stdout.trim(), {
      ...plain(),
      PULUMI_BACKEND_URL: registry.url,
      PULUMI_ACCESS_TOKEN: "a-token-of-nobody",
      npm_config_cache: join(folder, "npm-cache"),
    });
    const tarball = join(folder, "uploaded.tgz");
    writeFileSync(tarball, registry.tarball);
    pack = await install(tarball, "uploaded");
  });
  afterAll(async () => {
    await registry.stop();
  });

  it("is what pulumi policy publish uploads, with every rule's description", () => {
    expect(published.output).not.toMatch(/error:/);
    expect(published.status).toBe(0);
    expect(registry.complete).toBe(true);
    expect(registry.published.name).toBe("guardrails");
    const described = ["guardrails", ...rules.map(({ id }) => id)];
    expect(registry.published.policies?.map(({ name }) => name).sort()).toEqual(described.sort());
  });

  it("has one file of code, no scripts, and Pulumi's own packages as its only dependencies", () => {
    const manifest = JSON.parse(readFileSync(join(pack, "package.json"), "utf8")) as Record<string, unknown>;
    expect(manifest["scripts"]).toBeUndefined();
    expect(Object.keys(manifest["dependencies"] as object)).toEqual(["@pulumi/policy", "@pulumi/pulumi"]);
    expect(readdirSync(pack).sort()).toEqual(
      ["LICENSES.txt", "PulumiPolicy.yaml", "dist", "package.json", "policy-config.schema.json"].sort(),
    );
    expect(readdirSync(join(pack, "dist"))).toEqual(["index.js"]);
  });

  it("boots with the SDK that was installed with it", async () => {
    const boot = `const host = require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [process.argv[1]] });
      const child = require("node:child_process").spawn(process.execPath, [host, "127.0.0.1:1", process.argv[1]]);
      child.stderr.pipe(process.stderr);
      child.stdout.once("data", (port) => { process.stdout.write(port); child.kill(); });`;
    const booted = await run(process.execPath, ["-e", boot, pack], pack, {});
    expect(booted.output).toMatch(/^\d+\n/);
  });

  it.each([
    ["JavaScript", "open-service.mjs"],
    ["YAML", "yaml-service.mjs"],
  ])("blocks a program in %s at its preview", async (_, program) => {
    const project = new TestProject(program, { packPath: pack });
    const judged = await project.run("preview", { PATH: withLanguageHost(engine) });
    project.remove();
    expect(judged).toMatchObject({ outcome: "blocked", state: [] });
    expect(judged.error).toBeUndefined();
    expect(terminalReport(judged.verdicts, { color: false })).toMatch(/^BLOCKED cors-not-wildcard: .*CORS_ORIGINS/m);
  });

  it("is as hard to switch off as in this project", async () => {
    const project = new TestProject("open-service.mjs", { packPath: pack, policyConfig: { all: "disabled" } });
    const judged = await project.run("preview", { PATH: withLanguageHost(engine) });
    project.remove();
    expect(judged.error).toMatch(/^configuring policy pack .*: "all" is "disabled"; /);
  });

  describe("with a program in Python", () => {
    const programs = join(__dirname, "programs", "python");
    let python = "";
    let providers: OfflineProviders;

    beforeAll(async () => {
      python = await libraryPython(join(programs, "requirements.txt"));
      providers = await startOfflineProviders({ accountFile: join(folder, "account.json"), region: "eu-west-1" });
      mkdirSync(join(folder, "backend"));
    });
    afterAll(async () => {
      await providers.stop();
    });

    const preview = (origins: string, verdicts: string) => {
      const project = mkdtempSync(join(folder, "python-"));
      const args = [join(programs, "service.py"), dirname(dirname(engine)), pack, project, origins];
      return run(python, args, project, {
        ...plain(),
        PULUMI_BACKEND_URL: pathToFileURL(join(folder, "backend")).href,
        PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
        PULUMI_DEBUG_PROVIDERS: providers.attach,
        GUARDRAILS_VERDICTS: verdicts,
      });
    };
    const last = (file: string): unknown => JSON.parse(readFileSync(file, "utf8").trim().split("\n").at(-1) ?? "");

    it("lets a sound one pass, having looked at it", async () => {
      const file = join(folder, "sound.jsonl");
      const { status, output } = await preview("https://app.example.com", file);
      expect(output).not.toMatch(/error:/);
      expect(status).toBe(0);
      expect(last(file)).toMatchObject({ record: "end", blocking: 0, judged: 1 });
    });

    it("blocks one that allows every origin at its preview", async () => {
      const file = join(folder, "open.jsonl");
      const { status, output } = await preview("*", file);
      expect(output).toMatch(/\[mandatory\] .*cors-not-wildcard .*\n +CORS_ORIGINS of workload api /);
      expect(status).toBe(1);
      expect(last(file)).toMatchObject({ record: "end", blocking: 1 });
    });
  });
});

describe("the library for who writes rules", () => {
  it("is what npm packs of the pack's folder, and is used by its parts' names", async () => {
    const packed = await run("npm", ["pack", "--json", "--pack-destination", folder], join(ROOT, "policies"), {});
    const [{ filename = "" } = {}] = JSON.parse(packed.stdout) as { readonly filename?: string }[];
    await install(join(folder, filename), "library");
    const uses = `const { rules } = require("guardrails-policies/rules");
      const { RuleTester } = require("guardrails-policies/testing");
      console.log(rules.length > 5, typeof RuleTester, typeof require("guardrails-policies/facts"));`;
    const used = await run(process.execPath, ["-e", uses], join(folder, "library"), {});
    expect(used.output).toBe("true function object\n");
  });
});
