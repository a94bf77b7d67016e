/** What a value needs to serve a purpose. */
import type { SecretPurpose } from "./purpose";

export interface SecretRequirement {
  /** Bytes of UTF-8. */
  readonly minimumLength: number;
  readonly minimumBits: number;
  /** Who asks for that length. */
  readonly because: string;
}

/** The bits are well under what a random value of the length has, and what a passphrase of five diceware words has (64). */
export const SECRET_REQUIREMENTS: Readonly<Record<SecretPurpose, SecretRequirement>> = {
  // RFC 7518 §3.2: a key of the same size as the hash output or larger MUST be used with HS256.
  signing: { minimumLength: 32, minimumBits: 64, because: "HS256 needs a key of at least 32 bytes, RFC 7518 §3.2" },
  // Fernet specification: 128 bits to sign, 128 to encrypt.
  encryption: { minimumLength: 32, minimumBits: 64, because: "Fernet and AES-256 need 32 bytes of key" },
  // Our own bar: RDS itself asks for 8 characters only (RDS user guide, "Settings for DB instances").
  "database-password": {
    minimumLength: 16,
    minimumBits: 32,
    because: "a database password has at least 16 characters",
  },
  // ElastiCache user guide, "Authenticating with AUTH": 16 to 128 printable characters.
  "cache-password": {
    minimumLength: 16,
    minimumBits: 32,
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
    minimumBits: 32,
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

/** The requirement of a purpose; of any secret, where the purpose is not known, `constructor` and other strangers included. */
export function requirementOf(purpose: SecretPurpose | undefined): SecretRequirement {
  return purpose !== undefined && Object.hasOwn(SECRET_REQUIREMENTS, purpose)
    ? SECRET_REQUIREMENTS[purpose]
    : ANY_PURPOSE;
}
