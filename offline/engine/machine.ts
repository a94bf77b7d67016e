import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { object, safeParse, string } from "valibot";

/** What the search for an engine depends on, as values: the running machine, or a test's. */
export interface Machine {
  /** The environment of every process that is started; its PATH is searched for `pulumi` and `go`. */
  readonly environment: NodeJS.ProcessEnv;
  /** The folder engines are kept in, one subfolder for each version and platform, shared by all clones. */
  readonly cache: string;
  /** The file Pulumi's installer is downloaded from; asked for with HEAD before anything is installed. */
  readonly installerUrl: string;
  /** The script that installs: called with Node, the target folder and the version. */
  readonly installScript: string;
  /** The folder with the go.mod and go.sum that pin the engine's sources. */
  readonly goModule: string;
}

/** The machine this process runs on. */
export function thisMachine(environment: NodeJS.ProcessEnv = process.env): Machine {
  const engineFolder = join(projectRoot(__dirname), "offline", "engine");
  return {
    environment,
    cache: join(userCache(environment), "guardrails", "engine"),
    installerUrl: "https://get.pulumi.com/install.sh",
    installScript: join(engineFolder, "install-cli.mjs"),
    goModule: engineFolder,
  };
}

/** The user's cache folder by the XDG base directory specification, which has relative paths ignored. */
function userCache(environment: NodeJS.ProcessEnv): string {
  const declared = environment["XDG_CACHE_HOME"];
  return declared !== undefined && isAbsolute(declared) ? declared : join(environment["HOME"] ?? homedir(), ".cache");
}

const Manifest = object({ name: string() });

/**
 * The folder of the project `start` lies in: the same from the sources and from the compiled files in `dist`.
 * Throws when no folder above has the package.json named "guardrails".
 */
export function projectRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) {
      const parsed = safeParse(Manifest, JSON.parse(readFileSync(manifest, "utf8")));
      if (parsed.success && parsed.output.name === "guardrails") return folder;
    }
    if (folder === dirname(folder)) throw new Error(`no package.json named "guardrails" in ${start} or above it`);
  }
}
