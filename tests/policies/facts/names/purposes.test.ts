import { environmentNames, type EnvironmentPurpose, isSecretName, purposeOf } from "../../../../policies/facts";

const { isCors, ...names } = environmentNames;

it("lists every name under one purpose only, in upper case", () => {
  const all = Object.values(names).flat();
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((name) => !/^[A-Z][A-Z0-9_]*$/.test(name))).toEqual([]);
});

it("finds the purpose of each of its own names", () => {
  for (const [purpose, list] of Object.entries(names)) {
    expect(list.map((name) => [name, purposeOf(name)])).toEqual(list.map((name) => [name, purpose]));
  }
});

it.each<[string, EnvironmentPurpose | undefined]>([
  ["MIGRATION_DATABASE_URL", "databaseUrl"],
  ["ANALYTICS_DB_URL", "databaseUrl"],
  ["ACME_REDIS_URL", "redisUrl"],
  ["ACME_REDIS_PASSWORD", "redisPassword"],
  ["ACME_CELERY_BROKER_URL", "broker"],
  ["ACME_CELERY_RESULT_BACKEND", "resultBackend"],
  ["ACME_REDBEAT_REDIS_URL", "schedulerLock"],
  ["ACME_RATE_LIMIT_STORAGE_URI", "rateLimitStorage"],
  ["API_RATELIMIT_STORAGE_URL", "rateLimitStorage"],
  ["RATE_LIMITER_REDIS_URL", "rateLimitStorage"], // its Redis, not the Redis
  ["ACME_CORS_ALLOWED_ORIGINS", "corsOrigins"],
  ["API_ALLOWED_ORIGINS", "corsOrigins"],
  ["ACME_CORS_ALLOW_ALL_ORIGINS", "corsAllowAll"],
  ["ACME_SECRET_KEY", "signingKey"],
  ["ACME_ENCRYPTION_KEY", "encryptionKey"],
  ["ACME_DB_POOL_SIZE", "poolSize"],
  ["ACME_POOL_MAX_OVERFLOW", "poolMaxOverflow"],
  ["ACME_DB_POOL_TIMEOUT", "poolTimeout"],
  ["database_url", "databaseUrl"],
  ["ACME_LOG_LEVEL", "logLevel"],
  ["PORT", undefined],
  ["RATE_LIMIT_REQUESTS", undefined],
  ["CORS_MAX_AGE", undefined],
  ["THREAD_POOL_WORKERS", undefined],
  ["constructor", undefined],
  ["", undefined],
])("%s is for %s", (name, purpose) => {
  expect(purposeOf(name)).toBe(purpose);
});

it.each([
  ["BACKEND_CORS_ORIGINS", true],
  ["CORS_ORIGIN_ALLOW_ALL", true],
  ["cors_allow_origin_regex", true],
  ["CORS_ALLOW_CREDENTIALS", false],
  ["CORS_ALLOW_METHODS", false],
])("%s says which origins may call: %p", (name, expected) => {
  expect(isCors(name)).toBe(expected);
});

it("takes every name of a key or password for a secret's", () => {
  const secret = [...names.signingKey, ...names.encryptionKey, ...names.databasePassword, ...names.redisPassword];
  expect(secret.filter((name) => !isSecretName(name))).toEqual([]);
});
