/**
 * Does a variable look like a secret, by its name or by its value?
 *
 * Names are read word by word, not by substring: `ACCESS_TOKEN_EXPIRE_MINUTES` is a number of minutes. Forms of keys: the
 * vendors' own documentation of their prefixes (AWS IAM unique identifiers, GitHub token formats, RFC 7468, RFC 7519).
 * No answer ever contains the value or a part of it.
 */

export interface SecretLike {
  /** `name`: only the name says so. The rest: the form of the value. */
  readonly reason: "name" | "private-key" | "cloud-key" | "url-password" | "web-token" | "api-token";
  /** Completes "the variable …": `has a secret's name`. */
  readonly detail: string;
}

/** Why a variable looks like a secret; undefined: it does not. Never throws. */
export function secretLike(name: string, value?: string): SecretLike | undefined {
  const byValue = value === undefined ? undefined : secretValue(value);
  if (byValue) return byValue;
  if (!isSecretName(name) || (value !== undefined && isPlainlyNot(name, value))) return undefined;
  return { reason: "name", detail: "has a secret's name" };
}

/** Whether a variable's name says that it holds a secret. */
export function isSecretName(name: string): boolean {
  const all = splitWords(name);
  const words = all.filter((word) => !QUALIFIER.test(word));
  const last = words.at(-1) ?? "";
  if (ABOUT_A_SECRET.has(last) || NOT_SECRET.test(all.join("_"))) return false;
  return (
    words.some((word) => SECRET_WORDS.has(word) || /PASSWORD$|PASSWD$/.test(word)) ||
    LAST_WORDS.has(last) ||
    SECRET_PHRASE.test(words.join("_"))
  );
}

/** `dbPassword`, `db-password` and `DB_PASSWORD` have the same words. */
function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== "");
}

/** Which one of several: `SIGNING_KEY_PREVIOUS` and `API_KEY_2` are keys. */
const QUALIFIER = /^(?:PREVIOUS|PREV|OLD|NEW|NEXT|CURRENT|PRIMARY|SECONDARY|FALLBACK|V?\d+)$/;

/** Anywhere in a name. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  ...[
    "SECRET",
    "SECRETS",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PASSWORT",
    "TOKEN",
    "APIKEY",
    "CREDENTIAL",
    "CREDENTIALS",
  ],
  ...["CREDS", "DSN", "BEARER", "HTPASSWD", "SECRETKEY", "PRIVKEY"],
]);

/** At the end of a name only: `PASS_THROUGH`, `PWD` (the working directory) and `SALT_ROUNDS` are something else. */
const LAST_WORDS: ReadonlySet<string> = new Set(["PASS", "SALT", "PEPPER"]);

/** A key is a secret when the word before it says so: partition keys, routing keys and cache keys are not. */
const SECRET_PHRASE = new RegExp(
  "(?:^|_)(?:" +
    "(?:API|PRIVATE|SIGNING|ENCRYPTION|ENCRYPT|DECRYPTION|CRYPTO|ENC|AUTH|ACCESS|MASTER|FERNET|JWT|SESSION|COOKIE|HMAC" +
    "|ACCOUNT|STORAGE|SERVICE|ADMIN|DEPLOY|LICENSE|LICENCE|SHARED|WEBHOOK|SSH|RSA|TLS|SSL|AES|ROLE|APP|APPLICATION" +
    "|OPENAI|ANTHROPIC|STRIPE|SENDGRID|MAILGUN|DATADOG|SENTRY|SUPABASE|TWILIO)_KEYS?" +
    "|CONNECTION_STRING|[A-Z]+_PWD" +
    ")$",
);

/** Words that, at the end, make a name one about a secret: how long it lives, where it is, what it is called. */
const ABOUT_A_SECRET: ReadonlySet<string> = new Set([
  ...[
    "EXPIRE",
    "EXPIRES",
    "EXPIRY",
    "EXPIRATION",
    "MINUTES",
    "SECONDS",
    "HOURS",
    "DAYS",
    "MS",
    "TTL",
    "TIMEOUT",
    "LIFETIME",
  ],
  ...[
    "DURATION",
    "AGE",
    "LEEWAY",
    "INTERVAL",
    "ROTATION",
    "LENGTH",
    "SIZE",
    "BYTES",
    "BITS",
    "COUNT",
    "LIMIT",
    "LIMITS",
  ],
  ...[
    "MIN",
    "MAX",
    "ROUNDS",
    "COST",
    "ITERATIONS",
    "ALGORITHM",
    "ALGORITHMS",
    "ALG",
    "TYPE",
    "CLASS",
    "STRATEGY",
    "POLICY",
  ],
  ...[
    "SCHEME",
    "SCHEMES",
    "FORMAT",
    "PATTERN",
    "REGEX",
    "HEADER",
    "PREFIX",
    "SUFFIX",
    "NAME",
    "NAMES",
    "ID",
    "IDS",
    "KID",
  ],
  ...[
    "ARN",
    "ARNS",
    "URL",
    "URI",
    "URLS",
    "ENDPOINT",
    "HOST",
    "PORT",
    "PATH",
    "FILE",
    "FILES",
    "DIR",
    "DIRECTORY",
    "MOUNT",
  ],
  ...[
    "STORE",
    "MANAGER",
    "PROVIDER",
    "BACKEND",
    "ENGINE",
    "REGION",
    "VERSION",
    "ISSUER",
    "AUDIENCE",
    "SCOPE",
    "SCOPES",
  ],
  ...["ENABLED", "DISABLED", "ENABLE", "DISABLE", "REQUIRED", "REQUIRE", "ALLOWED", "OPTIONAL", "HASHER", "HASHERS"],
  ...["VALIDATORS", "VALIDATION", "RESET", "USER", "USERNAME", "EMAIL", "SAMESITE", "SECURE", "DOMAIN", "MODE", "HINT"],
]);

