import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { object, optional, safeParse, string } from "valibot";
import { parse } from "yaml";
import { InputError } from "../workspace/input-error";
import { projectFileText, type StackConfiguration, stackFileText } from "../workspace/stack-configuration";
import type { StateDirectory } from "../workspace/state";

/** The temporary copy of the project the engine works in, so that it never writes to a checked-in file. */
export interface WorkFolder {
  readonly path: string;
  /** The engine's private home (credentials, plugin cache, current stacks). */
  readonly home: string;
  readonly stackFile: string;
  /** Writes the pack's configuration; returns its file, or null when there is none. */
  policyConfigFile(config: unknown): string | null;
}

export async function writeWorkFolder(
  folder: string,
  configuration: StackConfiguration,
  ownSalt: string | null,
): Promise<WorkFolder> {
  const path = join(folder, "project");
  const home = join(folder, "home");
  const stackFile = join(path, `Pulumi.${configuration.stack}.yaml`);
  await mkdir(path);
  await mkdir(home);
  await writeFile(join(path, "Pulumi.yaml"), projectFileText(configuration));
  await writeFile(stackFile, stackFileText(configuration, ownersPassphrase(configuration) ?? ownSalt));
  return {
    path,
    home,
    stackFile,
    policyConfigFile: (config) => {
      if (config === undefined) return null;
      const file = join(folder, "policy-config.json");
      writeFileSync(file, JSON.stringify(config));
      return file;
    },
  };
}

/**
 * The variables that tell the engine its passphrase. Values the owner encrypted need the owner's; otherwise the state has
 * one of its own, whatever is set outside. Throws {@link InputError} when the owner's is needed and not set.
 */
export function passphraseVariables(configuration: StackConfiguration, state: StateDirectory): Record<string, string> {
  if (ownersPassphrase(configuration) === null) {
    return { PULUMI_CONFIG_PASSPHRASE: state.passphrase(), PULUMI_CONFIG_PASSPHRASE_FILE: "" };
  }
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  if (passphrase !== undefined || file !== undefined) return {};
  throw new InputError(
    `Pulumi.${configuration.stack}.yaml holds encrypted values (${configuration.encryptedKeys.join(", ")}): set ` +
      "PULUMI_CONFIG_PASSPHRASE to the passphrase they were encrypted with",
  );
}

const StackFile = object({ encryptionsalt: optional(string()) });

/** Keeps the salt the engine wrote into its copy of the stack file: with it, the next run derives the same key. */
export function keepEncryptionSalt(folder: WorkFolder, configuration: StackConfiguration, state: StateDirectory): void {
  if (ownersPassphrase(configuration) !== null || !existsSync(folder.stackFile)) return;
  const file = safeParse(StackFile, parse(readFileSync(folder.stackFile, "utf8")));
  const salt = file.success ? file.output.encryptionsalt : undefined;
  if (salt !== undefined && salt !== state.encryptionSalt) state.rememberEncryptionSalt(salt);
}

/** The region of the stack; AWS_REGION is what the real provider falls back to. */
export function regionOf({ config }: StackConfiguration): string {
  const region = config["aws:region"];
  return typeof region === "string" ? region : (process.env["AWS_REGION"] ?? "us-east-1");
}

/** The salt of the owner's passphrase, if anything is encrypted with it. */
function ownersPassphrase({ encryptedKeys, encryptionSalt }: StackConfiguration): string | null {
  return encryptedKeys.length > 0 ? encryptionSalt : null;
}
