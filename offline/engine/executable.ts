import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import type { SemVer } from "semver";
import { parseVersion } from "./version";

const run = promisify(execFile);

/** Far above what a working `pulumi version` takes (a third of a second), so that a hanging one is no engine. */
const VERSION_TIMEOUT_MS = 30_000;

/** The first executable file of that name in `searchPath` (the form of the PATH variable); null: there is none. */
export function findExecutable(name: string, searchPath: string): string | null {
  const candidates = searchPath
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name));
  return candidates.find(isExecutableFile) ?? null;
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The version a `pulumi` executable reports; null: it does not run, hangs, or answers something else. */
export async function engineVersion(path: string, environment: NodeJS.ProcessEnv): Promise<SemVer | null> {
  try {
    const { stdout } = await run(path, ["version"], {
      env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: VERSION_TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    return parseVersion(stdout);
  } catch {
    return null;
  }
}
