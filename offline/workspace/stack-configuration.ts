import { nullish, object, optional, safeParse, string, unknown } from "valibot";
import { stringify } from "yaml";
import { InputError } from "./input-error";
import type { Override } from "./overrides";
import { parseYamlMap, type Project, qualifiedKey, YamlMap } from "./project";

/** What a run is configured with: the stack's file, the overrides on top of it, and the secrets kept apart. */
export interface StackConfiguration {
  readonly project: Project;
  readonly stack: string;
  /** Values for the engine's temporary stack file, by fully qualified key, typed. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Secret overrides by fully qualified key: the engine encrypts them. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Keys whose values the owner encrypted with a passphrase of their own. */
  readonly encryptedKeys: readonly string[];
  /** The salt of the owner's passphrase; null: the stack file has none. */
  readonly encryptionSalt: string | null;
}

const StackFile = object({
  config: nullish(YamlMap),
  encryptionsalt: optional(string()),
  secretsprovider: optional(string()),
  environment: optional(unknown()),
});
const SecureValue = object({ secure: string() });

/** Lays overrides over the text of a stack file. Throws {@link InputError}. */
export function stackConfiguration(
  project: Project,
  stack: string,
  stackFile: string,
  overrides: readonly Override[],
): StackConfiguration {
  const file = `Pulumi.${stack}.yaml`;
  const parsed = safeParse(StackFile, parseYamlMap(stackFile, file));
  if (!parsed.success) throw new InputError(`the config section of ${file} is not a map, or its salt is not text`);
  if (parsed.output.environment !== undefined && parsed.output.environment !== null) {
    throw new InputError(`${file} imports a Pulumi ESC environment, which an offline run cannot read`);
  }
  const inFile = Object.entries(parsed.output.config ?? {});
  const config = new Map(inFile.map(([key, value]) => [qualifiedKey(project.name, key), value]));
  const secrets = new Map<string, string>();
  for (const { key, value, secret } of overrides) {
    config.delete(key);
    secrets.delete(key);
    if (secret) secrets.set(key, String(value));
    else config.set(key, value);
  }

  const encryptedKeys = [...config].filter(([, value]) => holdsSecureValue(value)).map(([key]) => key);
  const encryptionSalt = parsed.output.encryptionsalt ?? null;
  if (encryptedKeys.length > 0 && encryptionSalt === null) {
    const provider = parsed.output.secretsprovider ?? "Pulumi Cloud";
    throw new InputError(
      `${file} holds values encrypted by ${provider} (${encryptedKeys.join(", ")}), which an offline run cannot ` +
        `decrypt: give them with -c key=value, or encrypt them with a passphrase`,
    );
  }
  return { project, stack, config: Object.fromEntries(config), secrets, encryptedKeys, encryptionSalt };
}

/**
 * The configuration as the engine hands it to the program: text, lists and objects as JSON, the schema's defaults filled
 * in. Keys of the given namespace, without it. Values the owner encrypted are left out; they are checked by the program.
 */
export function rawConfiguration(configuration: StackConfiguration, namespace: string): Record<string, string> {
  const { project, config, secrets, encryptedKeys } = configuration;
  const defaults = [...project.schema].map(([key, declared]) => [key, declared.default] as const);
  const given = [...defaults, ...Object.entries(config), ...secrets];
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    given
      .filter(([key]) => !encryptedKeys.includes(key))
      .filter(([key, value]) => key.startsWith(prefix) && value !== undefined && value !== null)
      .map(([key, value]) => [key.slice(prefix.length), asText(value)]),
  );
}

/** `Pulumi.yaml` for the temporary work folder: the program runs in this process, so there is nothing to load. */
export function projectFileText({ project }: StackConfiguration): string {
  const contents = Object.entries(project.contents).filter(([key]) => key !== "main");
  return stringify({ ...Object.fromEntries(contents), runtime: "nodejs" }, quoted);
}

/** `Pulumi.<stack>.yaml` for the temporary work folder. */
export function stackFileText({ config }: StackConfiguration, encryptionSalt: string | null): string {
  return stringify({ ...(encryptionSalt === null ? {} : { encryptionsalt: encryptionSalt }), config }, quoted);
}

/** The engine reads YAML 1.1, in which plain text such as `yes` or `2026-01-01` is not text. */
const quoted = { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 } as const;

function holdsSecureValue(value: unknown): boolean {
  if (safeParse(SecureValue, value).success) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecureValue);
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
