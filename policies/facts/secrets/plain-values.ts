/**
 * Values that plainly are something else than a secret, whatever their name: a switch, a duration, a place, a form of words.
 */
import { SUBSTITUTED } from "../commands/substitutions";
import { isTemplate } from "./connection-strings";
import { looksRandom } from "./randomness";

/** Settings' own vocabulary. */
const WORDS: ReadonlySet<string> = new Set(
  (
    "true false yes no on off none null auto enabled disabled enable disable required optional allowed denied strict lax relaxed open closed " +
    "always never include omit same-origin headers header cookies cookie query body json query_string session memory redis database cache " +
    "file env environment vault aws gcp azure kms ssm local remote production staging development bearer basic digest jwt opaque oauth oauth2 " +
    "oidc saml ldap password_grant client_secret_basic client_secret_post client_secret_jwt private_key_jwt tls_client_auth " +
    "self_signed_tls_client_auth authorization_code client_credentials refresh_token implicit magic-link email sms totp webauthn passkey scram " +
    "scram-sha-256 md5 iam instance-role ec2containercontainer ecscontainer ec2instancemetadata hash hashed rotate rotated manual automatic " +
    "plain plaintext encrypted internal external backup global hs256 hs384 hs512 rs256 rs384 rs512 es256 es384 es512 ps256 ps384 ps512 eddsa ed25519 " +
    "argon2 argon2id bcrypt scrypt pbkdf2 pbkdf2_sha256 sha1 sha256 sha512 sha-256 aes aes-128-gcm aes-256-gcm aes-256-cbc aes256 fernet rsa " +
    "nacl hmac awscurrent awspending awsprevious"
  ).split(" "),
);

/** Those of them that are passwords where a password stands: of the product they name, of the machine they were made for. */
const WORDS_AS_PASSWORDS: ReadonlySet<string> = new Set(
  "redis database backup local internal session cache production staging development".split(" "),
);

const FORMS: readonly RegExp[] = [
  /^-?\d{1,12}(?:\.\d{1,6})?\s?(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|mo|months?|y|years?|[kmg]i?b?|%|tok)$/i, // 15m, 30d, 100k
  /^-?P(?=[\dT])(?:\d{1,6}[YMWD]){0,4}(?:T(?:\d{1,6}[HMS]){1,3})?$/, // ISO 8601
  /^timedelta\(/,
  /^arn:aws[a-z-]*:/,
  /^alias\/[\w/-]+$/,
  /^mrk-[0-9a-f]{32}$/,
  /^(?:\/|\.{1,2}\/|~\/|[A-Z]:\\)[\w.@ \\/~+-]*$/, // a file's path
  /^\.[a-z][\w.-]*$/, // .secrets.baseline
  /^[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[A-Za-z]{2,24}$/,
  /^(?:localhost|[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}):\d{2,5}$/,
  /^X-[A-Za-z-]{2,60}$|^(?:Proxy-)?Authorization$/i,
  /^[a-z][a-z_]*(?:, ?[a-z][a-z_]*)+$/, // upper,lower,digit
  /^(?:[A-Z]{2,6}, ?)+[A-Z]{2,6}$/,
  /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){2,}$/, // a.b.Class
  /^(?:[\d*/,-]+ ){4,5}[\d*/,?LW-]+$/, // cron
  /^-----BEGIN (?:[A-Z0-9]+ )*(?:PUBLIC KEY|CERTIFICATE)/,
  /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S{1,20}) /,
  /^(?:sha(?:1|256|384|512)[:/-]|md5:[0-9a-f]{2}:)/i, // SHA256:…, sha256/… of a pinned certificate
  // Ids of EC2's resources: a prefix and 8 or 17 hexadecimal digits (EC2 user guide, "Resource IDs"), one or several.
  /^[a-z]{1,12}(?:-[a-z]{1,12})?-(?:[0-9a-f]{8}|[0-9a-f]{17})(?:[,\s]{1,2}[a-z]{1,12}(?:-[a-z]{1,12})?-(?:[0-9a-f]{8}|[0-9a-f]{17})){0,64}$/,
  /^[a-z0-9.-]{1,200}\.amazonaws\.com(?:\.cn)?(?::\d{2,5})?(?:\/[\w./:-]{0,256})?$/, // a host of AWS, a registry's image
  // What KMS encrypted, in base64: only who may decrypt with the key reads it.
  /^AQ[EI][CD]AH[A-Za-z0-9+/]{40,}={0,2}$/,
  /^[\w./:-]{1,200}@sha256:[0-9a-f]{64}$/,
  /^0x[0-9a-fA-F]{40}$/,
  /^(?:\[[A-Z]{2,6}\]|<\/?[a-z]{1,5}>|<\|[a-z_]{2,20}\|>)$/, // a tokenizer's
  /^[A-Za-z]{1,10}:(?:Authorization|X-[A-Za-z-]{2,40}|[a-z_]{2,20})$/, // header:Authorization
];

