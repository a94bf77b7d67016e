/**
 * Is a value good enough to be a secret? Only the hopeless are named: published, placeholder, too short, guessable.
 * No answer ever contains the value or a part of it.
 */
import type { SecretPurpose } from "../model/blueprint";
import { embedsPublished, isPublished, respellsPublished } from "./published-secrets";
import { entropyBits } from "./secret-entropy";
import { isSecretName, isTemplate, urlPassword } from "./secret-like";

export interface WeakSecretReason {
  readonly reason: "empty" | "published" | "placeholder" | "equals-its-name" | "too-short" | "low-entropy";
  /** Completes "the value …": `is a published default`. */
  readonly detail: string;
}

export interface SecretUse {
  readonly purpose?: SecretPurpose;
  /** The variable or secret it is the value of. */
  readonly name?: string;
}

export interface SecretRequirement {
  /** Bytes of UTF-8. */
  readonly minimumLength: number;
  readonly minimumBits: number;
  /** Who asks for that length. */
  readonly because: string;
}

/** What a value needs to serve a purpose. The bits are well under what a random value of the length has. */
export const SECRET_REQUIREMENTS: Readonly<Record<SecretPurpose, SecretRequirement>> = {
  // RFC 7518 §3.2: a key of the same size as the hash output or larger MUST be used with HS256.
  signing: { minimumLength: 32, minimumBits: 80, because: "HS256 needs a key of at least 32 bytes, RFC 7518 §3.2" },
  // Fernet specification: 128 bits to sign, 128 to encrypt.
  encryption: { minimumLength: 32, minimumBits: 80, because: "Fernet and AES-256 need 32 bytes of key" },
  // Our own bar: RDS itself asks for 8 characters only (RDS user guide, "Settings for DB instances").
  "database-password": {
    minimumLength: 16,
    minimumBits: 40,
    because: "a database password has at least 16 characters",
  },
  // ElastiCache user guide, "Authenticating with AUTH": 16 to 128 printable characters.
  "cache-password": {
    minimumLength: 16,
    minimumBits: 40,
    because: "ElastiCache auth tokens have 16 to 128 characters",
  },
  // OWASP ASVS 4.0.3 V2.1.1: passwords that people set have at least 12 characters.
  "admin-password": {
    minimumLength: 12,
    minimumBits: 28,
    because: "an administrator's password has at least 12 characters",
  },
  connection: {
    minimumLength: 16,
    minimumBits: 40,
    because: "a password in a connection URL has at least 16 characters",
  },
  // Somebody else's key: its form is theirs.
  external: { minimumLength: 8, minimumBits: 16, because: "no service issues keys that short" },
};

const ANY_PURPOSE: SecretRequirement = {
  minimumLength: 8,
  minimumBits: 20,
  because: "a secret has at least 8 characters",
};

/**
 * Texts that stand where a secret will be. Each is either long enough or tied to both ends, so that none turns up in random
 * values of any alphabet.
 */
const PLACEHOLDERS: readonly RegExp[] = [
  /change.?(?:me|this|it)/i,
  /replace.?(?:me|this|with)/i,
  /^fix.?me/i,
  /your[-_ ].*(?:secret|key|password|token)/i,
  /super.?secret|my.?secret|top.?secret/i,
  /^(?:dev|test|local|example|dummy|fallback|default|insecure|placeholder|sample|demo)[-_](?:[a-z]{2,14}|[A-Z]{2,14})(?:[-_]|\d{0,4}$)/i,
  /django-insecure-/i,
  /^<[a-z][a-z0-9 _-]*>$/i,
  /^!!!.*!!!$/,
  /^\*{3}.*\*{3}$/,
  /^#[A-Z_]+#$/,
  /^\$[A-Z][A-Z0-9_]*$|^\$\{[A-Za-z_]\w*(?::?[-?+].*)?\}$|^\{\{.*\}\}$|^%[A-Z_]+%$|^__[A-Z_]+__$/, // never expanded
  /^(?:password|passwd|secret|admin|root|postgres|redis|guest|test|user|minioadmin|changeit|qwerty|letmein|welcome)\d*[!.]?$/i,
  /^(?:none|null|nil|undefined|todo|tbd|xxx+|redacted|\[secret\])$/i,
  /not.?for.?prod/i,
  /in.?prod(?:uction)?$/i,
];

