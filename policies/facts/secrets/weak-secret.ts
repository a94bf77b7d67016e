/**
 * Is a value good enough to be a secret? Only the hopeless are named: published, placeholder, too short, guessable.
 * No answer ever contains the value or a part of it.
 */
import { isTemplate, LONGEST_VALUE, pairPassword, userInfos } from "./connection-strings";
import { decodings, jsonLeaves, type Leaf, textLeaves } from "./documents";
import { webTokens } from "./credential-forms";
import { entropyBits } from "./entropy";
import { memberName } from "./safe-name";
import { nameStrength } from "./names";
import { isOwnKey, isThirdParty } from "./own-keys";
import { isPlaceholder } from "./placeholders";
import { embedsPublished, isPublished, isPublishedDigest, respellsPublished } from "./published";
import type { SecretPurpose } from "./purpose";
import { requirementOf } from "./requirements";
import { isSequence } from "./sequences";
import { nameWords } from "./words";
import { rememberedOf } from "../remember";

export interface WeakSecretReason {
  readonly reason: "empty" | "published" | "placeholder" | "equals-its-name" | "sequence" | "too-short" | "low-entropy";
  /** Completes "the value …": `is a published default`. */
  readonly detail: string;
  /** `known`: the world has it, or it is nothing. `weak`: nobody published it, but it is short or can be guessed. */
  readonly severity: "known" | "weak";
}

export interface SecretUse {
  readonly purpose?: SecretPurpose;
  /** The variable or secret it is the value of. */
  readonly name?: string;
}

/** Encodings and texts of settings that lie one around the other are undone this often: base64 of hexadecimal of percent encoding. */
const DEEPEST = 3;

const known = (reason: WeakSecretReason["reason"], detail: string): WeakSecretReason => ({
  reason,
  detail,
  severity: "known",
});
const weak = (reason: WeakSecretReason["reason"], detail: string): WeakSecretReason => ({
  reason,
  detail,
  severity: "weak",
});

/**
 * Why a value must not be used as a secret; undefined: nothing is known against it. Reads the first 65,536 characters, the most
 * that Secrets Manager keeps. Never throws.
 */
export const weakSecret = rememberedOf(
  (value: string, use: SecretUse): WeakSecretReason | undefined => judge(value.slice(0, LONGEST_VALUE), use, 0),
  ({ purpose, name }) => `${purpose ?? ""} ${name ?? ""}`,
);

/** @param depth how many texts of settings it lies in: `a=b=c` is one in another. */
function judge(text: string, use: SecretUse, depth: number): WeakSecretReason | undefined {
  if (text.trim() === "") return isSwitchedOff(use) ? undefined : known("empty", "is empty");
  const leaves = depth < DEEPEST ? leavesToJudge(text) : undefined;
  const member = leaves && weakestMember(leaves, use, depth + 1);
  if (leaves !== undefined && !(member?.severity === "weak" && isByChance(text, leaves))) return member;
  const password = passwordOf(text);
  if (password === undefined) return isLocation(text) ? undefined : weakValue(text, use);
  // `{password}` in a URL stands for a value that is judged where it comes from.
  if (isTemplate(password)) return undefined;
  const found = weakValue(password, use);
  return found && { ...found, detail: `has a password that ${found.detail}` };
}

/** The same for a value that is kept as bytes (`secretBinary`): text where it is text, else by its length and its bytes. */
export function weakSecretBinary(base64: string, use: SecretUse): WeakSecretReason | undefined {
  const compact = base64.slice(0, LONGEST_VALUE * 2).replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(compact)) return weakSecret(base64, use);
  if (isPublished(compact)) return known("published", "is a published default");
  const bytes = Buffer.from(compact, "base64");
  const text = bytes.toString("utf8");
  if (Buffer.from(text, "utf8").equals(bytes)) return weakSecret(text, use);
  const short = tooShort(bytes.length, use.purpose);
  if (short) return short;
  return new Set(bytes).size < 8 || isSequence(bytes.toString("latin1"))
    ? known("sequence", "is a run of bytes")
    : undefined;
}

/** Why a value of that many bytes cannot serve a purpose, whatever it is; undefined: it is long enough. */
export function tooShort(bytes: number, purpose: SecretPurpose | undefined): WeakSecretReason | undefined {
  const { minimumLength, because } = requirementOf(purpose);
  return bytes < minimumLength ? weak("too-short", `is ${bytes} bytes long; ${because}`) : undefined;
}

