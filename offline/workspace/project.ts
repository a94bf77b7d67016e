import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { custom, nullish, object, optional, safeParse, string, unknown } from "valibot";
import { parse } from "yaml";
import { InputError } from "./input-error";

/** A Pulumi project as its files say it. */
export interface Project {
  readonly root: string;
  readonly name: string;
  /** Declared configuration keys, fully qualified (`guardrails:corsOrigins`), with their type where one is given. */
  readonly schema: ReadonlyMap<string, DeclaredKey>;
  /** The contents of Pulumi.yaml. */
  readonly contents: Readonly<Record<string, unknown>>;
}

export interface DeclaredKey {
  /** `string`, `integer`, `boolean`, `array`, `object`; null: not given. */
  readonly type: string | null;
  /** What the engine gives the program when the stack says nothing; undefined: nothing. */
  readonly default: unknown;
}

/** A YAML map, which a list is not. */
export const YamlMap = custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
const ProjectFile = object({ name: string(), config: nullish(YamlMap) });
const SchemaEntry = object({ type: optional(string()), default: optional(unknown()) });

/** Reads `Pulumi.yaml`. Throws {@link InputError}. */
export function readProject(root: string): Project {
  return parseProject(root, readText(join(root, "Pulumi.yaml"), "Pulumi.yaml"));
}

/** A project from the text of its `Pulumi.yaml`. Throws {@link InputError}. */
export function parseProject(root: string, text: string): Project {
  const contents = parseYamlMap(text, "Pulumi.yaml");
  const file = safeParse(ProjectFile, contents);
  if (!file.success) throw new InputError("Pulumi.yaml has no project name, or its config section is not a map");
  const { name, config } = file.output;
  const schema = Object.entries(config ?? {}).map(
    ([key, entry]) => [qualifiedKey(name, key), declaredKey(entry)] as const,
  );
  return { root, name, schema: new Map(schema), contents };
}

/** A key without a namespace is the project's own. */
export function qualifiedKey(project: string, key: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

/** The text of `Pulumi.<stack>.yaml`. Throws {@link InputError}, naming the stacks there are. */
export function readStackFile(root: string, stack: string): string {
  const file = `Pulumi.${stack}.yaml`;
  const stacks = stackNames(root);
  if (stacks.includes(stack)) return readText(join(root, file), file);
  throw new InputError(
    stacks.length === 0
      ? `there is no stack ${JSON.stringify(stack)}, because the project has no Pulumi.<stack>.yaml`
      : `there is no stack ${JSON.stringify(stack)}; the project has ${stacks.join(", ")}`,
  );
}

/** The stacks that have a file, in alphabetical order. */
export function stackNames(root: string): string[] {
  return readdirSync(root)
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .sort();
}

/** YAML text that must be a map. Throws {@link InputError} with the parser's own reason. */
export function parseYamlMap(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(text, { prettyErrors: false });
  } catch (error) {
    throw new InputError(`${file} is not valid YAML: ${error instanceof Error ? error.message : "unreadable"}`);
  }
  if (value === null || value === undefined) return {};
  const map = safeParse(YamlMap, value);
  if (!map.success) throw new InputError(`${file} is not a YAML map`);
  return map.output;
}

function declaredKey(entry: unknown): DeclaredKey {
  const described = safeParse(SchemaEntry, entry);
  // `key: value` in the project's config section is a default without a declared type.
  return described.success
    ? { type: described.output.type ?? null, default: described.output.default }
    : { type: null, default: entry };
}

function readText(path: string, name: string): string {
  if (!existsSync(path)) throw new InputError(`there is no ${name} in the project`);
  return readFileSync(path, "utf8");
}
