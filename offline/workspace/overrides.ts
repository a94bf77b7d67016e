import { parse } from "yaml";
import { InputError } from "./input-error";
import { type Project, qualifiedKey } from "./project";

/** One configuration value given on the command line, in the type its key declares. */
export interface Override {
  /** Fully qualified: `guardrails:corsOrigins`. */
  readonly key: string;
  readonly value: unknown;
  /** Kept off every disk and command line: the engine reads it from its standard input. */
  readonly secret: boolean;
}

/**
 * Reads `key=value` arguments. A key without a namespace is the project's. The value of a key declared as integer,
 * boolean, list or object is YAML (`["*"]`, `200`); any other value is text as it stands.
 * `secretKeys` are fully qualified. Throws {@link InputError}, which never repeats a value that may be secret.
 */
export function parseOverrides(
  project: Project,
  entries: readonly string[],
  secretKeys: readonly string[],
): Override[] {
  return entries.map((entry, index) => {
    const split = entry.indexOf("=");
    if (split < 1) throw new InputError(`configuration argument ${index + 1} is not of the form key=value`);
    const key = qualifiedKey(project.name, entry.slice(0, split).trim());
    const text = entry.slice(split + 1);
    const secret = secretKeys.includes(key);
    return { key, value: secret ? text : typedValue(key, text, project.schema.get(key)?.type ?? null), secret };
  });
}

function typedValue(key: string, text: string, type: string | null): unknown {
  if (type === null || type === "string") return text;
  try {
    return parse(text, { prettyErrors: false });
  } catch {
    throw new InputError(`${key} is of type ${type}, and the value given for it is not valid YAML`);
  }
}
