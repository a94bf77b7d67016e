import type { PurposeNames } from "./purpose";
import { hasAny, withoutIndex, wordSet, wordsOf } from "./words";
import { isEnvironmentWord } from "./environments";
import { remembered } from "../remember";

/**
 * How a setting says which web origins may call.
 *
 * - `origins`: a list of origins, or `true` for everybody (express' cors). `some-origins`: a list under a name with a word nobody knows
 *   (`CORS_ADMIN_ORIGINS`), in which a bare switch says nothing of whom. `regex`, `regex-prefix`, `regex-search`: a pattern, matched against the whole origin (Starlette's
 *   `fullmatch`), against its beginning (django-cors-headers' and Flask-CORS's `re.match`), or by a framework that the name does not tell.
 * - `allow-all`: a switch; on lets everybody in. `protection`: a switch; off lets everybody in (Streamlit's `server.enableCORS`).
 * - `check`: a switch of the product's own (`CORS_VALIDATE_ORIGIN`); on it lets nobody in, off nobody knows whom.
 * - `elsewhere`: where the list is kept (`CORS_ORIGINS_FILE`, `CORS_ORIGINS_FROM_DB`).
 * - `options`: a structure that holds such settings (`CORS_RESOURCES`), or a list, or a switch (`CORS`).
 * - `weak`: a name that is about something else as often (`FRONTEND_URL`): it counts only with a value that is a wildcard.
 */
export type CorsSettingKind =
  | ("origins" | "some-origins" | "regex" | "regex-prefix" | "regex-search")
  | ("allow-all" | "protection" | "check" | "elsewhere" | "options" | "weak");

const ORIGIN = wordSet("ORIGIN ORIGINS");
const PLACES = wordSet(
  "ORIGIN ORIGINS DOMAIN DOMAINS HOST HOSTS URL URLS SITE SITES WHITELIST ALLOWLIST ALLOW ALLOWED PATTERN PATTERNS",
);
const ALLOW = wordSet(
  "ALLOW ALLOWED PERMIT PERMITTED WHITELIST WHITELISTED ALLOWLIST ALLOWLISTED TRUSTED TRUST ACCEPT ACCEPTED ENABLED",
);
/** `null` is the origin of whoever wants it, and a caller whose own origin is sent back is anybody. */
const EVERYBODY = wordSet("ALL ANY ANYONE EVERYONE EVERYBODY WILDCARD REFLECT REFLECTED");
const EVERYBODY_THERE = wordSet("UNKNOWN UNLISTED ARBITRARY NULL MIRROR MIRRORED ECHO ECHOED");
const PATTERNS = wordSet("REGEX REGEXES REGEXP REGEXPS REGULAR RE");
const OFF = wordSet("DISABLE DISABLED SKIP BYPASS IGNORE NO WITHOUT OFF");
const ON = wordSet("ENABLE ENABLED USE SUPPORT SUPPORTED ACTIVE");
const STRUCTURES = wordSet("CONFIG CONFIGURATION CONFIGURATIONS OPTIONS RESOURCES SETTINGS POLICY POLICIES RULES JSON");
/** Other parts of CORS: which methods, headers and paths, how long an answer is kept. */
const OTHER_TOPICS = wordSet(
  "METHOD METHODS HEADER HEADERS CREDENTIAL CREDENTIALS AGE MAX EXPOSE EXPOSED PREFLIGHT PATH PATHS ROUTE ROUTES NETWORK STATUS " +
    "MAPPING MAPPINGS ENDPOINT ENDPOINTS VARY DEBUG LOG LOGGING TTL TIMEOUT SEND AUTOMATIC INTERCEPT REFERER PORT COOKIE COOKIES VERSION IMAGE PROXY",
);
const DENIALS = wordSet(
  "DENY DENIED DENYLIST BLOCK BLOCKED BLOCKLIST BLACKLIST BLACKLISTED FORBID FORBIDDEN REJECT REJECTED DISALLOW DISALLOWED " +
    "EXCLUDE EXCLUDED EXCLUDES EXCLUSION EXCLUSIONS BAN BANNED",
);
/** What else is done with an origin, or for whom CORS is not: the same origin, none at all. */
const LETS_NOBODY_IN = wordSet(
  "VARY LOG LOGS LOGGED LOGGING DEBUG METRICS REPORT AUDIT TTL CACHE TIMEOUT MISSING EMPTY ABSENT SAME REQUIRE REQUIRED",
);
const CHECKS = wordSet(
  "VALIDATE VALIDATED VALIDATION VALIDATOR CHECK CHECKS CHECKED CHECKING VERIFY VERIFICATION ENFORCE ENFORCED ENFORCEMENT " +
    "STRICT RESTRICT",
);
/** A list that is kept there, not here. */
const KEEPERS = wordSet(
  "FROM SOURCE FILE FILENAME FILEPATH PARAM PARAMETER SSM ARN SECRET BUCKET TABLE DB DATABASE LOCATION PROVIDER LOADER DYNAMIC",
);
/** What else has an origin: a CDN, a trace, a parcel. */
const OTHER_ORIGINS = wordSet(
  "CLOUDFRONT CDN SHIELD DETECTION TRACE GIT BUCKET S3 FASTLY SECRET KEY TOKEN ID HEADER VERIFY " +
    "COUNTRY COUNTRIES CITY CITIES AIRPORT AIRPORTS WAREHOUSE ADDRESS ADDRESSES CURRENCY ZIP POSTAL STATION",
);
const FRONT_ENDS = wordSet("FRONTEND CLIENT WEB WEBSITE SITE UI SPA BROWSER DASHBOARD APP PORTAL CONSOLE");

