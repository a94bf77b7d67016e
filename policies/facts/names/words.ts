/**
 * A setting's name as words. `CORS_ALLOWED_ORIGINS`, `corsAllowedOrigins`, `cors.allowed-origins`, `Cors__AllowedOrigins__0` and
 * `CORSALLOWEDORIGINS` have the same ones, because frameworks bind all of them (pydantic-settings reads any case; Spring's relaxed
 * binding drops separators; .NET writes levels as two underscores and list items as a number).
 */
import { remembered } from "../remember";

/** Longer names are read at their two ends only; the operating system's own limit is far above, no real name comes near. */
const NAME_CAP = 512;

/** Words that are also written together without a separator: `RATELIMIT`, `ALLOWEDORIGINS`, `REDISURL`. */
const JOINED: ReadonlySet<string> = new Set(
  (
    "ACCESS ALL ALLOW ALLOWED ALLOWLIST ALWAYS ANY API BACKEND BEAT BROKER CACHE CELERY CLIENT CONFIG CONFIGURATION " +
    "CONFIGURATIONS CONTROL CORS CREDENTIALS DATABASE DEFAULT DISABLE DISABLED DOMAIN DOMAINS EAGER ENABLE ENABLED FALLBACK " +
    "FRONTEND GLOBAL HEADERS HOST HOSTS HTTP LIMIT LIMITED LIMITER LIMITING LIMITS LIST LOCK METHODS OPTIONS ORIGIN ORIGINS " +
    "PATTERN PATTERNS PERMITTED POLICY RATE REDBEAT REDIS REGEX REGEXES REQUESTS RESOURCES RESULT SCHEDULER SETTINGS SOCKET " +
    "STORAGE STORE TASK THROTTLE THROTTLER THROTTLING TRUSTED URI URL URLS VALKEY WEB WHITELIST WHITELISTED WILDCARD WS"
  ).split(" "),
);

const LONGEST_JOINED = Math.max(...[...JOINED].map((word) => word.length));

/** The words of a name in upper case. Takes time linear in the name. */
export const wordsOf = remembered(readWords);

function readWords(name: string): readonly string[] {
  const text = name.length > NAME_CAP ? `${name.slice(0, NAME_CAP / 2)}_${name.slice(-NAME_CAP / 2)}` : name;
  return separate(text).flatMap((word) => takeApart(word));
}

/** The words without the number of a list's item at the end. */
export function withoutIndex(words: readonly string[]): readonly string[] {
  let end = words.length;
  while (end > 1 && /^\d+$/.test(words[end - 1] ?? "")) end -= 1;
  return words.slice(0, end);
}

/** At what is no letter or digit, and where capitals begin a word: `corsOrigins`, `HTTPCorsOrigin`. */
function separate(text: string): string[] {
  const words: string[] = [];
  let word = "";
  const close = () => {
    if (word !== "") words.push(word.toUpperCase());
    word = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const here = text.charAt(at);
    if (!/[a-z0-9]/i.test(here)) {
      close();
      continue;
    }
    const before = text.charAt(at - 1);
    const startsWord = isCapital(here) && (isSmall(before) || (before !== "" && isSmall(text.charAt(at + 1))));
    // `URLs` and `IDs` are one word.
    if (startsWord && !/^s(?![a-z])/.test(text.slice(at + 1, at + 3))) close();
    word += here;
  }
  close();
  return words;
}

function isCapital(character: string): boolean {
  return character >= "A" && character <= "Z";
}

function isSmall(character: string): boolean {
  return character >= "a" && character <= "z";
}

/** A word that is several known ones end to end; any other stays whole. */
function takeApart(word: string): readonly string[] {
  if (JOINED.has(word) || word.length > 64) return [word];
  // parts[n]: how the first n letters are made of known words; the longest last word wins.
  const parts: (readonly string[] | undefined)[] = [[]];
  for (let end = 1; end <= word.length; end += 1) {
    for (let length = Math.min(end, LONGEST_JOINED); length > 1; length -= 1) {
      const before = parts[end - length];
      const last = word.slice(end - length, end);
      if (before !== undefined && JOINED.has(last)) {
        parts[end] = [...before, last];
        break;
      }
    }
  }
  return parts[word.length] ?? [word];
}

/** Whether any of the words is one of these. */
export function hasAny(words: readonly string[], ...candidates: readonly ReadonlySet<string>[]): boolean {
  return words.some((word) => candidates.some((set) => set.has(word)));
}

/** A set of words, written in one line. */
export function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

/**
 * How many words at the end of a name a phrase covers, where at least one word (a product's prefix) stands before it; 0: none.
 * A phrase is written `REDIS|VALKEY URL|URI`.
 */
export function covers(words: readonly string[], phrase: string): number {
  const wanted = phrase.split(" ");
  const start = words.length - wanted.length;
  if (start < 1) return 0;
  return wanted.every((alternatives, at) => alternatives.split("|").includes(words[start + at] ?? ""))
    ? wanted.length
    : 0;
}