/** Public by design, or no credential at all. */
const NOT_SECRET = new RegExp(
  "PUBLIC_KEYS?$|PUBLISHABLE_KEY$|SITE_KEY$|(?:^|_)(?:MAX|MIN|NUM|TOTAL|PROMPT|CONTEXT|OUTPUT|INPUT)_(?:\\w+_)?TOKENS?$|_PER_TOKEN$|^NEXT_PUBLIC_",
);

const VALUE_FORMS: readonly (readonly [form: RegExp, answer: SecretLike])[] = [
  [
    /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/,
    { reason: "private-key", detail: "holds a private key in PEM" },
  ],
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, { reason: "cloud-key", detail: "holds an AWS access key id" }],
  [/\bAIza[\w-]{35}(?![\w-])/, { reason: "cloud-key", detail: "holds a Google API key" }],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/, { reason: "web-token", detail: "holds a JSON Web Token" }],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_\w{50,}/, { reason: "api-token", detail: "holds a GitHub token" }],
  [/\bglpat-[\w-]{20,}/, { reason: "api-token", detail: "holds a GitLab token" }],
  [
    /\bxox[abeprs]-[\w-]{10,}|hooks\.slack\.com\/services\/\w+\/\w+\/\w+/,
    { reason: "api-token", detail: "holds a Slack credential" },
  ],
  [/\bsk-[\w-]{20,}/, { reason: "api-token", detail: "holds an API key of the form sk-…" }],
  [/\b(?:[sr]k_(?:live|test)|whsec)_\w{16,}/, { reason: "api-token", detail: "holds a Stripe key" }],
  [/\bSG\.[\w-]{16,}\.[\w-]{16,}/, { reason: "api-token", detail: "holds a SendGrid key" }],
  [
    /\b(?:npm_[A-Za-z0-9]{36}|pypi-[\w-]{50,}|hf_[A-Za-z0-9]{30,}|pul-[0-9a-f]{40})/,
    { reason: "api-token", detail: "holds a registry token" },
  ],
];

function secretValue(value: string): SecretLike | undefined {
  const password = urlPassword(value);
  if (password !== undefined && !isTemplate(password)) {
    return { reason: "url-password", detail: "holds a connection string with a password" };
  }
  return VALUE_FORMS.find(([form]) => form.test(value))?.[1];
}

/** The password in a URL's user part, or in a `key=value` connection string; undefined: none. For judging, never for showing. */
export function urlPassword(value: string): string | undefined {
  const inUserPart = /\b[a-z][a-z0-9+.-]{0,40}:\/\/[^\s/?#@:]*:([^\s/?#]+)@/i.exec(value)?.[1];
  const inPair = /(?:^|[\s;?&-])(?:password|passwd|pwd)=("[^"]*"|'[^']*'|[^\s;&]+)/i.exec(value)?.[1];
  return inUserPart ?? inPair?.replace(/^(["'])(.*)\1$/, "$2");
}

/** `{password}`, `${DB_PASSWORD}`, `$DB_PASSWORD`, `<password>`, `***`: what will be put in later. */
export function isTemplate(password: string): boolean {
  return /^(?:\{[^}]*\}|\$\{[^}]*\}|\$\w+|\$\(\w+\)|%\(\w+\)s|<[^>]*>|\*+|%s)$/.test(password);
}

/** Values that no secret has, whatever the name: nothing, a switch, a number, a reference, a file's path, a template. */
function isPlainlyNot(name: string, value: string): boolean {
  const text = value.trim();
  if (/^(?:true|false|yes|no|on|off|none|null)?$/i.test(text) || isTemplate(text)) return true;
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return !/PASS(?:WORD|WD|PHRASE)?$|PWD$/i.test(name); // 12345678 is a password
  return /^arn:aws[a-z-]*:/.test(text) || /^\/(?:[\w.-]+\/)*[\w.-]+$/.test(text);
}
