import type { PurposeNames } from "./purpose";

/** A product's general Redis, whatever uses it. A limiter's, broker's or lock's own Redis is that concern's. */
export const REDIS_NAMES = {
  redisUrl: {
    names: [
      ...["REDIS_URL", "REDIS_URI", "REDIS_DSN", "VALKEY_URL", "CACHE_URL", "CACHE_REDIS_URL", "REDIS_CACHE_URL"],
      ...["PUBSUB_URL", "PUBSUB_REDIS_URL", "WEBSOCKET_REDIS_URL", "INGESTION_REDIS_URL"],
    ],
    ends: ["REDIS|VALKEY URL|URI|DSN"],
  },
  redisHost: { names: ["REDIS_HOST", "VALKEY_HOST", "REDIS_CACHE_HOST", "QUEUE_BULL_REDIS_HOST"] },
  redisPassword: {
    names: ["REDIS_PASSWORD", "VALKEY_PASSWORD", "REDIS_AUTH_TOKEN", "REDIS_CACHE_PASSWORD"],
    ends: ["REDIS|VALKEY PASSWORD"],
  },
  redisCertificateRequirement: { names: ["REDIS_SSL_CERT_REQS", "BROKER_USE_SSL", "REDIS_SSL", "REDIS_USE_SSL"] },
} as const satisfies Record<string, PurposeNames>;
