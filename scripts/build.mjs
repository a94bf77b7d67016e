// Brings the compiled JavaScript in line with the sources, and does nothing when it is.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, runQuietly, SetupError } from "./project.mjs";

export const tsc = join("node_modules", "typescript", "bin", "tsc");

/** What a build is made of; tests are not part of it. */
const sourceFolders = ["bootstrap", "docs", "infra", "offline", "policies", "review"];
const sourceFiles = ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.base.json"];
/** What must be there for a build to count as done. */
const products = ["dist/offline/cli.js", "policies/dist/index.js"];

/** The pack as it travels, which `scripts/bundle.mjs` makes of compiled files. */
const bundleFolder = join("dist", "bundle", "/");

/** Both parts' compiled files, and the folder of what they were made from. */
const outputs = { dist: ".", "policies/dist": "policies" };

/** Starting `tsc -b` only to hear that nothing changed costs over a second; comparing sizes and times, a few ms. */
const stampFile = join(root, "dist", ".sources");

/** Runs `tsc -b` when a source changed since the last build. Throws a SetupError when that fails. */
export function ensureBuilt() {
  // Taken before the build, so that a file changed meanwhile is built next time.
  const wanted = listOfSources();
  const built = existsSync(stampFile) ? readFileSync(stampFile, "utf8") : "";
  if (isBuilt() && built === wanted) return;
  // The compiler leaves what it made of a file that is gone, and a module of the same name would be found there first.
  if (Object.entries(outputs).some(([folder, sources]) => hasOrphan(folder, sources))) {
    for (const folder of Object.keys(outputs)) rmSync(join(root, folder), { recursive: true, force: true });
  }
  console.error("compiling the TypeScript sources");
  runQuietly(process.execPath, [tsc, "-b", "--pretty", "false"], {
    sentence: (ending) => `The TypeScript build failed (${ending}), so nothing was run: the errors are above.`,
  });
  if (!isBuilt()) throw new SetupError(`The TypeScript build did not produce ${missing()[0]}.`);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, wanted);
}

function isBuilt() {
  return missing().length === 0;
}

function missing() {
  return products.filter((path) => !existsSync(join(root, path)));
}

/** Every source with its size and time, a line each. */
function listOfSources() {
  const files = [...sourceFiles, ...sourceFolders.flatMap(filesIn)].filter((path) => existsSync(join(root, path)));
  const lines = files.map((path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    return `${path} ${size} ${mtimeMs}`;
  });
  return `${lines.join("\n")}\n`;
}

/** Whether a folder holds compiled JavaScript whose source is gone, whoever compiled it. */
function hasOrphan(folder, sources) {
  if (!existsSync(join(root, folder))) return false;
  const entries = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const compiled = entries.filter((path) => path.endsWith(".js") && !join(folder, path).startsWith(bundleFolder));
  return compiled.some((path) => !existsSync(join(root, sources, path.replace(/\.js$/, ".ts"))));
}

/** The sources below a folder, in a stable order. */
function filesIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === "dist" || entry.name === "node_modules" ? [] : filesIn(path);
      return /\.(ts|json)$/.test(entry.name) ? [path] : [];
    });
}