/** The CORS setting that a name is, under any prefix and in any spelling, word by word. */
export const corsSetting = remembered((name) => corsSettingOf(withoutIndex(wordsOf(name))));

export function corsSettingOf(words: readonly string[]): CorsSettingKind | undefined {
  if (words.includes("CORS") || words.includes("GLOBALCORS")) return namedCors(words);
  const accessControl = words.join(" ").endsWith("ACCESS CONTROL ALLOW ORIGIN");
  if (accessControl) return "origins";
  if (!hasAny(words, ORIGIN)) return isFrontEnd(words) ? "weak" : undefined;
  if (hasAny(words, OTHER_ORIGINS)) return undefined;
  if (hasAny(words, ALLOW)) return namedOrigin(words);
  if (hasAny(words, DENIALS, LETS_NOBODY_IN, CHECKS)) return undefined;
  return isProductsOwn(words) ? "origins" : hasAny(words, PATTERNS) ? regexKind(words) : "weak";
}

/** A name of origins that also says CORS, or that they are allowed. Words before that are a prefix: a product, a service. */
function namedOrigin(words: readonly string[]): CorsSettingKind | undefined {
  const start = words.findIndex((word) => ALLOW.has(word) || word.endsWith("CORS"));
  const [before, said] = [words.slice(0, start), words.slice(start)];
  if (hasAny(words, DENIALS) || hasAny(said, LETS_NOBODY_IN) || /\bNO ORIGINS?\b/.test(said.join(" ")))
    return undefined;
  if (hasAny(words, CHECKS) && hasAny(words, OFF)) return "allow-all";
  if (hasAny(said, CHECKS)) return "check";
  if (hasAny(words, PATTERNS)) return regexKind(words);
  if (hasAny(said, KEEPERS)) return "elsewhere";
  if (hasAny(words, EVERYBODY) || hasAny(said, EVERYBODY_THERE)) return "allow-all";
  if (hasAny(before, CHECKS, KEEPERS, LETS_NOBODY_IN)) return "some-origins";
  return LIST.test(words.filter((word) => !isEnvironmentWord(word)).join(" ")) ? "origins" : "some-origins";
}

/** Behind any prefix: a list of origins, and nothing else. */
const LIST = new RegExp(
  `(?:^| )(?:CORS|GLOBALCORS|${[...ALLOW].join("|")})(?: (?:LIST|HTTP|WEB|${[...PLACES].join("|")}))*$`,
);