/** Whether a value is a Fernet key: 32 bytes in base64, standard or URL-safe (Python's decoder takes both), padded. */
export function isFernetKey(value: string): boolean {
  return /^(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=$/.test(value);
}

/** Keys that were used before, and are still taken: Django's own default is to have none (`SECRET_KEY_FALLBACKS`, `[]`). */
const FORMER = /(?:^|_)(?:FALLBACKS?|PREVIOUS|PREV|OLD|FORMER|RETIRED)(?:_|$)/;

/** An empty value switches an optional integration off; of the product's own keys it is everybody's key. */
function isSwitchedOff({ purpose, name }: SecretUse): boolean {
  if (name !== undefined && FORMER.test(nameWords(name).join("_"))) return true;
  if (purpose !== undefined) return purpose === "external";
  return name !== undefined && !isOwnKey(name);
}

/** A name as people write one: words in one case, or camel case. */
const WRITTEN_NAME =
  /^(?=.{3})(?:[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*|[A-Z][A-Z0-9]*(?:[._-][A-Z0-9]+)*|[A-Za-z][a-z]+(?:[A-Z][a-z]+)*)$/;

/** `q7Zx-PW-=…`: a generated text in which one character happens to be `=`. */
function isByChance(text: string, leaves: readonly Leaf[]): boolean {
  return !/\s|^[[{]/.test(text.trim()) && leaves.every(({ name }) => !WRITTEN_NAME.test(name));
}

/** A JSON text, a dotenv file or YAML-like lines: the leaves that are secrets. A single `name: value` line is a value. */
function leavesToJudge(text: string): readonly Leaf[] | undefined {
  const json = jsonLeaves(text);
  if (json !== undefined) return json;
  const lines =
    /\n|^[A-Za-z_][\w.-]*=\S/.test(text.trim()) && !text.includes("-----BEGIN") ? textLeaves(text) : undefined;
  return lines?.some(({ name }) => nameStrength(name) !== "neutral") ? lines : undefined;
}

function weakestMember(leaves: readonly Leaf[], use: SecretUse, depth: number): WeakSecretReason | undefined {
  const found = leaves.map((leaf) => weakMember(leaf, use, depth)).filter((reason) => reason !== undefined);
  return found.find(({ severity }) => severity === "known") ?? found[0];
}

/** Names that say nothing but "this is it": `{"key": …, "value": …}`. */
const BARE_NAME = /^(?:key|value|val|data|content|text|secret_?string|plaintext)$/i;

/** A member is judged when its name is a secret's, or where it has none (a list). One that only may be a secret: if it is known. */
function weakMember({ name, value }: Leaf, use: SecretUse, depth: number): WeakSecretReason | undefined {
  const strength = name === "" || BARE_NAME.test(name) ? "weak" : nameStrength(name);
  if (strength !== "strong" && strength !== "weak" && !holdsSecrets(value)) return undefined;
  const purposeOfWhole =
    use.purpose === "connection" || use.purpose === "external" || isThirdParty(name) ? "external" : use.purpose;
  const leafUse: SecretUse = {
    ...(purposeOfWhole !== undefined &&
      strength === "strong" && { purpose: isThirdParty(name) ? "external" : purposeOfWhole }),
    ...(name !== "" && !BARE_NAME.test(name) && { name }),
  };
  const found = judge(value, leafUse, depth);
  if (found === undefined || (strength !== "strong" && found.severity === "weak")) return undefined;
  const shown = memberName(name);
  return { ...found, detail: `has ${shown === undefined ? "a member" : `a member "${shown}"`} that ${found.detail}` };
}

/** `{"url": "postgresql://app:postgres@db/app"}`, `{"env": "SECRET_KEY=changeme"}`: whatever the member is called. */
function holdsSecrets(value: string): boolean {
  return userInfos(value).some(({ password }) => password !== undefined) || leavesToJudge(value) !== undefined;
}

/** Of a URL or a connection string; a `password=` in the middle of prose is none. */
function passwordOf(text: string): string | undefined {
  return userInfos(text).find(({ password }) => password !== undefined)?.password ?? pairPassword(text);
}

/** A URL without a password: where something is, no secret. Its user part may be a key. */
function isLocation(text: string): boolean {
  return /^[a-z][a-z0-9+.-]{0,40}:\/\/\S+$/i.test(text) && !/^[^@]*@/.test(text);
}

function weakValue(value: string, use: SecretUse): WeakSecretReason | undefined {
  const { purpose, name } = use;
  const famous = knownValue(value, name);
  if (famous !== undefined) return famous;
  const { minimumBits } = requirementOf(purpose);
  const short = tooShort(Buffer.byteLength(value, "utf8"), purpose);
  if (short !== undefined) return short;
  if (purpose === "encryption" && /fernet/i.test(name ?? "") && !isFernetKey(value)) {
    return weak("too-short", "is no Fernet key: 32 bytes in base64, 44 characters");
  }
  const bits = Math.floor(entropyBits(value));
  return bits < minimumBits
    ? weak("low-entropy", `can be guessed: at most ${bits} bits of entropy, ${minimumBits} wanted`)
    : undefined;
}

/** A value that guessing tools and search engines have: as it is, or behind encodings and digests. */
function knownValue(value: string, name: string | undefined, depth = 0): WeakSecretReason | undefined {
  const text = value.trim().replace(/^base64:/, "");
  if (isPublished(value) || isPublished(text)) return known("published", "is a published default");
  if (name !== undefined && equalsName(text, name)) return known("equals-its-name", "is its own name");
  if (embedsPublished(text)) return known("published", "is a published default with something added");
  if (respellsPublished(text)) return known("published", "is a published default in another spelling");
  if (isDemoToken(text)) return known("published", "is a published demonstration token");
  if (isPublishedDigest(text)) return known("published", "is the digest of a published default");
  if (isPlaceholder(text)) return known("placeholder", "is a placeholder");
  if (isSequence(text)) return known("sequence", "is a walk over the keyboard or the alphabet, or repeats itself");
  if (depth >= DEEPEST) return undefined;
  for (const decoded of decodings(text)) {
    const found = knownValue(decoded, name, depth + 1);
    if (found) return { ...found, detail: depth === 0 ? `is encoded, and decoded it ${found.detail}` : found.detail };
  }
  return undefined;
}

/** Tokens that stand in quick starts: Supabase's `supabase-demo`, jwt.io's John Doe. */
function isDemoToken(value: string): boolean {
  return webTokens(value).some(([, payload = ""]) => {
    const text = Buffer.from(payload, "base64url").toString("utf8");
    return /"iss"\s{0,2}:\s{0,2}"supabase-demo"|"name"\s{0,2}:\s{0,2}"John Doe"/.test(text);
  });
}

/** `SECRET_KEY=secret-key`, `DJANGO_SECRET_KEY=secret_key`. */
function equalsName(value: string, name: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const [text, own] = [bare(value.slice(0, 512)), bare(name.slice(0, 512))];
  return text.length >= 4 && own.endsWith(text);
}
