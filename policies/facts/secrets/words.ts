/**
 * The words of a variable's name: `dbPassword`, `db-password`, `DB_PASSWORD` and `DBPASSWORD` have the same ones.
 */
import { remembered } from "../remember";

/** No name is longer (POSIX asks for 255 bytes of a file name, and Windows for 260 of a path); the rest is not read. */
export const LONGEST_NAME = 256;

/** Words that names write together: `JWTSECRET`, `USERPASS`. `BYPASS`, `MONKEY`, `PASSPORT` must stay whole, so `BY`, `PORT` are not here. */
const GLUED: ReadonlySet<string> = new Set(
  (
    "ACCESS ACCOUNT ADMIN ANON API APP AUTH AWS BASIC BEARER BOT CLIENT CONSUMER COOKIE CREDENTIAL CREDENTIALS CRYPTO CSRF DATABASE " +
    "DB DJANGO ENCRYPTION FERNET FLASK GITHUB HASHIDS HMAC ID JWT KEY KEYS LDAP LICENSE MAIL MASTER MONGO MYSQL OAUTH PASS PASSWORD " +
    "PG POSTGRES PRIVATE PUBLIC REDIS REDISCLI REFRESH ROOT SECRET SECRETS SERVICE SESSION SHARED SIGNATURE SIGNING SITE SMTP SSH " +
    "STORAGE STRING STRIPE TOKEN TOKENS USER VALUE WEBHOOK X"
  ).split(" "),
);

export const nameWords = remembered(readWords);

function readWords(name: string): readonly string[] {
  return name
    .slice(0, LONGEST_NAME)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== "")
    .flatMap((word) => unglue(word) ?? [word]);
}

/** The parts of a word that is made of known ones only, the longest first part preferred; undefined: it is a word of its own. */
function unglue(word: string): string[] | undefined {
  if (word === "" || word.length > 48) return undefined;
  // From each place, the parts up to the end; at most 48 places.
  const rest = new Map<number, string[]>([[word.length, []]]);
  for (let start = word.length - 1; start >= 0; start -= 1) {
    for (let end = word.length; end > start; end -= 1) {
      const tail = rest.get(end);
      if (tail === undefined || rest.has(start) || !GLUED.has(word.slice(start, end))) continue;
      rest.set(start, [word.slice(start, end), ...tail]);
    }
  }
  return rest.get(0);
}
