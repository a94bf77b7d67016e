import type { PurposeNames } from "./purpose";
import { hasAny, withoutIndex, wordSet, wordsOf } from "./words";
import { remembered } from "../remember";

/**
 * What a setting of a limiter of incoming requests says.
 *
 * - `storage`: where it counts, as a URL or a backend's name. `host`, `port`, `password`, `user`, `database`: the same in parts.
 * - `cache-alias`: it counts in a cache of the application that is configured elsewhere (django-ratelimit's `RATELIMIT_USE_CACHE`).
 * - `switch`, `switch-off`: on means that requests are limited, or that they are not.
 * - `fallback`: what happens when the storage is away (counts in memory, or lets everything pass).
 * - `limit`: how much is allowed; shows a limiter, not where it counts. `library`: another setting that only a limiter's library has.
 */
export type LimiterSettingKind =
  | "storage"
  | "host"
  | "port"
  | "password"
  | "user"
  | "database"
  | "cache-alias"
  | "switch"
  | "switch-off"
  | "fallback"
  | "limit"
  | "library";

export interface LimiterSetting {
  readonly kind: LimiterSettingKind;
}

const LIMITERS = wordSet("LIMITER RATELIMITER THROTTLER THROTTLE THROTTLING SLOWAPI RATELIMIT");
const LIMIT_AFTER_RATE = wordSet("LIMIT LIMITS LIMITED LIMITER LIMITERS LIMITING");

/**
 * Other things whose rate is limited: tasks (Celery's `task_default_rate_limit` counts per worker by design), calls that the product
 * makes to a vendor under the vendor's quota, log lines, mails.
 */
const NOT_REQUESTS = wordSet(
  "CELERY TASK TASKS ANNOTATIONS WORKER DRAMATIQ RQ SIDEKIQ BULL BULLMQ QUEUE JOB JOBS CRAWLER CRAWL SCRAPER SCRAPY FETCH " +
    "UPSTREAM OUTBOUND OUTGOING VENDOR EXTERNAL QUOTA RPM TPM RPD TPD TOKENS LOG LOGS LOGGING SYSLOG JOURNAL JOURNALD EMAIL " +
    "EMAILS MAIL SMS PUSH WEBHOOKS RETRY RETRIES CPU IO BANDWIDTH DISK DOWNLOAD UPLOAD KAFKA CONSUMER PRODUCER SAMPLER TRACE " +
    "TRACES METRICS ALERT ALERTS NOTIFICATION NOTIFICATIONS EXPORT IMPORT SYNC INDEXER EMBEDDING EMBEDDINGS LLM " +
    "OPENAI ANTHROPIC CLAUDE GEMINI BEDROCK COHERE MISTRAL GROQ DEEPSEEK OPENROUTER PERPLEXITY HUGGINGFACE AZURE VERTEX GITHUB " +
    "GITLAB BITBUCKET SLACK DISCORD TELEGRAM TWITTER REDDIT SHOPIFY STRIPE PAYPAL TWILIO SENDGRID MAILGUN MAILCHIMP SES HUBSPOT " +
    "SALESFORCE ZENDESK INTERCOM NOTION JIRA ATLASSIAN LINEAR AIRTABLE GOOGLE MAPS YOUTUBE FACEBOOK META INSTAGRAM LINKEDIN " +
    "TIKTOK SPOTIFY BINANCE COINBASE ALPACA POLYGON ETHERSCAN INFURA ALCHEMY SENTRY DATADOG POSTHOG SEGMENT AMPLITUDE " +
    "LETSENCRYPT CERTBOT DOCKER NPM PYPI S3 DYNAMODB KINESIS CLOUDFLARE AUTH0 OKTA SUPABASE FIREBASE ALGOLIA ELASTIC WEAVIATE",
);
/** The words of a limit on the product's own requests; with any other word a name may be a vendor's. */
const LIMIT_WORDS = wordSet(
  "RATE LIMIT LIMITS LIMITER LIMITING LIMITED RATELIMIT RATELIMITER THROTTLE THROTTLER THROTTLING SLOWAPI FASTAPI FLASK DJANGO " +
    "DRF EXPRESS NEST NESTJS STARLETTE REST FRAMEWORK API APP HTTP HTTPS WEB SERVER BACKEND DEFAULT GLOBAL APPLICATION PER MINUTE " +
    "MINUTES SECOND SECONDS HOUR HOURS DAY DAYS MS MAX REQUEST REQUESTS REQS REQ WINDOW PERIOD DURATION INTERVAL TTL TIME BURST " +
    "COUNT CALLS TIMES POINTS IP USER USERS ANON ANONYMOUS AUTH AUTHENTICATED LOGIN SIGNIN SIGNUP REGISTER PASSWORD RESET FREE " +
    "PRO TIER ADMIN PUBLIC GUEST TENANT CLIENT BY SIZE TIMEFRAME GENERAL STRICT READ WRITE RPS",
);
const STORES = wordSet("STORAGE STORE BACKEND REDIS VALKEY");
const ADDRESSES = wordSet("URL URI DSN URLS URIS CONNECTION ADDRESS ADDR TYPE ENGINE CLASS DRIVER PROVIDER");
const SWITCH_ON = wordSet("ENABLE ENABLED ACTIVE ACTIVATED ON USE");
const SWITCH_OFF = wordSet("DISABLE DISABLED OFF SKIP BYPASS NO WITHOUT");
/** Settings that only tune; a gateway's response header is read by name as well. */
const TUNING = wordSet("HEADER HEADERS MESSAGE STATUS ERROR CODE DETAIL DOCS TEST");
const LIBRARY = wordSet("STRATEGY PREFIX KEY FUNC IDENTIFIER EXEMPT BLOCK ALGORITHM");

