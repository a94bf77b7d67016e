// Brings node_modules in line with package-lock.json, and does nothing when it is.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, runQuietly, SetupError } from "./project.mjs";

const lockFile = join(root, "package-lock.json");
/** Lies in node_modules, so that it goes with what it vouches for: the hash of the lock that was installed. */
const stampFile = join(root, "node_modules", ".guardrails-lock");
/** Npm's own record of what is in node_modules. */
const installedFile = join(root, "node_modules", ".package-lock.json");

/** Runs `npm ci` when node_modules is missing, incomplete or another lock's. Throws a SetupError when that fails. */
export function ensureInstalled() {
  const text = readFileSync(lockFile);
  const lock = JSON.parse(text.toString());
  const wanted = createHash("sha256").update(text).digest("hex");
  const stamped = existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted;
  if (stamped && missing(lock) === undefined) return;
  if (!isInstalled(lock) || missing(lock) !== undefined) install();
  const left = missing(lock);
  if (left !== undefined) throw new SetupError(`npm ci ended well, but left out ${left}, so nothing was run.`);
  writeFileSync(stampFile, wanted);
}

/**
 * The first of the lock's packages that is not in its place: a workspace's link, or a module of its own, goes without the
 * stamp noticing. Optional packages may be missing: they are other platforms'.
 */
function missing(lock) {
  const wanted = Object.entries(lock.packages).filter(([path, { optional }]) => path !== "" && optional !== true);
  return wanted.map(([path]) => path).find((path) => !existsSync(join(root, path)));
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
