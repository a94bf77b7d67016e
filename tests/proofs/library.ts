/** The Python libraries the stack makes promises about, from PyPI, in a virtual environment of the tests' own. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { lockSync } from "proper-lockfile";

const REQUIREMENTS = join(__dirname, "requirements.txt");
const CACHE = join(homedir(), ".cache", "guardrails");

/** Installing takes a quarter of a minute, once a machine and once each time the requirements change. */
export const INSTALL_TIMEOUT = 600_000;

/** A Python that has the libraries of a requirements file; installs them first where they are not there yet. */
export async function libraryPython(requirements: string = REQUIREMENTS): Promise<string> {
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const folder = join(CACHE, `libraries-${wanted}`);
  const python = join(folder, "bin", "python");
  mkdirSync(CACHE, { recursive: true });
  while (!existsSync(python)) {
    const release = tryLock(folder);
    if (release === null) {
      // Another test file installs them at this moment.
      await new Promise((resolve) => setTimeout(resolve, 250));
      continue;
    }
    try {
      if (!existsSync(python)) install(folder, requirements);
    } finally {
      release();
    }
  }
  return python;
}

function tryLock(folder: string): (() => void) | null {
  try {
    // Renewed by nobody while pip runs, so it has to outlive the installation.
    return lockSync(folder, { realpath: false, stale: INSTALL_TIMEOUT });
  } catch {
    return null;
  }
}

/** Into a folder beside, then under its name: what was interrupted is never taken for complete. */
function install(folder: string, requirements: string): void {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  run("python3", ["-m", "venv", partial]);
  run(join(partial, "bin", "python"), ["-m", "pip", "install", "--quiet", "--requirement", requirements]);
  renameSync(partial, folder);
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
}

/** Runs a Python program to its end with exactly this environment. */
export function runPython(
  python: string,
  script: string,
  environment: Readonly<Record<string, string>>,
  cwd?: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(python, ["-c", script], { encoding: "utf8", env: { ...environment }, cwd });
}