function namedCors(words: readonly string[]): CorsSettingKind | undefined {
  const others = words.filter((word) => word !== "CORS");
  const last = words.at(-1) ?? "";
  const namesOrigin = hasAny(words, ORIGIN);
  if (hasAny(others, OTHER_TOPICS) && !namesOrigin) return undefined;
  if (namesOrigin) return namedOrigin(words);
  if (hasAny(others, DENIALS)) return undefined;
  if (hasAny(others, PATTERNS)) {
    // django-cors-headers' CORS_URLS_REGEX says on which paths, not for whom.
    return hasAny(others, wordSet("URL URLS")) ? undefined : regexKind(words);
  }
  if (hasAny(others, EVERYBODY)) return "allow-all";
  if (hasAny(others, OFF)) {
    // Hasura's switch stops it from sending any CORS header: no other site may call then.
    return words.includes("HASURA") ? undefined : "allow-all";
  }
  if (words.includes("PROTECTION") || (words.includes("STREAMLIT") && hasAny(others, ON))) return "protection";
  if (hasAny(others, ON)) return "weak";
  if (STRUCTURES.has(last)) return "options";
  if (last === "CORS") return "options";
  if (!hasAny(others, PLACES)) return "weak";
  // On which paths (Spring's `addMapping("/**")`), as often as for whom.
  if (hasAny(others, wordSet("URL URLS")) && hasAny(others, wordSet("PATTERN PATTERNS"))) return "weak";
  return hasAny(others, KEEPERS) ? "elsewhere" : "origins";
}

/** By the words of the frameworks that have such a setting: Starlette's is singular, django-cors-headers' are lists. */
function regexKind(words: readonly string[]): CorsSettingKind {
  const text = words.join(" ");
  if (/ORIGIN (?:REGEXES|REGEX WHITELIST|REGEX ALLOWLIST)$/.test(text)) return "regex-prefix";
  return /ORIGIN REGEXP?$/.test(text) ? "regex" : "regex-search";
}

function isFrontEnd(words: readonly string[]): boolean {
  const last = words.at(-1) ?? "";
  if (!hasAny(words, FRONT_ENDS)) return false;
  return /^(?:URLS?|URIS?|DOMAINS?)$/.test(last) || (words.includes("FRONTEND") && /^HOSTS?$/.test(last));
}

/** Settings of products that say nothing of allowing. */
function isProductsOwn(words: readonly string[]): boolean {
  return ["OLLAMA ORIGINS", "FRONTEND ORIGINS"].includes(words.join(" "));
}

/** Which web origins may call, as purposes; see `corsSetting` for the kinds. */
export const CORS_NAMES = {
  corsOrigins: {
    names: [
      ...["CORS_ORIGINS", "CORS_ALLOWED_ORIGINS", "CORS_ALLOW_ORIGINS", "BACKEND_CORS_ORIGINS", "ALLOWED_ORIGINS"],
      ...["ALLOW_ORIGINS", "CORS_ORIGIN", "CORS_ALLOW_ORIGIN", "CORS_ALLOWED_ORIGIN", "CORS_ORIGIN_WHITELIST"],
      ...["WEB_API_CORS_ALLOW_ORIGINS", "CONSOLE_CORS_ALLOW_ORIGINS", "POLAR_CORS_ORIGINS"],
      ...["DJANGO_CORS_ALLOWED_ORIGINS"],
      ...["CORS_ORIGIN_REGEX", "CORS_ALLOW_ORIGIN_REGEX", "CORS_ALLOWED_ORIGIN_REGEX", "CORS_ALLOWED_ORIGIN_REGEXES"],
      ...["CORS_ORIGIN_REGEX_WHITELIST"],
    ],
    says: (words) => {
      const kind = corsSettingOf(words);
      return kind !== undefined && !["weak", "allow-all", "protection", "check", "elsewhere"].includes(kind);
    },
  },
  corsAllowAll: {
    names: ["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL", "CORS_ALLOW_ALL"],
    says: (words) => corsSettingOf(words) === "allow-all",
  },
} as const satisfies Record<string, PurposeNames>;
