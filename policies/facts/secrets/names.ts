/**
 * What a variable's name says about its value, read word by word: `ACCESS_TOKEN_EXPIRE_MINUTES` is a number of minutes.
 *
 * Collected from the settings of the products and libraries this pack is compared with (survey of public templates, 2026), the
 * environment variables that database and cache clients read themselves (libpq, mysql, redis-cli), and vendors' references.
 */
import { nameWords } from "./words";
import { remembered } from "../remember";

/**
 * - `strong`: the name alone says that it is a secret (`DB_PASSWORD`, `SECRET_KEY`);
 * - `weak`: it may be one; a value has to look like a credential (`STRIPE_KEY`, `TOKEN`, `REDIS_AUTH`);
 * - `about`: it says something about a secret (`SECRET_NAME`, `TOKEN_URL`): only a value that is random through and through;
 * - `public`: a published value, or an identifier: only a value of a known form of credential;
 * - `neutral`: nothing; only a known form.
 */
export type NameStrength = "strong" | "weak" | "about" | "public" | "neutral";

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Which one of several: `SIGNING_KEY_PREVIOUS` and `API_KEY_2` are keys. */
const QUALIFIER =
  /^(?:PREVIOUS|PREV|OLD|NEW|NEXT|CURRENT|PRIMARY|SECONDARY|FALLBACK|DEFAULT|VALUE|TEXT|PLAIN|RAW|V?\d+)$/;

/** Anywhere in a name. */
const STRONG_WORDS = set(
  "SECRET SECRETS PASSWORD PASSWORDS PASSWD PASSPHRASE PASSCODE PASSW PSWD PSW PW PASSWORT KENNWORT CONTRASENA SENHA HASLO PAROLA " +
    "WACHTWOORD CREDENTIAL CREDENTIALS CREDS HTPASSWD PRIVKEY MNEMONIC",
);

/** At the end only: `PASS_THROUGH`, `PWD` (the working directory) and `SALT_ROUNDS` are something else. */
const STRONG_LAST = set("PASS PWD SALT PEPPER");

/** Which key it is, for names that end in `KEY` or `KEYS`. */
const STRONG_KEYS = set(
  "API PRIVATE PRIV SECRET SIGNING SIGN SIGNATURE ENCRYPTION ENCRYPT DECRYPTION DECRYPT CRYPTO CIPHER ENC ACCESS MASTER FERNET JWT HMAC " +
    "AES RSA SSH CSRF LICENSE LICENCE SHARED WEBHOOK UNSEAL DEPLOY 128 192 256",
);

/** Keys of tables, caches, events and people's keyboards. */
const OTHER_KEYS = set(
  "PARTITION SORT RANGE PRIMARY FOREIGN UNIQUE ROUTING CACHE LOOKUP LOCK REDIS OBJECT IDEMPOTENCY DEDUPLICATION GROUP LOG I18N TRANSLATION " +
    "CONFIG FEATURE FLAG MESSAGE EVENT BINDING SHARD QUEUE INDEX HASHKEY COLUMN FIELD JSON MAP DICT LABEL ARROW ENTER HOT SHORTCUT KMS CMK",
);

/** Words of a credential that are also used for other things. */
const WEAK_WORDS = set(
  "TOKEN TOKENS AUTH AUTHORIZATION JWT BEARER DSN WEBHOOK WEBHOOKS PAT HMAC AES KEK DEK FERNET SEED PIN LOGIN COOKIE SIGNING SIGNATURE " +
    "PRIVATE UNSEAL HEC CONN CONNECTION DATASOURCE CLOUDINARY ENCRYPTION ENCRYPTOR OTP TOTP KEY KEYS PEM ACCOUNT SA HASH " +
    "SALT SESSION ROLE SERVICE FIREBASE MASTER SUPABASE CODE BASIC BASICAUTH APITOKEN XPACK LICENSE LICENCE CERT JWK",
);

/** Somebody else's token: its name alone is enough where its value is not known. */
const TOKEN_LAST = /(?:^|_)(?:TOKEN|PAT|AUTHORIZATION|BEARER)$/;

