import { remembered } from "../remember";
import { brokerSetting } from "./celery";
import { limiterSettingOf } from "./limiter";
import { hasAny, withoutIndex, wordSet, wordsOf } from "./words";

/**
 * What a setting says of keeping shared things in one process.
 *
 * - `sessions`, `locks`, `cache`: where they are kept (a URL or a backend's name).
 * - `broker`, `results`: where Celery's messages and results are.
 * - `queue`: Celery's switch; on runs tasks where they are sent.
 * - `used`: a switch; on keeps the cache in memory.
 * - `fallback`: a switch; on counts or keeps in memory when the store is away. `pass`: on lets everything pass then.
 * - `limiter-fallback`, `limiter-pass`: slowapi's own, which takes any text for on.
 */
export type InMemorySetting =
  | "sessions"
  | "locks"
  | "cache"
  | "broker"
  | "results"
  | "queue"
  | "used"
  | "fallback"
  | "pass"
  | "limiter-fallback"
  | "limiter-pass";

const WHERE = wordSet("BACKEND BACKENDS TYPE URL URI DSN STORE STORAGE ENGINE DRIVER CLASS PROVIDER LOCATION");
const SESSIONS = wordSet("SESSION SESSIONS");
/** What one task wrote so that another does not do it again is kept as a lock is. */
const LOCKS = wordSet("LOCK LOCKS LOCKING LOCKER MUTEX IDEMPOTENCY IDEMPOTENT DEDUPLICATION DEDUP NONCE NONCES");
const CACHES = wordSet("CACHE CACHES CACHING");
/** A cache of something that a process keeps for itself anyway. */
const OWN_CACHES = wordSet(
  "TEMPLATE TEMPLATES BYTECODE IMAGE HTTP BROWSER CDN ASSET ASSETS MODEL MODELS DNS QUERY FILE FILES PIP NPM BUILD HF",
);
const SESSIONS_OF_ANOTHER_KIND = wordSet("COOKIE COOKIES COOKIEBASED SQLALCHEMY DB DATABASE AWS SSM");

/** The setting that a name is, under any prefix. */
export const inMemorySetting = remembered((name): InMemorySetting | undefined => {
  const words = withoutIndex(wordsOf(name));
  const text = ` ${words.join(" ")} `;
  // slowapi reads settings of these very names.
  if (/^(?:RATELIMIT|RATE_LIMIT)_IN_MEMORY_FALLBACK(?:_ENABLED)?$/i.test(name)) return "limiter-fallback";
  if (/^RATELIMIT_SWALLOW_ERRORS$/i.test(name)) return "limiter-pass";
  const isFailOpen = / FAIL(?:S)? OPEN /.test(text) || / SWALLOW ERRORS /.test(text) || / FAIL(?:S)? SAFE /.test(text);
  const guards = limiterSettingOf(words) !== undefined || hasAny(words, GUARDS);
  if (isFailOpen) return guards ? "pass" : undefined;
  if (/ IN MEMORY FALLBACK | MEMORY FALLBACK | FALLBACK (?:TO )?(?:IN )?MEMORY /.test(text)) return "fallback";
  if (/ (?:USE|ENABLE|FORCE) IN MEMORY (?:CACHE|SESSION|SESSIONS|LOCK|LOCKS|STORE) /.test(text)) return "used";
  // Which store comes when the first is away: `CACHE_FALLBACK=memory`.
  if (words.at(-1) === "FALLBACK" && hasAny(words, SESSIONS, LOCKS, CACHES) && !hasAny(words, OWN_CACHES))
    return hasAny(words, SESSIONS) ? "sessions" : hasAny(words, LOCKS) ? "locks" : "cache";
  const celerys = brokerSetting(name);
  if (celerys === "eager") return "queue";
  if (celerys === "broker") return "broker";
  if (celerys === "result-backend") return "results";
  if (!WHERE.has(words.at(-1) ?? "")) return undefined;
  if (hasAny(words, SESSIONS)) return hasAny(words, SESSIONS_OF_ANOTHER_KIND) ? undefined : "sessions";
  if (hasAny(words, LOCKS)) return "locks";
  return hasAny(words, CACHES) && !hasAny(words, OWN_CACHES) ? "cache" : undefined;
});

/** What lets in or keeps out. */
const GUARDS = wordSet(
  "LIMIT LIMITS LIMITER RATELIMIT RATELIMITER THROTTLE THROTTLING AUTH AUTHORIZATION PERMISSION PERMISSIONS QUOTA CAPTCHA WAF",
);
