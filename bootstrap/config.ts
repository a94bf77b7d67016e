import * as v from "valibot";
import { ConfigError, KEYS } from "../infra/config-schema";
import { TAG_KEYS, tagMistakes } from "../infra/config-tags";
import { list } from "../infra/config-values";

export const NAMESPACE = "guardrails-bootstrap";

const ACCOUNTS = "a list of account ids of twelve digits";
const SCHEMA = v.strictObject({
  product: v.unwrap(KEYS.product),
  owner: KEYS.owner,
  costCenter: KEYS.costCenter,
  ...TAG_KEYS,
  pullAccounts: v.optional(
    v.pipe(
      list(ACCOUNTS),
      v.check((ids) => ids.every((id) => /^\d{12}$/.test(id)) && new Set(ids).size === ids.length, ACCOUNTS),
    ),
  ),
});

export interface BootstrapSettings {
  readonly product: string;
  readonly owner: string;
  readonly costCenter: string;
  /** Beside the project's own, on everything that takes tags. */
  readonly tags: Readonly<Record<string, string>>;
  readonly pullAccounts: readonly string[];
}

/**
 * Settings of the project from its stack's configuration.
 *
 * @param raw Configuration of the namespace `guardrails-bootstrap` as the engine gives it: text, lists as JSON text.
 * @throws ConfigError naming the key, the value found and the value wanted.
 */
export function parseBootstrapConfig(raw: Readonly<Record<string, string>>): BootstrapSettings {
  const parsed = v.safeParse(SCHEMA, raw);
  if (parsed.success) {
    const { product, owner = "platform", costCenter = product, tags = {}, pullAccounts = [] } = parsed.output;
    for (const [key, found, wanted] of tagMistakes(tags, NAMESPACE)) {
      throw new ConfigError(`${NAMESPACE}:${key} is ${JSON.stringify(found)}, but must be ${wanted ?? ""}.`);
    }
    return { product, owner, costCenter, tags, pullAccounts };
  }
  const key = v.getDotPath(parsed.issues[0])?.split(".", 1)[0] ?? "";
  const name = `${NAMESPACE}:${key}`;
  if (!(key in SCHEMA.entries)) {
    throw new ConfigError(
      `${name} is not a configuration key: the keys are ${Object.keys(SCHEMA.entries).join(", ")}.`,
    );
  }
  const wanted = v.safeParse(SCHEMA.entries[key as keyof typeof SCHEMA.entries], raw[key] ?? null).issues?.[0].message;
  throw new ConfigError(
    `${name} is ${raw[key] === undefined ? "not set" : JSON.stringify(raw[key])}, but must be ${wanted ?? "set"}.`,
  );
}
