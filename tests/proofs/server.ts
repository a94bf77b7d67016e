/** Real servers for a test: programs of the machine's packages, each in a folder of its own, reached by a Unix socket. */
import { spawn, spawnSync } from "node:child_process";
import { accessSync, chownSync, constants, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** Starting one takes a second, on a busy machine a few. */
export const SERVER_TIMEOUT = 120_000;

/** Who runs a server: PostgreSQL refuses root, so root steps down to `nobody`, which every system has. */
interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

const NOBODY = 65_534;

const identity: Identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** A temporary folder that belongs to whoever runs the servers. */
export class ServerFolder {
  readonly path = mkdtempSync(join(tmpdir(), "guardrails-proof-"));

  constructor() {
    if (identity.uid !== undefined && identity.gid !== undefined) chownSync(this.path, identity.uid, identity.gid);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Stops a server and resolves when it has ended. */
export type Stop = (signal: NodeJS.Signals) => Promise<void>;

/**
 * Starts a server and resolves once its log says that it is ready. Rejects with the log when it ends before: the server's own
 * words on what it does not accept.
 */
export async function startServer(program: string, args: readonly string[], ready: string): Promise<Stop> {
  const child = spawn(program, args, { ...identity, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => {
    child.on("close", () => {
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    let log = "";
    const read = (text: string): void => {
      log += text;
      if (log.includes(ready)) resolve();
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("error", reject);
    child.on("close", () => {
      reject(new Error(`${program} ended before it was ready:\n${log}`));
    });
  });
  return async (signal) => {
    child.kill(signal);
    await ended;
  };
}

/** Runs a program to its end and returns what it printed; throws with its errors when it fails. */
export function runProgramOnce(program: string, args: readonly string[], input = ""): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { ...identity, input, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`);
  return stdout;
}

/** A program by name, on PATH or in one of the further folders; the last that has it wins. */
export function findProgram(name: string, folders: readonly string[] = []): string {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).reverse();
  const found = [...onPath, ...folders].map((folder) => join(folder, name)).findLast(isExecutable);
  if (found === undefined) throw new Error(`${name} is not installed: npm test installs its Debian package`);
  return found;
}

/** A Python that has the Redis client: Debian's package is for the system's, and another may come before it on PATH. */
export function findPython(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "python3"));
  const found = folders
    .filter(isExecutable)
    .find((python) => spawnSync(python, ["-c", "import redis"], { stdio: "ignore" }).status === 0);
  if (found === undefined) throw new Error("no python3 has the Redis client: npm test installs python3-redis");
  return found;
}

/** Debian keeps each major version of PostgreSQL outside PATH, in a folder by its number. */
export function postgresFolders(): string[] {
  const folder = "/usr/lib/postgresql";
  const versions = existsSync(folder) ? readdirSync(folder).sort((a, b) => Number(a) - Number(b)) : [];
  return versions.map((version) => join(folder, version, "bin"));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
