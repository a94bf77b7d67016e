import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { InputError } from "./input-error";
import { parseOverrides } from "./overrides";
import { parseProject, parseYamlMap, type Project, stackNames } from "./project";
import { type StackConfiguration, stackConfiguration } from "./stack-configuration";

/** A stack of somebody's program. */
export interface ProgramStack {
  readonly project: Project;
  readonly configuration: StackConfiguration;
}

/** The stack a program without any is run as: the name that is judged most strictly. */
const DEFAULT_STACK = "prod";

const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml"];

/** The project in a folder. Throws {@link InputError} when there is none. */
export function readProgramProject(folder: string): Project {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new InputError(`--project ${JSON.stringify(folder)} is not a folder`);
  }
  const root = realpathSync(folder);
  const file = PROJECT_FILES.map((name) => join(root, name)).find((path) => existsSync(path));
  if (file === undefined) throw new InputError(`there is no Pulumi.yaml in ${JSON.stringify(folder)}`);
  return parseProject(root, readFileSync(file, "utf8"));
}

/**
 * The name of the stack to run: the given one; else the default one where it is there or nothing is; else the only one.
 * Throws {@link InputError} when there is more than one to choose from.
 */
export function chosenStack(project: Project, given: string | undefined): string {
  if (given !== undefined) {
    if (/^[\w.-]{1,100}$/.test(given)) return given;
    throw new InputError(
      `a stack's name is letters, digits, hyphens, underscores and periods, not ${JSON.stringify(given)}`,
    );
  }
  const names = stackNames(configurationFolder(project));
  const [only = DEFAULT_STACK] = names;
  if (names.length <= 1) return only;
  if (names.includes(DEFAULT_STACK)) return DEFAULT_STACK;
  throw new InputError(`the project has the stacks ${names.join(", ")}: choose one with --stack`);
}

/**
 * What a stack of somebody's project is configured with: its file, where there is one, and the overrides. Encrypted values
 * that are overridden stay secret. Throws {@link InputError}.
 */
export function programStack(project: Project, stack: string, entries: readonly string[]): ProgramStack {
  const file = join(configurationFolder(project), `Pulumi.${stack}.yaml`);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const overrides = parseOverrides(project, entries, secureKeys(project, text, `Pulumi.${stack}.yaml`));
  return {
    project: withoutPlugins(project),
    configuration: stackConfiguration(withoutPlugins(project), stack, text, overrides),
  };
}

/** Where a stack of a project is kept between runs, below the folder for all of them. */
export function programStateFolder(states: string, project: Project, stack: string): string {
  const place = createHash("sha256").update(project.root).digest("hex").slice(0, 12);
  return resolve(states, "projects", `${project.name.replace(/[^\w.-]/g, "-")}-${place}`, stack);
}

function configurationFolder({ root, contents }: Project): string {
  const { stackConfigDir } = contents;
  const folder = typeof stackConfigDir === "string" ? resolve(root, stackConfigDir) : root;
  return existsSync(folder) ? folder : root;
}

/** Keys whose value in the file is encrypted: what replaces them is no less secret. */
function secureKeys(project: Project, text: string, name: string): string[] {
  const { config } = parseYamlMap(text, name);
  if (typeof config !== "object" || config === null) return [];
  return Object.entries(config)
    .filter(([, value]) => typeof value === "object" && value !== null && "secure" in value)
    .map(([key]) => (key.includes(":") ? key : `${project.name}:${key}`));
}

/** The project without what makes an engine fetch or load something: everything here is a stand-in. */
function withoutPlugins(project: Project): Project {
  const fetched = new Set(["backend", "packages", "plugins", "requiredPulumiVersion", "stackConfigDir"]);
  const kept = Object.entries(project.contents).filter(([name]) => !fetched.has(name));
  return { ...project, contents: Object.fromEntries(kept) };
}
