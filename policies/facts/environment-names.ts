/**
 * The names under which applications read their settings.
 *
 * Collected from the templates and products this stack is compared with, and from the libraries that read a name themselves
 * (uvicorn, gunicorn, Celery, slowapi, Flask-Limiter, SQLAlchemy front ends). Each list starts with the name this product
 * writes; a list is searched in order.
 */

/** What a variable is for. */
export type EnvironmentPurpose = keyof typeof NAMES;

const NAMES = {
  signingKey: [
    ...["SECRET_KEY", "JWT_SECRET_KEY", "JWT_SECRET", "JWT_SIGNING_KEY", "JWT_REFRESH_SECRET", "JWT_PRIVATE_KEY"],
    ...["DJANGO_SECRET_KEY", "DD_SECRET_KEY", "PAPERLESS_SECRET_KEY", "SUPERSET_SECRET_KEY", "FLASK_SECRET_KEY"],
    ...["NEXTAUTH_SECRET", "BETTER_AUTH_SECRET", "AUTH_SECRET", "SESSION_SECRET", "SESSION_SECRET_KEY", "APP_SECRET"],
    ...["UTILS_SECRET", "USER_AUTH_SECRET", "REDASH_COOKIE_SECRET", "COOKIE_SECRET", "WEBUI_SECRET_KEY"],
    ...["WEBUI_JWT_SECRET_KEY", "STORAGE_SECRET", "LIVE_SERVER_SECRET_KEY", "POLAR_SECRET", "SECRET_KEY_BASE"],
  ],
  encryptionKey: [
    ...["ENCRYPTION_KEY", "CREDENTIAL_ENCRYPTION_KEY", "FERNET_KEY", "FIELD_ENCRYPTION_KEY", "TOKEN_ENCRYPTION_KEY"],
    ...[
      "ENCRYPTION_KEY_SECRET",
      "DJANGO_SECRETS_ENCRYPTION_KEY",
      "SECRETS_ENCRYPTION_KEY",
      "DD_CREDENTIAL_AES_256_KEY",
    ],
    ...["N8N_ENCRYPTION_KEY", "CREDS_KEY", "CREDS_IV", "CALENDSO_ENCRYPTION_KEY", "CHANNEL_ENCRYPTION_KEY"],
    ...["VAULT_ENC_KEY", "PG_META_CRYPTO_KEY", "NEXT_PRIVATE_ENCRYPTION_KEY", "NEXT_PRIVATE_ENCRYPTION_SECONDARY_KEY"],
  ],
  databaseUrl: [
    ...["DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "ASYNC_DATABASE_URL", "DATABASE_URI"],
    ...["DB_URL", "DB_URI", "POSTGRES_URL", "POSTGRES_URI", "POSTGRESQL_URL", "PG_URL", "DATABASE_DSN", "DB_DSN"],
    ...["DD_DATABASE_URL", "REDASH_DATABASE_URL"],
  ],
  databaseHost: ["DB_HOST", "DATABASE_HOST", "POSTGRES_HOST", "POSTGRES_SERVER", "PGHOST"],
  databasePassword: ["DB_PASSWORD", "DATABASE_PASSWORD", "POSTGRES_PASSWORD", "PGPASSWORD", "DD_DATABASE_PASSWORD"],
  redisUrl: [
    ...["REDIS_URL", "REDIS_URI", "REDIS_DSN", "VALKEY_URL", "CACHE_URL", "CACHE_REDIS_URL", "REDIS_CACHE_URL"],
    ...["PUBSUB_URL", "PUBSUB_REDIS_URL", "WEBSOCKET_REDIS_URL", "INGESTION_REDIS_URL"],
  ],
  redisHost: ["REDIS_HOST", "VALKEY_HOST", "REDIS_CACHE_HOST", "QUEUE_BULL_REDIS_HOST"],
  redisPassword: ["REDIS_PASSWORD", "VALKEY_PASSWORD", "REDIS_AUTH_TOKEN", "REDIS_CACHE_PASSWORD"],
  redisCertificateRequirement: ["REDIS_SSL_CERT_REQS", "BROKER_USE_SSL", "REDIS_SSL", "REDIS_USE_SSL"],
  broker: ["CELERY_BROKER_URL", "BROKER_URL", "CELERY_BROKER", "DD_CELERY_BROKER_URL", "TASKIQ_BROKER_URL"],
  resultBackend: [
    ...["CELERY_RESULT_BACKEND", "CELERY_RESULT_BACKEND_URL", "RESULT_BACKEND", "RESULT_BACKEND_URL"],
    ...["DD_CELERY_RESULT_BACKEND", "TASKIQ_RESULT_BACKEND_URL"],
  ],
  schedulerLock: ["REDBEAT_REDIS_URL", "CELERY_REDBEAT_REDIS_URL"],
  schedulerLockTimeout: ["REDBEAT_LOCK_TIMEOUT", "CELERY_REDBEAT_LOCK_TIMEOUT"],
  schedulerMaxLoop: ["BEAT_MAX_LOOP_INTERVAL", "CELERY_BEAT_MAX_LOOP_INTERVAL"],
  rateLimitStorage: [
    ...["RATELIMIT_STORAGE_URL", "RATELIMIT_STORAGE_URI", "RATE_LIMIT_STORAGE_URL", "RATE_LIMIT_STORAGE_URI"],
    ...["RATE_LIMIT_REDIS_URL", "RATELIMIT_REDIS_URL", "REDIS_RATE_LIMIT_URL", "REDIS_RATE_LIMIT_HOST"],
    ...["LIMITER_STORAGE_URL", "LIMITER_STORAGE_URI", "SLOWAPI_STORAGE_URI", "LIMITER_REDIS_URL"],
  ],
  rateLimitEnabled: ["RATELIMIT_ENABLED", "RATE_LIMIT_ENABLED"],
  poolSize: [
    ...["DB_POOL_SIZE", "DATABASE_POOL_SIZE", "SQLALCHEMY_POOL_SIZE", "POSTGRES_POOL_SIZE", "POOL_SIZE"],
    ...["POSTGRES_API_SERVER_POOL_SIZE", "POLAR_DATABASE_POOL_SIZE", "DATABASE_CONNECTION_POOL_MAX", "DB_POOL_MAX"],
    ...["PG_POOL_MAX", "DB_MAX_CONNECTIONS"],
  ],
  poolMaxOverflow: [
    ...["DB_MAX_OVERFLOW", "DB_POOL_MAX_OVERFLOW", "DATABASE_MAX_OVERFLOW", "DATABASE_POOL_MAX_OVERFLOW"],
    ...["SQLALCHEMY_MAX_OVERFLOW", "POSTGRES_API_SERVER_POOL_OVERFLOW", "MAX_OVERFLOW"],
  ],
  poolTimeout: [
    ...["DB_POOL_TIMEOUT", "DATABASE_POOL_TIMEOUT", "SQLALCHEMY_POOL_TIMEOUT", "POSTGRES_POOL_TIMEOUT", "POOL_TIMEOUT"],
  ],
  webConcurrency: ["WEB_CONCURRENCY", "UVICORN_WORKERS", "GUNICORN_WORKERS", "SERVER_WORKER_AMOUNT", "WEB_WORKERS"],
  celeryConcurrency: [
    ...["CELERY_WORKER_CONCURRENCY", "CELERY_CONCURRENCY", "CELERYD_CONCURRENCY", "CELERY_WORKER_AMOUNT"],
    ...["DJANGO_CELERY_WORKER_CONCURRENCY", "WORKER_CONCURRENCY"],
  ],
  softShutdownTimeout: ["CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT", "DJANGO_CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT"],
  visibilityTimeout: ["CELERY_VISIBILITY_TIMEOUT", "BROKER_VISIBILITY_TIMEOUT"],
  keepAlive: ["UVICORN_TIMEOUT_KEEP_ALIVE", "GUNICORN_KEEPALIVE", "KEEP_ALIVE"],
  workerTimeout: ["GUNICORN_TIMEOUT", "WORKER_TIMEOUT"],
  gracefulTimeout: ["GUNICORN_GRACEFUL_TIMEOUT", "UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN"],
  corsOrigins: [
    ...["CORS_ORIGINS", "CORS_ALLOWED_ORIGINS", "CORS_ALLOW_ORIGINS", "BACKEND_CORS_ORIGINS", "ALLOWED_ORIGINS"],
    ...["ALLOW_ORIGINS", "CORS_ORIGIN", "CORS_ALLOW_ORIGIN", "CORS_ALLOWED_ORIGIN", "CORS_ORIGIN_WHITELIST"],
    ...[
      "WEB_API_CORS_ALLOW_ORIGINS",
      "CONSOLE_CORS_ALLOW_ORIGINS",
      "POLAR_CORS_ORIGINS",
      "DJANGO_CORS_ALLOWED_ORIGINS",
    ],
    ...["CORS_ORIGIN_REGEX", "CORS_ALLOW_ORIGIN_REGEX", "CORS_ALLOWED_ORIGIN_REGEX", "CORS_ALLOWED_ORIGIN_REGEXES"],
    ...["CORS_ORIGIN_REGEX_WHITELIST"],
  ],
  corsAllowAll: ["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL", "CORS_ALLOW_ALL"],
  allowedHosts: ["ALLOWED_HOSTS", "DJANGO_ALLOWED_HOSTS", "TRUSTED_HOSTS"],
  environment: ["ENVIRONMENT", "APP_ENV", "FASTAPI_ENV", "FLASK_ENV", "DJANGO_ENV", "ENV"],
  debug: ["DEBUG", "APP_DEBUG", "DJANGO_DEBUG", "FLASK_DEBUG", "FASTAPI_DEBUG", "SQLALCHEMY_ECHO", "DB_ECHO"],
  logLevel: [
    ...["LOG_LEVEL", "LOGLEVEL", "LOGGING_LEVEL", "UVICORN_LOG_LEVEL", "GUNICORN_LOG_LEVEL", "CELERY_LOG_LEVEL"],
    ...["DD_LOG_LEVEL", "GLOBAL_LOG_LEVEL", "DJANGO_LOG_LEVEL"],
  ],
  errorTracking: [
    "SENTRY_DSN",
    "DJANGO_SENTRY_DSN",
    "NEXT_PUBLIC_SENTRY_DSN",
    "ROLLBAR_ACCESS_TOKEN",
    "BUGSNAG_API_KEY",
  ],
  trustedProxies: ["FORWARDED_ALLOW_IPS", "UVICORN_FORWARDED_ALLOW_IPS", "TRUST_PROXY", "TRUSTED_PROXIES"],
} as const satisfies Record<string, readonly string[]>;

/** The names in use for each purpose, and `isCors` for a setting of any spelling that says which origins may call. */
export const environmentNames: Readonly<Record<EnvironmentPurpose, readonly string[]>> & {
  readonly isCors: (name: string) => boolean;
} = {
  ...NAMES,
  isCors: (name) => ["corsOrigins", "corsAllowAll"].includes(purposeOf(name) ?? ""),
};

/** Names with a prefix of their product, in this order: the more particular first. */
const PATTERNS: readonly (readonly [pattern: RegExp, purpose: EnvironmentPurpose])[] = [
  [/(?:^|_)RATE_?LIMIT(?:ER)?_(?:.*_)?(?:STORAGE|REDIS|BACKEND)(?:_UR[IL])?$/, "rateLimitStorage"],
  [/(?:^|_)LIMITER_(?:STORAGE|REDIS)(?:_UR[IL])?$|_REDIS_RATE_?LIMIT_(?:URL|HOST)$/, "rateLimitStorage"],
  [/_REDBEAT_REDIS_URL$/, "schedulerLock"],
  [/_CELERY_BROKER(?:_URL)?$|_BROKER_URL$/, "broker"],
  [/_RESULT_BACKEND(?:_URL)?$/, "resultBackend"],
  [/(?:^|_)CORS_(?:.*_)?ALLOW_ALL(?:_ORIGINS)?$/, "corsAllowAll"],
  [
    /(?:^|_)CORS_(?:.*_)?(?:ORIGINS?|ORIGIN_REGEX(?:ES)?|ORIGIN_PATTERNS?|DOMAINS)(?:_WHITELIST|_LIST)?$/,
    "corsOrigins",
  ],
  [/_ALLOW(?:ED)?_ORIGINS?(?:_REGEX)?$/, "corsOrigins"],
  [/^[A-Z0-9_]+_(?:DATABASE|DB|POSTGRES)_(?:URL|URI|DSN)$/, "databaseUrl"],
  [/^[A-Z0-9_]+_(?:DATABASE|DB|POSTGRES)_PASSWORD$/, "databasePassword"],
  [/^[A-Z0-9_]+_(?:REDIS|VALKEY)_(?:URL|URI|DSN)$/, "redisUrl"],
  [/^[A-Z0-9_]+_(?:REDIS|VALKEY)_PASSWORD$/, "redisPassword"],
  [/^[A-Z0-9_]+_(?:DB_|DATABASE_|SQLALCHEMY_)?POOL_SIZE$/, "poolSize"],
  [/^[A-Z0-9_]+_(?:POOL_)?MAX_OVERFLOW$|_POOL_OVERFLOW$/, "poolMaxOverflow"],
  [/^[A-Z0-9_]+_POOL_TIMEOUT$/, "poolTimeout"],
  [/^[A-Z0-9_]+_CELERY_(?:WORKER_)?CONCURRENCY$/, "celeryConcurrency"],
  [/^[A-Z0-9_]+_(?:ENCRYPTION|FERNET)_KEY$/, "encryptionKey"],
  [/^[A-Z0-9_]+_(?:SECRET_KEY|JWT_SECRET|SESSION_SECRET|SIGNING_KEY|COOKIE_SECRET)$/, "signingKey"],
  [/^[A-Z0-9_]+_SENTRY_DSN$/, "errorTracking"],
  [/^[A-Z0-9_]+_LOG_?LEVEL$/, "logLevel"],
  [/^[A-Z0-9_]+_DEBUG$/, "debug"],
];

const PURPOSE_BY_NAME: ReadonlyMap<string, EnvironmentPurpose> = new Map(
  purposes().flatMap((purpose) => NAMES[purpose].map((name) => [name, purpose] as const)),
);

function purposes(): EnvironmentPurpose[] {
  return Object.keys(NAMES).filter((key): key is EnvironmentPurpose => key in NAMES);
}

/** What a variable is for, by its exact name first and then by its ending, in any case; undefined: not known. */
export function purposeOf(name: string): EnvironmentPurpose | undefined {
  const upper = name.toUpperCase();
  return PURPOSE_BY_NAME.get(upper) ?? PATTERNS.find(([pattern]) => pattern.test(upper))?.[1];
}
