/**
 * The one place that reads configuration.
 *
 * It checks shape only (type, format, the range in which a value means something) and fills what is not set from the
 * environment's profile. It does not judge: an unsafe but well-typed value passes through, and the policy pack decides.
 */
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { withDefaults } from "./config-defaults";
import { refuseElsewhere, refuseImpossible } from "./config-limits";
import { ConfigError, KEYS, NAMESPACE, SCHEMA } from "./config-schema";
import { refuseLongAccess } from "./database-access";
import { readRegion } from "./region";
import { SECRET_KEYS, type SecretKey, type Settings } from "./settings";

export { ConfigError, NAMESPACE } from "./config-schema";
export { SECRET_KEYS } from "./settings";

/** Every configuration key there is. */
export const CONFIG_KEYS: readonly string[] = Object.keys(KEYS);

/**
 * Settings from a stack's configuration.
 *
 * @param raw Configuration of the namespace `guardrails` as the engine gives it: text, lists as JSON text.
 * @throws ConfigError naming the key, the value found (never a secret's) and the value wanted.
 */
export function parseConfig(raw: Readonly<Record<string, string>>): Settings {
  const parsed = v.safeParse(SCHEMA, raw);
  if (!parsed.success) throw new ConfigError(sentence(parsed.issues[0], raw));
  const settings = withDefaults(parsed.output);
  refuseImpossible(settings, Object.keys(raw));
  return settings;
}

/** Settings of the running program, its secrets as Pulumi secrets, and the region it deploys to. */
export function readConfig(): { readonly settings: Settings<pulumi.Output<string>>; readonly region: string } {
  const prefix = `${NAMESPACE}:`;
  const raw: Record<string, string> = {};
  for (const [key, value] of Object.entries(pulumi.runtime.allConfig())) {
    if (key.startsWith(prefix)) raw[key.slice(prefix.length)] = value;
  }
  const settings = parseConfig(raw);
  const config = new pulumi.Config(NAMESPACE);
  const secretOf = (key: SecretKey): pulumi.Output<string> | null => config.getSecret(key) ?? null;
  const secrets = {
    signingKey: secretOf("signingKey"),
    signingKeyPrevious: secretOf("signingKeyPrevious"),
    encryptionKey: secretOf("encryptionKey"),
    sentryDsn: secretOf("sentryDsn"),
    cacheToken: secretOf("cacheToken"),
  };
  const region = readRegion();
  refuseElsewhere(settings, region);
  refuseLongAccess(settings, new Date());
  return { settings: { ...settings, secrets }, region };
}

function sentence(issue: v.InferIssue<typeof SCHEMA>, raw: Readonly<Record<string, string>>): string {
  const key = v.getDotPath(issue)?.split(".", 1)[0] ?? "";
  if (!(key in KEYS)) return `${NAMESPACE}:${key} is not a configuration key: ${nearest(key)}.`;
  const value = raw[key];
  // A required key that is absent is reported by the object, not by the key's own schema.
  if (value === undefined) return `${NAMESPACE}:${key} is not set, but must be ${wanted(key as keyof typeof KEYS)}.`;
  return `${NAMESPACE}:${key} is ${shown(key, value)}, but must be ${issue.message}.`;
}

/** What a key's schema says about a value of no type at all. */
function wanted(key: keyof typeof KEYS): string {
  return v.safeParse(KEYS[key], null).issues?.[0].message ?? "set";
}

/** A value for a message: never a secret's, nor one where a secret may have been put by mistake. */
function shown(key: string, value: string): string {
  const hidden: readonly string[] = [...SECRET_KEYS, "externalSecrets", "ownDatabase", "ownCache", "alarmEndpoints"];
  if (hidden.includes(key) || value.includes("@")) return "a value that is not shown";
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}

function nearest(key: string): string {
  const alike = CONFIG_KEYS.find((known) => known.toLowerCase() === key.toLowerCase().replaceAll(/[-_]/g, ""));
  return alike === undefined ? `the keys are ${[...CONFIG_KEYS].sort().join(", ")}` : `did you mean ${alike}`;
}