/** Words that, at the end, make a name one about a secret: how long it lives, where it is, what it is called. */
const ABOUT_LAST = set(
  "EXPIRE EXPIRES EXPIRY EXPIRATION IN DELTA MINUTES MINUTE SECONDS SECOND SECS HOURS HOUR DAYS DAY MS TTL TIMEOUT LIFETIME VALIDITY FOR " +
    "DURATION AGE LEEWAY SKEW INTERVAL PERIOD GRACE CRON SCHEDULE ROTATION LENGTH LEN SIZE BYTES BITS COUNT LIMIT LIMITS QUOTA BUDGET " +
    "CAPACITY MIN MAX ROUNDS COST ITERATIONS ALGORITHM ALGORITHMS ALG TYPE CLASS KIND STRATEGY POLICY REQUIREMENTS COMPLEXITY SCHEME " +
    "SCHEMES FORMAT ENCODING PATTERN REGEX HEADER HEADERS PREFIX SUFFIX NAME NAMES ID IDS URL URI URLS URIS ENDPOINT HOST HOSTS PORT " +
    "PATH PATHS FILE FILES FILENAME KEYFILE PASSFILE DIR DIRECTORY MOUNT VOLUME TABLE COLUMN FIELD BUCKET CACHE STORE STORAGE MANAGER " +
    "PROVIDER PROVIDERS BACKEND ENGINE DRIVER SOURCE LOCATION LOOKUP REGION VERSION ISSUER AUDIENCE SCOPE SCOPES SUBJECT CLAIM CLAIMS " +
    "ENABLED DISABLED ENABLE DISABLE REQUIRED REQUIRE ALLOWED OPTIONAL HASHER HASHERS SERIALIZER VALIDATOR VALIDATORS VALIDATION METHOD " +
    "METHODS INTROSPECTION RESET REDIRECT CHANGE SIGNUP LOGIN USER USERNAME EMAIL SAMESITE SECURE HTTPONLY DOMAIN MODE HINT PARAMETER " +
    "SSM SCANNING SCANNER DETECTION BASELINE SIGNER FLOW GRANT LEVEL STATUS ACTION PROMPT MESSAGE TEMPLATE KWARGS CONFIGURATION " +
    "PARALLELISM AT ON BY BEFORE AFTER UNTIL SINCE DATE TIME TIMESTAMP CREATED ISSUED UPDATED CHANGED ROTATED EXPIRED REVOKED OWNER OWNERS " +
    "TEAM CONTACT CLASSIFICATION TIER HELPER PROFILE PROFILES CHAIN PROCESS COMMAND CMD CHECK CHECKS CHECKER STRENGTH HISTORY ATTEMPTS " +
    "RETRIES CHARS CHARACTERS SYMBOLS ALPHABET CHARSET ATTRIBUTE ATTRIBUTES ATTR ENV ENVIRONMENT VAR VARIABLE GENERATOR RESOLVER ENCODER " +
    "DECODER PLUGIN LABEL PLACEHOLDER DESCRIPTION TITLE ZONE ZONES SUBNET SUBNETS VPC GROUP GROUPS SG REGISTRY REPOSITORY DNS CIDR CIDRS",
);

/** Identifiers and public values: random by nature, and no secret. */
const PUBLIC_NAME =
  /(?:^|_)(?:PUBLIC|PUB|PUBLISHABLE|ANON|SITE|RECAPTCHA_SITE|SEARCH|SEARCH_ONLY|WRITE|CLIENT_SIDE|BROWSER)_(?:API_)?(?:KEYS?|TOKENS?|PEM|CERT)$|(?:^|_)(?:PUBLIC|PUBLISHABLE|ANON)(?:_|$)|(?:^|_)(?:CERT|SPKI|TLS|SSL|PUBKEY)_PINS?$|(?:^|_)(?:KID|ARN|ARNS|ALIAS|FINGERPRINT|CHECKSUM|DIGEST|SHA|SHA\d+|ETAG|ADDRESS|CONTRACT|MINT|SYMBOL|DECIMALS|UUID|GUID|COMMIT|REVISION|BUILD|VERIFICATION|JWKS|CERTIFICATE|CA)$|(?:^|_)(?:CLIENT|APP|TENANT|PROJECT|POOL|ACCOUNT|KEY|KEYS|ZONE|ORG|TEAM|CHANNEL|BOT|USER|CLUSTER)_IDS?$/;