/** Keys and ids that their vendors call public: Stripe (an account, a customer, a price, a Connect application), Supabase, PostHog, Mapbox, Google Analytics and tags, Clerk, Datadog (client tokens), Segment's own form. */
export function isPublicKey(value: string): boolean {
  return /^(?:pk_(?:live|test)_|pk_\w{1,12}$|sb_publishable_|phc_|pk\.eyJ|G-[A-Z0-9]{3,12}$|GTM-|UA-\d|AW-\d|ca-pub-|pub[0-9a-f]{32}$|price_|prod_|(?:acct|ca|cus|plink|promo|pmc|we|txr)_[A-Za-z0-9]{8,32}$|AC[0-9a-f]{32}$)/.test(
    value,
  );
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

/** The keys for which KMS key ids are given. */
const KMS_NAMES = /(?:KMS|CMK|ENCRYPTION|ENCRYPT|SIGNING|MASTER|DATA|STORAGE|S3|EBS|RDS)_KEYS?$/i;

const PASSWORD_NAMES = /PASS(?:WORD|WD|PHRASE)?$|PWD$|(?:^|_)PW$/i;

/** Names of things that only digits make: a password, a PIN, a key that somebody made up. */
const DIGITS_NAMES = /PASS(?:WORD|WD|PHRASE|CODE)?$|PWD$|(?:^|_)P(?:W|IN)$|(?:^|_)API_?KEY$/i;

/** Where a key is meant by its fingerprint or its long id (RFC 4880 §12.2): `GPG_KEY` of Python's image, `GPG_KEYS` of PHP's. */
const PGP_NAMES = /(?:^|_)(?:GPG|PGP)_(?:[A-Z]{1,20}_){0,3}KEYS?$/i;
const PGP_FINGERPRINTS =
  /^(?:0x)?(?:[0-9A-F]{40}|[0-9A-F]{16})(?:[,\s]{1,2}(?:0x)?(?:[0-9A-F]{40}|[0-9A-F]{16})){0,64}$/i;

/** What a command gives, and words around it; what is random was written. */
function isSubstituted(text: string): boolean {
  return text.includes(SUBSTITUTED) && !looksRandom(text.replaceAll(SUBSTITUTED, ""));
}

/** Whether a value cannot be a secret: nothing, a switch, a number, a duration, a reference, a path, a list of words, a template. */
export function isPlainlyNot(name: string, value: string): boolean {
  const text = value.trim();
  if (text === "" || isTemplate(text) || isPublicKey(text) || isSubstituted(text)) return true;
  const word = text.toLowerCase();
  if (WORDS.has(word)) return !(PASSWORD_NAMES.test(name) && WORDS_AS_PASSWORDS.has(word));
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return text.length < 8 && !(DIGITS_NAMES.test(name) && text.length >= 4);
  if (FORMS.some((form) => form.test(text)) || isRelativePath(text)) return true;
  if (PGP_NAMES.test(name) && PGP_FINGERPRINTS.test(text)) return true;
  if (isUuid(text)) return KMS_NAMES.test(name);
  return /^[a-z][a-z0-9+.-]{0,40}:\/\/\S*$/i.test(text); // a URL: one with a secret in it was found before
}

/** `prod/db`, `uploads/`: lower-case words between slashes. Base64 has capitals, or is random. */
function isRelativePath(text: string): boolean {
  if (!/^[a-z0-9_.-]+(?:\/[a-z0-9_.-]+)*\/?$/.test(text) || !text.includes("/")) return false;
  return text.split("/").every((part) => !looksRandom(part));
}
