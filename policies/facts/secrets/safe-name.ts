/**
 * Names as they may be shown. Whatever a stranger's program calls a name may be a secret itself: `KEY=VALUE` in one string.
 */
import { remembered } from "../remember";
import { CREDENTIAL_FORMS } from "./credential-forms";
import { isHexadecimal, looksRandom } from "./randomness";
import { nameWords } from "./words";

const LONGEST_SHOWN = 64;

/**
 * A variable's, member's or container's name as it may be shown: letters, digits, `_`, `.` and `-`, at most 64, and no
 * credential itself. Undefined: say "a variable" instead.
 */
export const safeName = remembered((text): string | undefined => {
  if (text.length > LONGEST_SHOWN || !/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text)) return undefined;
  if (CREDENTIAL_FORMS.some(({ form }) => form.test(text))) return undefined;
  const parts = text.split(/[_.-]+/);
  return looksRandom(text) || parts.some((part) => part.length >= 8 && (looksRandom(part) || mixesDigits(part)))
    ? undefined
    : text;
});

/** `q7Zx1vB2`, `0a1b2c3d`: letters and digits in turns, or hexadecimal; `sha256`, `oauth2`, `Http2Server` are words. */
function mixesDigits(part: string): boolean {
  const turns = part.split(/(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\d)/).length;
  return turns > 3 || (isHexadecimal(part) && /\d/.test(part));
}

/** Every word that a member of a secret is usually named with. */
const MEMBER_WORDS: ReadonlySet<string> = new Set(
  (
    "ACCESS ACCOUNT ADMIN API APP APPLICATION AUTH AWS BASE BROKER CACHE CELERY CLIENT CONNECTION COOKIE CREDENTIAL CREDENTIALS CRYPTO CSRF " +
    "DATA DATABASE DB DJANGO DSN EMAIL ENCRYPTION FERNET FLASK HASH HMAC HOST ID JWT KEY KEYS LICENSE LOGIN MAIL MASTER MONGO MYSQL NAME " +
    "OAUTH PASS PASSPHRASE PASSWD PASSWORD PASSWORDS PEPPER PG PIN POSTGRES PREVIOUS PRIVATE PUBLIC PW PWD QUEUE RABBITMQ REDIS REFRESH ROOT " +
    "SALT SECRET SECRETS SERVICE SESSION SHARED SIGNING SMTP SSH STORAGE STRING STRIPE TOKEN TOKENS URL USER USERNAME VALUE WEBHOOK"
  ).split(" "),
);

/** A member's name when every word of it is from a closed vocabulary; undefined: say "a member". */
export function memberName(name: string): string | undefined {
  const words = nameWords(name);
  const known = words.length > 0 && words.every((word) => MEMBER_WORDS.has(word));
  return known && safeName(name) !== undefined ? name : undefined;
}
