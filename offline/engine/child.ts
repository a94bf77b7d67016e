import { spawn, type SpawnOptions } from "node:child_process";
import { createInterface } from "node:readline";

/** How a child process ended, for a message: what it exited with, or why it was stopped. */
export type Ending = { readonly ok: true } | { readonly ok: false; readonly why: string };

export interface ChildOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** Lead a process group of its own, so that a timeout ends its children as well. */
  readonly ownGroup?: boolean;
  /** Called with each line of its standard output and standard error. */
  readonly onLine: (line: string) => void;
}

/**
 * Runs a program to its end. Never rejects: a program that cannot be started has an ending too.
 * Its standard input is a pipe that closes when this process ends, however it ends.
 */
export async function runChild(file: string, args: readonly string[], options: ChildOptions): Promise<Ending> {
  const spawnOptions: SpawnOptions = {
    cwd: options.cwd,
    env: options.environment,
    stdio: ["pipe", "pipe", "pipe"],
    detached: options.ownGroup ?? false,
  };
  return new Promise((resolve) => {
    const child = spawn(file, args, spawnOptions);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill(child.pid, options.ownGroup ?? false);
    }, options.timeoutMs);

    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on("line", options.onLine);
    }
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ ok: false, why: `it could not be started (${errorCode(error)})` });
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve({ ok: true });
      else if (timedOut) resolve({ ok: false, why: `it took longer than ${options.timeoutMs / 60_000} minutes` });
      else resolve({ ok: false, why: code === null ? `it was ended by ${String(signal)}` : `it exited with ${code}` });
    });
  });
}

function kill(pid: number | undefined, group: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}

/** The system's code of an error (`ENOENT`), which names no path and no value, else its class. */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown error";
  if ("code" in error && typeof error.code === "string") return error.code;
  // fetch wraps the system's error.
  if ("cause" in error && error.cause !== undefined) return errorCode(error.cause);
  return "name" in error && typeof error.name === "string" ? error.name : "unknown error";
}