/** What analytics put into every page, by their own word no secret (Mixpanel, "Project Token"; Amplitude, "API key"). */
const ANALYTICS_KEY = /(?:^|_)MIXPANEL_(?:PROJECT_)?TOKEN$|(?:^|_)AMPLITUDE_(?:PROJECT_|WRITE_)?(?:API_)?KEY$/;

/** What somebody made was hashed to tell its version, or to have tasks replaced when it changes. */
const CONTENT_HASH =
  /(?:^|_)(?:GIT|COMMIT|BUILD|RELEASE|VERSION|IMAGE|SOURCE|CODE|CONTENT|FILE|FILES|ASSET|ASSETS|BUNDLE|CHUNK|CONFIG|CONFIGURATION|SETTINGS|ENV|ENVIRONMENT|SCHEMA|TEMPLATE|MANIFEST|ARTIFACT|LAYER|TREE|DEPLOY|DEPLOYMENT|MIGRATION|MIGRATIONS|MODEL|LOCKFILE|REQUIREMENTS|DEPENDENCIES)_(?:HASH|MD5)$/;

/** The one `…_KEY_ID` that is half of a credential. */
const ACCESS_KEY_ID = /(?:^|_)ACCESS_KEY_ID$/;

/** Prefixes of frameworks that put a variable into the page that every visitor gets. */
const BROWSER_PREFIX = /^(?:NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|REACT_APP|VUE_APP|VITE|GATSBY|PUBLIC)_/;

/** What stands before `TOKENS` in numbers of a language model's tokens, in a tokenizer's own special ones, in coins. */
const OTHER_TOKENS = set(
  "MAX MIN NUM TOTAL PROMPT CONTEXT OUTPUT INPUT COMPLETION CHUNK LIMIT DESIGN SUPPORTED SPECIAL STOP EOS BOS PAD UNK SEP CLS MASK NFT",
);

/** `MAX_OUTPUT_TOKENS`, `TOKENS_PER_MINUTE`, `TOKEN_BUCKET_CAPACITY`, `EOS_TOKEN`. */
function isAboutModelTokens(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  if (/^TOKENS?$/.test(last)) return words.some((word) => OTHER_TOKENS.has(word)) || words.at(-2) === "PER";
  return words.some((word, index) => /^TOKENS?$/.test(word) && /^(?:PER|BUCKET)$/.test(words[index + 1] ?? ""));
}

/** The key of a member inside a database's secret, not a key: `DB_SECRET_KEY=password`. */
const MEMBER_KEY =
  /(?:^|_)(?:(?:DB|DATABASE|RDS|POSTGRES|PG|MYSQL|REDIS|MONGO)_SECRET|PASSWORD|USERNAME|USER|HOST|JSON|DICT|FIELD|PROPERTY)_KEY$/;

/** Which of its versions is read (Secrets Manager, *GetSecretValue*); `DB_PASSWORD_STAGE` may be the password of a stage. */
const VERSION_STAGE = /(?:^|_)VERSION_STAGES?$/;

/**
 * The key of the secrets backend, or the command, that has the value of an option (Airflow 2 and 3, "Setting Configuration Options":
 * those marked sensitive in its `config.yml`). `AIRFLOW__API_AUTH__JWT_SECRET` is a secret: the option itself ends so.
 */
const AIRFLOW_INDIRECTION =
  /^AIRFLOW_[A-Z0-9_]{1,64}_(?:SQL_ALCHEMY_CONN|FERNET_KEY|SECRET_KEY|JWT_SECRET|BROKER_URL|RESULT_BACKEND|FLOWER_BASIC_AUTH|SENTRY_DSN|[A-Z]{0,16}_?PASSWORD|[A-Z_]{1,32}_KWARGS|SQL_ALCHEMY_ENGINE_ARGS)_(?:SECRET|CMD)$/;

