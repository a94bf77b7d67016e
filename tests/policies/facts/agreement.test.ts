import { agreementOf, placeOf } from "../../../policies/facts";

it.each([
  ["CELERY_BROKER_URL", "broker"],
  ["CELERY_RESULT_BACKEND", "results"],
  ["REDBEAT_REDIS_URL", "lock"],
  ["DATABASE_URL", "database"],
  ["DB_HOST", "database"],
  ["SECRET_KEY", "signing"],
  ["APP_ENV", "environment"],
  ["SENTRY_ENVIRONMENT", "environment"],
  ["nodeEnv", "environment"],
  ["CELERY_VISIBILITY_TIMEOUT", "visibility"],
  ["DB_POOL_SIZE", undefined],
  ["LOG_LEVEL", undefined],
  ["WEB_CONCURRENCY", undefined],
  ["REDIS_URL", undefined],
  ["SENTRY_DSN", undefined],
])("holds %s to %s", (name, about) => {
  expect(agreementOf(name)).toBe(about);
});

it.each([
  ["redis://:p@ss@Redis.example.com:6379/0?ssl_cert_reqs=required", "redis.example.com:6379", "0"],
  ["postgresql+asyncpg://app:pw@db.example.com./shop", "db.example.com", "shop"],
  ["amqp://mq.example.com:5672/shop/", "mq.example.com:5672", "shop"],
  ["sentinel://a:26379;b:26379/1", "a:26379;b:26379", "1"],
  ["db.example.com", "db.example.com", ""],
])("reads where %s leads", (value, host, path) => {
  expect(placeOf(value)).toEqual({ host, path });
});
