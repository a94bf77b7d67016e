import { limiterSetting, type LimiterSettingKind, type LimiterStorage, readLimiter } from "../../../policies/facts";

const REDIS = "master.shop.abc123.euw1.cache.amazonaws.com";

const NAMES: Readonly<Record<LimiterSettingKind | "none", readonly string[]>> = {
  storage: [
    ...["RATELIMIT_STORAGE_URI", "RATE_LIMIT_STORAGE", "LIMITER_STORAGE", "SLOWAPI_STORAGE", "FASTAPI_LIMITER_STORAGE"],
    ...["LIMITS_STORAGE_URI", "THROTTLE_BACKEND", "ratelimit_storage_uri", "RateLimit__Storage", "rateLimiterStore"],
    ...[
      "APP_RATE_LIMIT__STORAGE_URI",
      "LIMITER_URI",
      "RATE_LIMIT_REDIS",
      "REDIS_RATE_LIMIT_URL",
      "throttler.storage.url",
    ],
  ],
  host: ["REDIS_RATE_LIMIT_HOST", "THROTTLE_REDIS_HOST", "rate_limit_redis_host"],
  port: ["REDIS_RATE_LIMIT_PORT"],
  password: ["REDIS_RATE_LIMIT_PASSWORD"],
  user: ["RATE_LIMIT_REDIS_USERNAME"],
  database: ["RATE_LIMIT_REDIS_DB"],
  "cache-alias": ["RATELIMIT_USE_CACHE", "DJANGO_RATELIMIT_CACHE", "RATELIMIT_CACHE_BACKEND"],
  switch: [
    "RATELIMIT_ENABLED",
    "rate_limit_enabled",
    "ENABLE_RATE_LIMITING",
    "MYAPP_RATE_LIMIT_ENABLED",
    "rateLimitEnabled",
  ],
  "switch-off": ["DISABLE_RATE_LIMIT", "RATE_LIMITING_DISABLED", "NO_RATE_LIMIT"],
  fallback: ["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", "RATELIMIT_SWALLOW_ERRORS", "RATE_LIMIT_FAIL_OPEN"],
  limit: [
    ...[
      "RATELIMIT_DEFAULT",
      "RATE_LIMIT_PER_MINUTE",
      "RATE_LIMIT_MAX",
      "RATE_LIMIT_WINDOW_MS",
      "DEFAULT_RATE_LIMIT_LIMIT",
    ],
    ...["LOGIN_RATE_LIMIT", "THROTTLE_TTL", "API_RATE_LIMIT", "rateLimitRequests"],
  ],
  library: ["RATELIMIT_STRATEGY", "RATELIMIT_KEY_PREFIX", "RATELIMIT_STORAGE_OPTIONS"],
  none: [
    ...["CELERY_TASK_DEFAULT_RATE_LIMIT", "TASK_ANNOTATIONS_RATE_LIMIT", "OPENAI_RATE_LIMIT_RPM", "STRIPE_RATE_LIMIT"],
    ...["RATE_LIMIT_HEADER", "GITHUB_RATE_LIMIT_PER_HOUR", "LOG_RATE_LIMIT", "DD_TRACE_RATE_LIMIT", "LLM_RATE_LIMIT"],
    ...[
      "SOMEVENDOR_RATE_LIMIT",
      "INTEREST_RATE_LIMIT",
      "CONNECTION_LIMIT",
      "EXCHANGE_RATE",
      "REDIS_URL",
      "CACHE_URL",
      "",
    ],
  ],
};

it.each(Object.entries(NAMES).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)))(
  "%s: %s",
  (name, kind) => {
    expect(limiterSetting(name)?.kind ?? "none").toBe(kind);
  },
);

