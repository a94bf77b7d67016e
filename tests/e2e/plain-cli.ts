import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { type OfflineProviders, startOfflineProviders } from "../../offline/aws";
import { ensureEngine } from "../../offline/engine";
import { findExecutable } from "../../offline/engine/executable";
import { type Finished, ROOT } from "./command-line";

const LANGUAGE_HOST = "pulumi-language-nodejs";

/** A `pulumi` command that has ended. */
export interface PlainRun extends Finished {
  /** The types of the resources it really created. */
  readonly created: readonly string[];
}

/**
 * The plain `pulumi` command, run in the project's own folder on the files as they are checked in, as after a full Pulumi
 * install; only AWS is the stand-in. Where Pulumi's Node.js language host is not installed, it is the one in
 * `language-host/`.
 */
export class PlainCli {
  private readonly folder = mkdtempSync(join(tmpdir(), "guardrails-e2e-"));
  /** Where the stack is made: the engine writes its salt into the stack file beside Pulumi.yaml. */
  private readonly setup = join(this.folder, "setup");
  /** A copy of Pulumi.prod.yaml, with the salt. */
  readonly stackFile = join(this.setup, "Pulumi.prod.yaml");
  private executable = "";
  private environment: NodeJS.ProcessEnv = {};
  private providers: OfflineProviders | undefined;

  /** Starts the stand-ins and creates the stack, empty. */
  async start(): Promise<void> {
    const [home, backend] = [join(this.folder, "home"), join(this.folder, "backend")];
    for (const path of [home, backend, this.setup]) mkdirSync(path);
    this.providers = await startOfflineProviders({
      accountFile: join(this.folder, "account.json"),
      region: "eu-west-1",
    });
    this.executable = (await ensureEngine({ report: () => undefined })).path;
    const foreign = Object.entries(process.env).filter(
      ([name]) => !/^(PULUMI_|AWS_|GUARDRAILS_|FORCE_COLOR)/.test(name),
    );
    this.environment = {
      ...Object.fromEntries(foreign),
      PATH: withLanguageHost(this.executable, process.env["PATH"] ?? ""),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
      PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
      PULUMI_DEBUG_PROVIDERS: this.providers.attach,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      CI: "true",
    };
    writeFileSync(join(this.setup, "Pulumi.yaml"), "name: guardrails\nruntime: nodejs\n");
    copyFileSync(join(ROOT, "Pulumi.prod.yaml"), this.stackFile);
    await this.succeed(["stack", "init", "prod", "--cwd", this.setup]);
  }

  /** Preview or up, judged by the pack as the README says, with this test's copy of the stack file. */
  async judged(stackFile: string, ...args: readonly string[]): Promise<PlainRun> {
    const pack = ["--policy-pack", "policies", "--policy-pack-config", "policy-config.json"];
    return this.pulumi([...args, ...pack, "--stack", "prod", "--config-file", stackFile]);
  }

  /**
   * A shell's lines as a pipeline has them, in the project's folder: every `pulumi` in them has this test's copy of the stack
   * file, and only the arguments that `kept` lets through.
   */
  async pipeline(lines: string, stackFile: string, kept: "everything" | "no pack"): Promise<PlainRun> {
    const bin = mkdtempSync(join(this.folder, "bin-"));
    const given = kept === "everything" ? '"$@"' : '"$1"';
    const command = `#!/bin/sh\nexec '${this.executable}' ${given} --stack prod --config-file '${stackFile}'\n`;
    writeFileSync(join(bin, "pulumi"), command, { mode: 0o755 });
    const path = `${bin}${delimiter}${this.environment["PATH"] ?? ""}`;
    return this.spawn("/bin/sh", ["-c", lines], "", { PATH: path });
  }

  /** Sets a value in a stack file. It is read from standard input, so that a secret is in no list of processes. */
  async configure(stackFile: string, value: string, ...args: readonly string[]): Promise<void> {
    await this.succeed(["config", "set", ...args, "--stack", "prod", "--config-file", stackFile], value);
  }

  /** A copy of the stack file. */
  copyStackFile(name: string): string {
    const copy = join(this.folder, name);
    copyFileSync(this.stackFile, copy);
    return copy;
  }

  /** The types of the resources in the state. */
  async stateTypes(): Promise<string[]> {
    const exported = await this.succeed(["stack", "export", "--stack", "prod"]);
    const { deployment } = JSON.parse(exported.stdout) as {
      readonly deployment: { readonly resources?: readonly { readonly type: string }[] };
    };
    return (deployment.resources ?? []).map(({ type }) => type);
  }

  async stop(): Promise<void> {
    await this.providers?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async succeed(args: readonly string[], input = ""): Promise<PlainRun> {
    const run = await this.pulumi(args, input);
    if (run.status !== 0) throw new Error(`pulumi ${args.join(" ")} failed: ${run.stderr}`);
    return run;
  }

  private pulumi(args: readonly string[], input = ""): Promise<PlainRun> {
    return this.spawn(this.executable, args, input, {});
  }

  private async spawn(
    command: string,
    args: readonly string[],
    input: string,
    extra: NodeJS.ProcessEnv,
  ): Promise<PlainRun> {
    const before = this.providers?.calls.length ?? 0;
    const env = { ...this.environment, ...extra };
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.on("error", () => undefined); // a command that ends without reading
    child.stdin.end(input);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    const calls = this.providers?.calls.slice(before) ?? [];
    const created = calls.filter(({ method, preview }) => method === "create" && !preview).map(({ type }) => type);
    return { status: child.exitCode, stdout, stderr, created };
  }
}

/** The files the engine could write to in the project's folder and the pack's, by path. */
export function checkedInFiles(): Record<string, string> {
  const files = [ROOT, join(ROOT, "policies")].flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(folder, name)),
  );
  return Object.fromEntries(files.map((file) => [file, readFileSync(file, "utf8")]));
}

/** The engine looks for the language host on PATH, then beside itself. */
function withLanguageHost(pulumi: string, path: string): string {
  if (findExecutable(LANGUAGE_HOST, `${path}${delimiter}${dirname(pulumi)}`) !== null) return path;
  return `${join(__dirname, "language-host")}${delimiter}${path}`;
}
