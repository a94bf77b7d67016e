import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, relative, resolve } from "node:path";
import { looseObject, optional, safeParse, string, union, unknown } from "valibot";
import { projectRoot } from "../engine/machine";
import { InputError } from "../workspace/input-error";
import type { Project } from "../workspace/project";

/** Somebody's Node.js Pulumi program as it lies in their folder. Nothing is ever written there. */
export interface ProgramFolder {
  /** The folder of `Pulumi.yaml`. */
  readonly root: string;
  /** Where the program runs: the folder that `main` in `Pulumi.yaml` names, or the one of the file it names. */
  readonly workingDirectory: string;
  /** The file that is loaded first. */
  readonly entry: string;
  /** Whether the entry is an ES module. */
  readonly esm: boolean;
  /** The SDK's own runner for programs: of the program's `@pulumi/pulumi`, or of ours where it has none. */
  readonly runner: string;
}

const Runtime = union([string(), looseObject({ name: string() })]);
const Manifest = looseObject({
  main: optional(string()),
  type: optional(string()),
  exports: optional(unknown()),
});

const SCRIPTS = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"];

/** Finds what a project runs. Throws {@link InputError} when it is not a Node.js program, or there is no program. */
export function programFolder(project: Project): ProgramFolder {
  refuseOtherLanguages(project);
  const { root, contents } = project;
  const { main } = contents;
  if (main !== undefined && typeof main !== "string") throw new InputError("main in Pulumi.yaml is not a path");
  const given = resolve(root, main ?? ".");
  if (relative(root, given).startsWith("..")) {
    throw new InputError(`main in Pulumi.yaml is ${JSON.stringify(main)}, but must be in the project's folder`);
  }
  const isFolder = existsSync(given) && statSync(given).isDirectory();
  const workingDirectory = isFolder ? given : dirname(given);
  const entry = isFolder ? entryOfFolder(given) : scriptAt(given);
  if (entry === null) {
    throw new InputError(
      `there is no program in ${JSON.stringify(relative(root, given) || ".")}: neither the main of Pulumi.yaml or ` +
        "package.json nor an index.ts, index.js, index.mts or index.mjs is there",
    );
  }
  return { root, workingDirectory, entry, esm: isEsModule(entry), runner: runnerFor(workingDirectory) };
}

function refuseOtherLanguages({ contents }: Project): void {
  const runtime = safeParse(Runtime, contents["runtime"]);
  if (!runtime.success) throw new InputError("Pulumi.yaml has no runtime: it must be nodejs");
  const name = typeof runtime.output === "string" ? runtime.output : runtime.output.name;
  if (name === "nodejs") return;
  throw new InputError(
    `the runtime in Pulumi.yaml is ${JSON.stringify(name)}, but --project runs nodejs programs only: give the policy ` +
      "pack to pulumi preview --policy-pack for any other",
  );
}

/** What Pulumi runs in a folder: its package's entry, else its index file. */
function entryOfFolder(folder: string): string | null {
  const declared = packageEntry(folder);
  return (declared === undefined ? null : sourceOf(folder, declared)) ?? scriptAt(join(folder, "index"));
}

function packageEntry(folder: string): string | undefined {
  const manifest = readManifest(join(folder, "package.json"));
  const { exports: exported, main } = manifest ?? {};
  const point = typeof exported === "object" && exported !== null && "." in exported ? exported["."] : exported;
  if (typeof point === "string") return point;
  const conditions = safeParse(
    looseObject({ default: optional(string()), require: optional(string()), import: optional(string()) }),
    point,
  );
  if (conditions.success) {
    const { default: fallback, require: required, import: imported } = conditions.output;
    const found = fallback ?? required ?? imported;
    if (found !== undefined) return found;
  }
  return main;
}

/** The declared entry, or the TypeScript it is compiled from when nobody has compiled it. */
function sourceOf(folder: string, declared: string): string | null {
  const path = resolve(folder, declared);
  const there = scriptAt(path) ?? (isFile(path) ? path : null) ?? scriptAt(join(path, "index"));
  if (there !== null) return there;
  const withoutOutput = relative(folder, path).split(/[\\/]/).slice(1).join("/");
  for (const source of [withoutOutput, join("src", withoutOutput)]) {
    const bare = source.replace(/\.[cm]?js$/, "");
    const found = bare === "" || bare === "src" ? null : scriptAt(resolve(folder, bare));
    if (found !== null) return found;
  }
  return null;
}

/** A script by its path, with or without its extension. A `.js` that is not there may be a `.ts`. */
function scriptAt(path: string): string | null {
  if (isFile(path) && SCRIPTS.includes(extname(path))) return path;
  const compiled = /\.([cm]?)js$/.exec(path);
  const candidates = compiled
    ? [path.replace(/\.([cm]?)js$/, ".$1ts")]
    : SCRIPTS.map((extension) => `${path}${extension}`);
  return candidates.find(isFile) ?? null;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** As Node.js decides it: by the extension, else by the nearest package.json. */
function isEsModule(entry: string): boolean {
  const extension = extname(entry);
  if (extension === ".mjs" || extension === ".mts") return true;
  if (extension === ".cjs" || extension === ".cts") return false;
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, "package.json"));
    if (manifest !== null) return manifest.type === "module";
    if (folder === dirname(folder)) return false;
  }
}

function readManifest(file: string) {
  if (!isFile(file)) return null;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new InputError("package.json of the project is not valid JSON");
  }
  const manifest = safeParse(Manifest, json);
  return manifest.success ? manifest.output : {};
}

function runnerFor(folder: string): string {
  const own = createRequire(join(folder, "package.json"));
  for (const from of [own, createRequire(join(projectRoot(__dirname), "package.json"))]) {
    try {
      return from.resolve("@pulumi/pulumi/cmd/run");
    } catch {
      // Not installed there.
    }
  }
  throw new InputError("@pulumi/pulumi is installed neither in the project nor here");
}
