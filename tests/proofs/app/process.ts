/** One process of the application, as ECS runs it: a command, an environment, and signals. */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";

/** How long a condition may take to come true: seconds on an idle machine, and CI shares its cores. */
const DEADLINE = 240_000;
const LOOK_EVERY = 50;

/** Resolves once a condition holds; rejects after the deadline, saying what was waited for. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${DEADLINE / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}

export class AppProcess {
  private readonly child: ChildProcess;
  /** Everything it has written, to both streams. */
  output = "";
  /** The exit code as a shell has it: 128 and the number where a signal ended it. */
  readonly ended: Promise<number>;
  private exitCode: number | null = null;

  constructor(
    readonly name: string,
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
    workingDirectory: string,
  ) {
    // The program is found on the image's PATH, not on this process's own.
    this.child = spawn("/usr/bin/env", command, {
      cwd: workingDirectory,
      env: environment,
      // A group of its own, so that the container's end is the end of its children too.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const read = (text: string): void => {
      this.output += text;
    };
    this.child.stdout?.setEncoding("utf8").on("data", read);
    this.child.stderr?.setEncoding("utf8").on("data", read);
    this.ended = new Promise((resolve) => {
      this.child.on("exit", (code, signal) => {
        this.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
        resolve(this.exitCode);
      });
    });
  }

  /** Resolves once it has written what is looked for; rejects when it ends before. */
  async says(words: RegExp): Promise<void> {
    await this.eventually(`says ${String(words)}`, () => this.output.search(words) >= 0);
  }

  /** Resolves once a condition holds; rejects when this process ends before, or after the deadline, with its last words. */
  async eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    try {
      await eventually(`${this.name} ${what}`, async () => {
        // Asked in this order: what it wrote last counts.
        const ended = this.exitCode;
        if (await holds()) return true;
        if (ended !== null) throw new Error(`${this.name} ended with ${ended} before it ${what}`);
        return false;
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${why}\n${this.output.slice(-4000)}`, { cause: error });
    }
  }

  count(words: RegExp): number {
    return [...this.output.matchAll(words)].length;
  }

  /** What ECS sends to the container's first process. */
  signal(signal: "SIGTERM"): void {
    this.child.kill(signal);
  }

  /** What ECS does when the stop timeout is over: every process of the container ends. */
  async kill(): Promise<number> {
    if (this.exitCode === null && this.child.pid !== undefined) process.kill(-this.child.pid, "SIGKILL");
    return this.ended;
  }
}