/** The setting of a request limiter that a name is; undefined: none, or one of somebody else's. */
export const limiterSetting = remembered((name) => limiterSettingOf(withoutIndex(wordsOf(name))));

export function limiterSettingOf(words: readonly string[]): LimiterSetting | undefined {
  if (!speaksOfLimiter(words) || hasAny(words, NOT_REQUESTS)) return undefined;
  const kind = kindOf(words);
  return kind === undefined ? undefined : { kind };
}

function speaksOfLimiter(words: readonly string[]): boolean {
  return (
    hasAny(words, LIMITERS) ||
    words.some((word, at) => word === "RATE" && LIMIT_AFTER_RATE.has(words[at + 1] ?? "")) ||
    // `LIMITS_STORAGE_URI`, after the library of that name.
    words.some((word, at) => word === "LIMITS" && STORES.has(words[at + 1] ?? ""))
  );
}

function kindOf(words: readonly string[]): LimiterSettingKind | undefined {
  const last = words.at(-1) ?? "";
  const has = (...wanted: readonly string[]) => wanted.some((word) => words.includes(word));
  if (has("FALLBACK", "SWALLOW") || (has("FAIL") && has("OPEN", "CLOSED", "SAFE"))) return "fallback";
  if (hasAny(words.slice(-1), TUNING) || (has("HEADER", "HEADERS") && !hasAny([last], SWITCH_ON))) return undefined;
  if (has("OPTIONS") && has("STORAGE")) return "library";
  if (hasAny(words, SWITCH_OFF) && !hasAny(words, STORES)) return "switch-off";
  if ((last === "ENABLED" || last === "ENABLE" || last === "ACTIVE" || last === "ON") && !has("HEADERS", "HEADER")) {
    return hasAny(words, STORES) ? "library" : "switch";
  }
  if (has("CACHE")) return hasAny([last], wordSet("PREFIX TTL TIMEOUT")) ? "library" : "cache-alias";
  const part = hasAny(words, STORES) || hasAny(words, LIMITERS) ? partOf(last) : undefined;
  if (part !== undefined) return part;
  if (hasAny(words, STORES) && (STORES.has(last) || ADDRESSES.has(last) || hasAny([last], LIMIT_AFTER_RATE)))
    return "storage";
  if (/^UR[IL]S?$|^DSN$/.test(last)) return "storage";
  if (SWITCH_ON.has(words[0] ?? "") || last === "LIMITING" || last === "LIMITER") return "switch";
  if (hasAny([last], LIBRARY))
    return words.every((word) => LIMIT_WORDS.has(word) || LIBRARY.has(word)) ? "library" : undefined;
  return words.every((word) => LIMIT_WORDS.has(word) || /^\d+$/.test(word)) ? "limit" : undefined;
}

function partOf(last: string): LimiterSettingKind | undefined {
  switch (last) {
    case "HOST":
    case "HOSTNAME":
    case "SERVER":
      return "host";
    case "PORT":
      return "port";
    case "PASSWORD":
      return "password";
    case "USERNAME":
      return "user";
    case "DB":
    case "DATABASE":
      return "database";
    default:
      return undefined;
  }
}

/** Where a limiter counts, and whether there is one. */
export const LIMITER_NAMES = {
  rateLimitStorage: {
    names: [
      ...["RATELIMIT_STORAGE_URL", "RATELIMIT_STORAGE_URI", "RATE_LIMIT_STORAGE_URL", "RATE_LIMIT_STORAGE_URI"],
      ...["RATE_LIMIT_REDIS_URL", "RATELIMIT_REDIS_URL", "REDIS_RATE_LIMIT_URL", "REDIS_RATE_LIMIT_HOST"],
      ...["LIMITER_STORAGE_URL", "LIMITER_STORAGE_URI", "SLOWAPI_STORAGE_URI", "LIMITER_REDIS_URL"],
    ],
    says: (words) => ["storage", "host"].includes(limiterSettingOf(words)?.kind ?? ""),
  },
  rateLimitEnabled: {
    names: ["RATELIMIT_ENABLED", "RATE_LIMIT_ENABLED"],
    says: (words) => limiterSettingOf(words)?.kind === "switch",
  },
} as const satisfies Record<string, PurposeNames>;
