// Brings node_modules in line with package-lock.json, and does nothing when it is.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, runQuietly } from "./project.mjs";

const lockFile = join(root, "package-lock.json");
/** Lies in node_modules, so that it goes with what it vouches for: the hash of the lock that was installed. */
const stampFile = join(root, "node_modules", ".guardrails-lock");
/** Npm's own record of what is in node_modules. */
const installedFile = join(root, "node_modules", ".package-lock.json");

/** Runs `npm ci` when node_modules is missing or another lock's. Throws a SetupError when that fails. */
export function ensureInstalled() {
  const lock = readFileSync(lockFile);
  const wanted = createHash("sha256").update(lock).digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return;
  if (!isInstalled(JSON.parse(lock.toString()))) install();
  writeFileSync(stampFile, wanted);
}

function install() {
  console.error("installing the npm packages of package-lock.json (about a minute)");
  // Without the packages' scripts: none of ours needs one, and the project's own `prepare` would build a second time.
  const args = ["ci", "--ignore-scripts", "--include=dev", "--loglevel=error"];
  runQuietly("npm", args, {
    sentence: (ending) => `npm ci failed (${ending}), so nothing was run: its output above says why.`,
  });
}

/**
 * Whether someone's own `npm install` has put the lock's packages in place already. Optional packages may be missing:
 * they are other platforms'.
 */
function isInstalled(lock) {
  if (!existsSync(installedFile)) return false;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.includes("node_modules/")) return true;
    const found = installed[path];
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}
