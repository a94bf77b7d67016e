/**
 * CORS origins: read the value of a setting, and say what is wrong with one origin.
 *
 * Sources: Fetch standard, "CORS protocol" (`*`, `null`); Starlette `CORSMiddleware` (`allow_origins`, `allow_origin_regex`);
 * Flask-CORS and django-cors-headers (patterns in lists); Public Suffix List (suffixes under which anybody can register).
 */

/**
 * - `wildcard`: origins that anybody can have are let in.
 * - `localhost`, `ip`: a host that is nobody's production site.
 * - `insecure`: not HTTPS, so anybody on the path can speak for it.
 */
export type OriginProblem = "wildcard" | "localhost" | "ip" | "insecure";

/** The origins in a setting's value: a JSON list, or a list separated by commas, semicolons or spaces. */
export function parseOrigins(value: string): string[] {
  const text = value.trim();
  return (parseJsonList(text) ?? unbracket(text).split(/[\s,;]+/)).map(unquote).filter((origin) => origin !== "");
}

function parseJsonList(text: string): string[] | undefined {
  if (!text.startsWith("[") && !text.startsWith('"')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "string") return parseOrigins(parsed);
    return Array.isArray(parsed) ? parsed.filter((item) => typeof item === "string") : undefined;
  } catch {
    return undefined; // a Python list, or an IPv6 address
  }
}

/** The inside of a Python list such as `['https://a.example']`. */
function unbracket(text: string): string {
  return /^\[\s*(?:'.*')?\s*\]$/s.test(text) ? text.slice(1, -1) : text;
}

function unquote(origin: string): string {
  return origin.trim().replace(/^(['"])(.*)\1$/, "$2");
}

/** What is wrong with an origin, the worst first; undefined: nothing. */
export function originProblem(origin: string): OriginProblem | undefined {
  const text = origin.trim().toLowerCase();
  if (text === "*" || text === "null") return "wildcard";
  if (isPattern(text)) return admitsStrangers(origin.trim()) ? "wildcard" : patternProblem(text);
  const [, scheme = "", host = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\[[^\]]*\]|[^/:?#]*)/.exec(text) ?? [];
  if (isLocal(host)) return "localhost";
  if (isAddress(host)) return "ip";
  return scheme === "http" || scheme === "ws" ? "insecure" : undefined;
}

/** An origin has none of these characters; a glob or a regular expression has at least one. An IPv6 address keeps its brackets. */
function isPattern(text: string): boolean {
  return /[*^$()|?+\\{}]|\[(?![0-9a-f:.]*\](?::\d+)?$)/.test(text);
}

/** A pattern that lets no stranger in may still allow plain HTTP. */
function patternProblem(text: string): OriginProblem | undefined {
  if (/localhost|127\\?\.0\\?\.0\\?\.1/.test(text)) return "localhost";
  return /^\^?\(?https?\?|^\^?\(?http:/.test(text) ? "insecure" : undefined;
}

function isLocal(host: string): boolean {
  return (
    /(?:^|\.)localhost$/.test(host) ||
    /^127(?:\.\d{1,3}){3}$/.test(host) ||
    ["0.0.0.0", "[::1]", "[::]", "host.docker.internal"].includes(host)
  );
}

function isAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || (host.startsWith("[") && host.endsWith("]"));
}

/** Suffixes under which anybody can get a name: top-level ones, and hosts of other people's applications. */
const PUBLIC_SUFFIXES = [
  ...[
    "com",
    "net",
    "org",
    "io",
    "dev",
    "app",
    "co",
    "ai",
    "me",
    "info",
    "xyz",
    "site",
    "online",
    "cloud",
    "tech",
    "shop",
  ],
  ...["eu", "de", "fr", "nl", "es", "it", "ch", "uk", "us", "ca", "in", "br", "jp", "au", "co.uk", "com.au", "com.br"],
  ...["co.jp", "co.in", "github.io", "gitlab.io", "pages.dev", "workers.dev", "vercel.app", "netlify.app", "web.app"],
  ...["firebaseapp.com", "herokuapp.com", "onrender.com", "fly.dev", "railway.app", "ngrok.io", "ngrok-free.app"],
  ...["cloudfront.net", "amazonaws.com", "s3.amazonaws.com", "elb.amazonaws.com", "azurewebsites.net", "appspot.com"],
] as const;

/** Origins nobody means to allow: a name of no company under each suffix. A pattern that matches one lets strangers in. */
const STRANGERS: readonly string[] = ["invalid", ...PUBLIC_SUFFIXES].flatMap((suffix) => {
  const host = `qzxv-stranger.${suffix}`;
  return [`https://${host}`, `http://${host}`, host];
});

/**
 * Reads a pattern as every framework might: as a glob that must match the whole origin, and as a regular expression that may
 * match a part (`re.match` and `re.search` are both in use). Only length-bounded origins of our own are matched.
 */
function admitsStrangers(pattern: string): boolean {
  if (OPEN_START.test(pattern) || OPEN_END.test(pattern)) return true;
  const readings = [globPattern(pattern), regexPattern(pattern)].filter((reading) => reading !== undefined);
  return readings.some((reading) => STRANGERS.some((stranger) => matches(reading, stranger)));
}

/** A pattern is compiled when it is first used, and one of enormous size is refused only then. */
function matches(pattern: RegExp, text: string): boolean {
  try {
    return pattern.test(text);
  } catch {
    return false;
  }
}

/** `https://*example.com` also admits evilexample.com: no dot separates what anybody may choose. */
const OPEN_START = /(?:^\^?|\/\/)\(?(?:\.[*+]|\*)\)?\??[a-z0-9]/i;

/** `https://app.example.com*` and `https://example.*` also admit app.example.com.evil.net and example.net. */
const OPEN_END = /[a-z0-9.\\](?:\.?\*|\.\+)\)?\$?$/i;

function globPattern(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}(?::\\d+)?$`, "i");
}

function regexPattern(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern.replace(/^\/(.*)\/[a-z]*$/, "$1"), "i");
  } catch {
    return undefined; // a glob such as `*.example.com`
  }
}