/** Nobody writes a longer one, and the patterns take time with the square of the length. */
const LONGEST_PLACEHOLDER = 512;

/** Why a value must not be used as a secret; undefined: nothing is known against it. Never throws. */
export function weakSecret(value: string, use: SecretUse): WeakSecretReason | undefined {
  if (value.trim() === "") return { reason: "empty", detail: "is empty" };
  const members = jsonMembers(value);
  if (members !== undefined) return weakMember(members, use);
  const password = urlPassword(value);
  if (password === undefined) return weakValue(value, use);
  // `{password}` in a URL stands for a value that is judged where it comes from.
  if (isTemplate(password)) return undefined;
  const weak = weakValue(password, use);
  return weak && { ...weak, detail: `has a password that ${weak.detail}` };
}

/** A Secrets Manager value is often a JSON object: each member with a secret's name is judged. */
function weakMember(members: Readonly<Record<string, unknown>>, use: SecretUse): WeakSecretReason | undefined {
  for (const [name, member] of Object.entries(members)) {
    if (typeof member !== "string" || !isSecretName(name)) continue;
    const weak = weakSecret(member, { ...use, name });
    if (weak) return { ...weak, detail: `has a member "${name}" that ${weak.detail}` };
  }
  return undefined;
}

function weakValue(value: string, { purpose, name }: SecretUse): WeakSecretReason | undefined {
  if (isPublished(value)) return { reason: "published", detail: "is a published default" };
  if (name !== undefined && equalsName(value, name)) return { reason: "equals-its-name", detail: "is its own name" };
  if (embedsPublished(value)) return { reason: "published", detail: "is a published default with something added" };
  if (respellsPublished(value)) return { reason: "published", detail: "is a published default in another spelling" };
  if (value.length <= LONGEST_PLACEHOLDER && PLACEHOLDERS.some((placeholder) => placeholder.test(value))) {
    return { reason: "placeholder", detail: "is a placeholder" };
  }
  const { minimumBits } = requirementOf(purpose);
  const short = tooShort(Buffer.byteLength(value, "utf8"), purpose);
  if (short !== undefined) return short;
  if (purpose === "encryption" && /fernet/i.test(name ?? "") && !isFernetKey(value)) {
    return { reason: "too-short", detail: "is no Fernet key: 32 bytes in base64, 44 characters" };
  }
  const bits = Math.floor(entropyBits(value));
  return bits < minimumBits
    ? { reason: "low-entropy", detail: `can be guessed: at most ${bits} bits of entropy, ${minimumBits} wanted` }
    : undefined;
}

/** Why a value of that many bytes cannot serve a purpose, whatever it is; undefined: it is long enough. */
export function tooShort(bytes: number, purpose: SecretPurpose | undefined): WeakSecretReason | undefined {
  const { minimumLength, because } = requirementOf(purpose);
  return bytes < minimumLength ? { reason: "too-short", detail: `is ${bytes} bytes long; ${because}` } : undefined;
}

function requirementOf(purpose: SecretPurpose | undefined): SecretRequirement {
  return purpose === undefined ? ANY_PURPOSE : SECRET_REQUIREMENTS[purpose];
}

/** Whether a value is a Fernet key: 32 bytes in base64, standard or URL-safe (Python's decoder takes both), padded. */
export function isFernetKey(value: string): boolean {
  return /^(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=$/.test(value);
}

/** `SECRET_KEY=secret-key`, `DJANGO_SECRET_KEY=secret_key`. */
function equalsName(value: string, name: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  return bare(value).length >= 4 && bare(name).endsWith(bare(value));
}

function jsonMembers(value: string): Record<string, unknown> | undefined {
  if (!value.trimStart().startsWith("{")) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
