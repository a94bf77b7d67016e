import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Operation, RunResult } from "../../offline/run";
import { ROOT } from "./command-line";

export interface TestProjectOptions {
  /** The text of `Pulumi.prod.yaml`. */
  readonly stackFile?: string;
  /** The pack, if not the project's own. */
  readonly packPath?: string;
  /** Whether an update is rehearsed; default: not, so that a test sees what the gates of the update itself do. */
  readonly rehearsal?: boolean;
  /** Goes to the engine as it is, as the plain command hands it over: nobody looks at it before. */
  readonly policyConfig?: unknown;
}

/** What one run is given beside what all of a project's are. */
export type RunOptions = Pick<TestProjectOptions, "policyConfig"> & {
  /** URNs of what alone is updated. */
  readonly targets?: readonly string[];
};

/** One of the programs beside this file, in a project and with a state of its own. */
export class TestProject {
  private readonly folder = mkdtempSync(join(tmpdir(), "guardrails-e2e-"));

  constructor(
    private readonly program: string,
    private readonly options: TestProjectOptions = {},
  ) {}

  async run(
    operation: Operation,
    environment: Readonly<Record<string, string>> = {},
    options: RunOptions = {},
  ): Promise<RunResult> {
    const {
      stackFile = "config:\n  aws:region: eu-west-1\n",
      packPath,
      policyConfig,
      rehearsal = false,
    } = this.options;
    const programs = join(__dirname, "programs");
    const inherited = Object.entries(process.env).filter(([name]) => !/^(PULUMI_|AWS_|GUARDRAILS_)/.test(name));
    const child = spawn(process.execPath, [join(programs, "run.mjs"), join(programs, this.program)], {
      env: { ...Object.fromEntries(inherited), ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.end(
      JSON.stringify({
        operation,
        root: ROOT,
        stateDirectory: join(this.folder, "state"),
        stackFile,
        packPath,
        policyConfig,
        rehearsal,
        ...options,
      }),
    );
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if (stdout === "") throw new Error(`the run gave no result: ${stderr}`);
    return JSON.parse(stdout) as RunResult;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