/** Where a secret is kept, rather than the secret: `DB_SECRET=prod/db` and `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`. */
const SWITCHES =
  /^(?:FEATURE|USE|ENABLE|DISABLE|ALLOW|REQUIRE|IS|HAS|DETECT)_|(?:^|_)ALLOW_CREDENTIALS$|(?:^|_)PASSWORD_AUTH(?:ENTICATION)?$|^(?:OLD)?PWD$|^(?:TWO|MULTI|FIRST|SECOND|LOW|HIGH|BAND)_PASS$|^PASS$/;

const REDIS_AUTH = /(?:^|_)(?:REDIS|REDISCLI|VALKEY)_AUTH$/;
/** Among them what vendors call a credential of theirs: PagerDuty's Events API, Honeycomb's header. */
const PHRASES =
  /(?:^|_)(?:CONNECTION_STRING|CONN_STR|MOT_DE_PASSE|SEED_PHRASE|SERVICE_ROLE_KEY|SECRET_KEY_BASE|ERLANG_COOKIE|UNSEAL_KEYS?|(?:PAGER_?DUTY|PD)(?:_EVENTS)?_(?:ROUTING|INTEGRATION|SERVICE)_KEY|HONEYCOMB_TEAM)$/;

export const nameStrength = remembered(readStrength);

function readStrength(name: string): NameStrength {
  const all = nameWords(name);
  const words = withoutQualifiers(all);
  const text = all.join("_");
  const joined = words.join("_");
  const last = words.at(-1) ?? "";
  const holdsStrong = words.some((word) => STRONG_WORDS.has(word) || /PASSWO?R?D$/.test(word));
  if (ACCESS_KEY_ID.test(joined)) return "about";
  if (PUBLIC_NAME.test(joined) || ANALYTICS_KEY.test(joined) || isAboutModelTokens(all)) return "public";
  if (CONTENT_HASH.test(joined) && !holdsStrong) return "public";
  if (BROWSER_PREFIX.test(text) && !holdsStrong) return "public";
  if (SWITCHES.test(joined) || (MEMBER_KEY.test(joined) && (holdsStrong || !OTHER_KEYS.has(words.at(-2) ?? ""))))
    return "about";
  if (VERSION_STAGE.test(joined) || AIRFLOW_INDIRECTION.test(joined)) return "about";
  if (ABOUT_LAST.has(last) && !PHRASES.test(joined)) return holdsStrong || hasWeakWord(words) ? "about" : "neutral";
  if (holdsStrong || STRONG_LAST.has(last) || REDIS_AUTH.test(joined) || PHRASES.test(joined)) return "strong";
  if (last === "KEY" || last === "KEYS") return keyStrength(words.at(-2));
  if (hasWeakWord(words.filter((word) => word !== "PRIVATE" || last === "PRIVATE"))) return "weak";
  // `PRIVATE_SUBNETS`, `PRIVATE_LINK_SERVICE`: where nobody else gets to, and no secret.
  return words.includes("PRIVATE") ? "about" : "neutral";
}

/** The last word decides what a name is about, so `…_V2` and `…_PREVIOUS` are put aside; a name of them alone stays. */
function withoutQualifiers(words: readonly string[]): readonly string[] {
  const kept = words.filter((word, index) => index === 0 || !QUALIFIER.test(word) || STRONG_KEYS.has(word));
  return kept.length === 0 ? words : kept;
}

function hasWeakWord(words: readonly string[]): boolean {
  return words.some((word) => WEAK_WORDS.has(word));
}

function keyStrength(kind: string | undefined): NameStrength {
  if (kind === undefined) return "weak";
  if (STRONG_KEYS.has(kind)) return "strong";
  return OTHER_KEYS.has(kind) ? "neutral" : "weak";
}

/** Whether a variable's name alone says that it holds a secret: for a value that is not known. */
export function isSecretName(name: string): boolean {
  const strength = nameStrength(name);
  return (
    strength === "strong" || (strength === "weak" && TOKEN_LAST.test(withoutQualifiers(nameWords(name)).join("_")))
  );
}
