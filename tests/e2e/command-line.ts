import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { StateDirectory, type StateResource } from "../../offline/workspace/state";

export const ROOT = resolve(__dirname, "..", "..");

/** A real engine's run takes seconds, a whole stack's update and removal more of them on a busy machine. */
export const ENGINE_TIMEOUT = 600_000;

/** A command that has ended. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs: what it has written so far, and its end. */
export interface Running {
  readonly finished: Promise<Finished>;
  /** Resolves when its standard error holds the text; rejects when it ends without. */
  says(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** The project's command line with a state and a temporary folder of its own. */
export class CommandLine {
  private readonly folder = mkdtempSync(join(tmpdir(), "guardrails-e2e-"));
  readonly stateFolder = join(this.folder, "state");
  readonly temporaryFolder = join(this.folder, "tmp");

  constructor() {
    mkdirSync(this.temporaryFolder);
  }

  /** Runs a command of the compiled command line to its end. */
  run(...args: readonly string[]): Promise<Finished> {
    return this.start(...args).finished;
  }

  start(...args: readonly string[]): Running {
    return this.spawn(process.execPath, [join(ROOT, "dist", "offline", "cli.js"), ...args]);
  }

  /** Runs `npm run <args>` as a person does. */
  npm(...args: readonly string[]): Promise<Finished> {
    return this.spawn("npm", ["run", ...args]).finished;
  }

  /** A file of this test's, for an argument. */
  file(name: string): string {
    return join(this.folder, name);
  }

  /** The types of the resources in the engine's state. */
  async stateTypes(stack = "prod"): Promise<string[]> {
    const state = await StateDirectory.open(join(this.stateFolder, stack), () => undefined);
    const resources: readonly StateResource[] = state.resources("guardrails", stack);
    await state.release();
    return resources.map((resource) => resource.type);
  }

  /** The offline account as it is kept on disk; undefined when none was ever needed. */
  account(stack = "prod"): unknown {
    const file = join(this.stateFolder, stack, "account.json");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  }

  /** How many resources the offline account holds. */
  accountSize(stack = "prod"): number {
    const account = this.account(stack) as { readonly resources?: Record<string, Record<string, unknown>> } | undefined;
    return Object.values(account?.resources ?? {}).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
  }

  /** What runs left in the temporary folder. */
  leftovers(): string[] {
    return readdirSync(this.temporaryFolder).filter((name) => name.startsWith("guardrails-"));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private spawn(command: string, args: readonly string[]): Running {
    const foreign = Object.entries(process.env).filter(
      ([name]) => !/^(PULUMI_|AWS_|GUARDRAILS_|FORCE_COLOR)/.test(name),
    );
    const child = spawn(command, args, {
      cwd: ROOT,
      env: {
        ...Object.fromEntries(foreign),
        GUARDRAILS_STATE: this.stateFolder,
        TMPDIR: this.temporaryFolder,
        CI: "true",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    const listeners = new Set<() => void>();
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      for (const listener of listeners) listener();
    });
    const finished = new Promise<Finished>((resolveEnd, reject) => {
      child.on("error", reject);
      child.on("close", (status) => {
        resolveEnd({ status, stdout, stderr });
      });
    });
    return {
      finished,
      says: (text) =>
        new Promise((said, reject) => {
          const look = (): void => {
            if (stderr.includes(text)) said();
          };
          listeners.add(look);
          look();
          void finished.then(() => {
            reject(new Error(`ended without saying ${text}: ${stderr}`));
          });
        }),
      kill: (signal) => {
        child.kill(signal);
      },
    };
  }
}
