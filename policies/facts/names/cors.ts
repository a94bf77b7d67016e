import type { PurposeNames } from "./purpose";
import { hasAny, withoutIndex, wordSet, wordsOf } from "./words";
import { remembered } from "../remember";

/**
 * How a setting says which web origins may call.
 *
 * - `origins`: a list of origins. `regex`, `regex-prefix`, `regex-search`: a pattern, matched against the whole origin (Starlette's
 *   `fullmatch`), against its beginning (django-cors-headers' and Flask-CORS's `re.match`), or by a framework that the name does not tell.
 * - `allow-all`: a switch; on lets everybody in. `protection`: a switch; off lets everybody in (Streamlit's `server.enableCORS`).
 * - `options`: a structure that holds such settings (`CORS_RESOURCES`), or a list, or a switch (`CORS`).
 * - `weak`: a name that is about something else as often (`FRONTEND_URL`): it counts only with a value that is a wildcard.
 */
export type CorsSettingKind =
  "origins" | "regex" | "regex-prefix" | "regex-search" | "allow-all" | "protection" | "options" | "weak";

const ORIGIN = wordSet("ORIGIN ORIGINS");
const PLACES = wordSet(
  "ORIGIN ORIGINS DOMAIN DOMAINS HOST HOSTS URL URLS SITE SITES WHITELIST ALLOWLIST ALLOW ALLOWED PATTERN PATTERNS",
);
const ALLOW = wordSet(
  "ALLOW ALLOWED PERMIT PERMITTED WHITELIST WHITELISTED ALLOWLIST ALLOWLISTED TRUSTED TRUST ACCEPT ACCEPTED ENABLED",
);
const EVERYBODY = wordSet("ALL ANY ANYONE EVERYONE EVERYBODY WILDCARD");
const PATTERNS = wordSet("REGEX REGEXES REGEXP REGEXPS REGULAR RE");
const OFF = wordSet("DISABLE DISABLED SKIP BYPASS IGNORE NO WITHOUT OFF");
const ON = wordSet("ENABLE ENABLED USE SUPPORT SUPPORTED ACTIVE");
const STRUCTURES = wordSet("CONFIG CONFIGURATION CONFIGURATIONS OPTIONS RESOURCES SETTINGS POLICY POLICIES RULES JSON");
/** Other parts of CORS: which methods, headers and paths, how long an answer is kept. */
const OTHER_TOPICS = wordSet(
  "METHOD METHODS HEADER HEADERS CREDENTIAL CREDENTIALS AGE MAX EXPOSE EXPOSED PREFLIGHT PATH PATHS ROUTE ROUTES NETWORK STATUS " +
    "VARY DEBUG LOG LOGGING TTL TIMEOUT SEND AUTOMATIC INTERCEPT REFERER PORT COOKIE COOKIES VERSION IMAGE PROXY",
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
  if (hasAny(words, PATTERNS)) return regexKind(words);
  if (!hasAny(words, ALLOW)) return isProductsOwn(words) ? "origins" : "weak";
  return hasAny(words, EVERYBODY) ? "allow-all" : "origins";
}

function namedCors(words: readonly string[]): CorsSettingKind | undefined {
  const others = words.filter((word) => word !== "CORS");
  const last = words.at(-1) ?? "";
  const namesOrigin = hasAny(words, ORIGIN);
  if (hasAny(others, OTHER_TOPICS) && !namesOrigin) return undefined;
  if (hasAny(others, PATTERNS)) {
    // django-cors-headers' CORS_URLS_REGEX says on which paths, not for whom.
    return hasAny(others, wordSet("URL URLS")) && !namesOrigin ? undefined : regexKind(words);
  }
  if (hasAny(others, EVERYBODY)) return "allow-all";
  if (hasAny(others, OFF) && !namesOrigin) {
    // Hasura's switch stops it from sending any CORS header: no other site may call then.
    return words.includes("HASURA") ? undefined : "allow-all";
  }
  if (words.includes("PROTECTION") || (words.includes("STREAMLIT") && hasAny(others, ON))) return "protection";
  if (namesOrigin) return "origins";
  if (hasAny(others, ON)) return "weak";
  if (STRUCTURES.has(last)) return "options";
  if (last === "CORS") return "options";
  return hasAny(others, PLACES) ? "origins" : "weak";
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
      return kind !== undefined && !["weak", "allow-all", "protection"].includes(kind);
    },
  },
  corsAllowAll: {
    names: ["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL", "CORS_ALLOW_ALL"],
    says: (words) => corsSettingOf(words) === "allow-all",
  },
} as const satisfies Record<string, PurposeNames>;