it.each<[string, LimiterStorage["kind"][]]>([
  ...[
    "memory://",
    "async+memory://",
    " Memory://",
    "memory",
    "MEMORY://x",
    "locmem",
    "LocMemCache",
    "inmemory",
    "dummy",
    `fakeredis://${REDIS}`,
  ].map((value): [string, ["process"]] => [value, ["process"]]),
  ...["", "None", "null", " "].map((value): [string, ["empty"]] => [value, ["empty"]]),
  ...[
    "redis://localhost",
    "redis://127.1",
    "redis://2130706433",
    "redis://0:6379",
    "unix:///tmp/r.sock",
    "file:///tmp/x",
  ].map((value): [string, ["machine"]] => [value, ["machine"]]),
  ...[`redis://${REDIS}`, `rediss://:x@${REDIS}:6379/0`, "valkey://cache", "redis+sentinel://cache:26379/m"].map(
    (value): [string, ["redis"]] => [value, ["redis"]],
  ),
  ...["memcached://h:11211", "mongodb://h", "etcd://h", "dynamodb://t", "postgresql://u:p@db/x"].map(
    (value): [string, ["shared"]] => [value, ["shared"]],
  ),
  ...["$" + "{REDIS_URL}", "$(REDIS_URL)", "a-token-of-somebodys", `memory+redis://${REDIS}`].map(
    (value): [string, ["unreadable"]] => [value, ["unreadable"]],
  ),
  ["redis", ["application"]],
  [`redis://${REDIS},memory://`, ["redis", "process"]],
])("a storage of %j counts in %j", (value, kinds) => {
  const { state, storages, openQuestions } = readLimiter([{ name: "RATELIMIT_STORAGE_URL", value }]);
  expect(state).toBe("shown");
  expect(storages.map(({ kind }) => kind)).toEqual(kinds);
  expect(openQuestions).toEqual(kinds.includes("unreadable") ? ["RATELIMIT_STORAGE_URL"] : []);
});

it("judges every storage, not the first", () => {
  const { storages } = readLimiter([
    { name: "RATELIMIT_STORAGE_URL", value: `redis://${REDIS}` },
    { name: "limiter_storage_uri", value: "memory://" },
    { name: "REDIS_RATE_LIMIT_HOST", value: "localhost" },
  ]);
  expect(storages).toEqual([
    { variable: "RATELIMIT_STORAGE_URL", by: "uri", kind: "redis", store: "redis" },
    { variable: "limiter_storage_uri", by: "uri", kind: "process", store: "memory" },
    { variable: "REDIS_RATE_LIMIT_HOST", by: "host", kind: "machine", store: "redis" },
  ]);
});

it("is off when every switch says so, whatever else is set", () => {
  const storage = { name: "RATELIMIT_STORAGE_URL", value: "memory://" };
  expect(readLimiter([{ name: "RATELIMIT_ENABLED", value: "false" }, storage])).toMatchObject({
    state: "off",
    switch: "RATELIMIT_ENABLED",
  });
  expect(readLimiter([{ name: "DISABLE_RATE_LIMIT", value: "yes" }, storage]).state).toBe("off");
  expect(
    readLimiter([
      { name: "RATELIMIT_ENABLED", value: "false" },
      { name: "API_RATE_LIMIT_ENABLED", value: "1" },
    ]).state,
  ).toBe("shown");
  expect(readLimiter([{ name: "RATELIMIT_ENABLED", value: undefined }, storage])).toMatchObject({
    state: "shown",
    openQuestions: ["RATELIMIT_ENABLED"],
  });
});

it("may live on the application's Redis", () => {
  const limit = { name: "RATE_LIMIT_PER_MINUTE", value: "60" };
  expect(readLimiter([limit, { name: "REDIS_URL", value: undefined }])).toMatchObject({
    state: "shown",
    storages: [],
    fallsBackTo: ["REDIS_URL"],
    openQuestions: ["REDIS_URL"],
    shownBy: ["RATE_LIMIT_PER_MINUTE"],
  });
  expect(
    readLimiter([limit, { name: "REDIS_HOST", value: "cache" }, { name: "REDIS_PORT", value: "6379" }]).fallsBackTo,
  ).toEqual(["REDIS_HOST"]);
  expect(readLimiter([limit]).fallsBackTo).toEqual([]);
  expect(
    readLimiter([
      { name: "RATELIMIT_USE_CACHE", value: "default" },
      { name: "CACHE_URL", value: "redis://cache" },
    ]),
  ).toMatchObject({
    storages: [{ by: "alias", kind: "application" }],
    fallsBackTo: ["CACHE_URL"],
  });
});

it("sees none in other people's quotas and in what is left over", () => {
  for (const name of [
    "CELERY_TASK_DEFAULT_RATE_LIMIT",
    "OPENAI_RATE_LIMIT_RPM",
    "RATE_LIMIT_HEADER",
    "REDIS_RATE_LIMIT_PASSWORD",
    "RATELIMIT_SWALLOW_ERRORS",
  ]) {
    expect(readLimiter([{ name, value: "10" }]).state).toBe("none");
  }
});
