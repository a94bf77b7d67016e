import { brokerSetting, purposesOf } from "../../../../policies/facts";

it.each([
  ...["CELERY_BROKER_URL", "BROKER_URL", "CELERY__BROKER_URL", "celery_broker_url", "celeryBrokerUrl"].map((name) => [
    name,
    "broker",
  ]),
  ...["CELERY_BROKER_READ_URL", "CELERY_BROKER_WRITE_URL", "AIRFLOW__CELERY__BROKER_URL", "CELERY_BROKER"].map(
    (name) => [name, "broker"],
  ),
  ...["RESULT_BACKEND", "CELERY_RESULT_BACKEND_URL", "AIRFLOW__CELERY__RESULT_BACKEND"].map((name) => [
    name,
    "result-backend",
  ]),
  ...["REDBEAT_REDIS_URL", "MYAPP_REDBEAT_REDIS_URL"].map((name) => [name, "lock"]),
  ...["CELERY_BEAT_SCHEDULER", "CELERYBEAT_SCHEDULER", "app.celery.beat-scheduler"].map((name) => [name, "scheduler"]),
  ...["CELERY_TASK_ALWAYS_EAGER", "TASK_ALWAYS_EAGER", "celery_always_eager"].map((name) => [name, "eager"]),
  ["MYAPP_REDBEAT_LOCK_TIMEOUT", "lock-timeout"],
  ["CELERY_BEAT_MAX_LOOP_INTERVAL", "max-loop"],
  ["CELERY_BROKER_HOST", "broker-host"],
  ["CELERY_VISIBILITY_TIMEOUT", "visibility-timeout"],
])("%s: %s", (name, setting) => {
  expect(brokerSetting(name)).toBe(setting);
});

it.each([
  "KAFKA_BROKER_URL",
  "MQTT_BROKER_URL",
  "CELERY_BROKER_TRANSPORT",
  "CELERY_BROKER_USE_SSL",
  "STOCK_BROKER_URL",
  "REDIS_URL",
  "toString",
])("%s is none of a task queue's", (name) => {
  expect(brokerSetting(name)).toBeUndefined();
});

it("gives a name one purpose, the one that most of its words speak for", () => {
  expect(purposesOf("ACME_REDBEAT_REDIS_URL")).toEqual(["schedulerLock"]);
  expect(purposesOf("RATE_LIMITER_REDIS_URL")).toEqual(["rateLimitStorage"]);
  expect(purposesOf("acme.redis.url")).toEqual(["redisUrl"]);
  expect(purposesOf("REDIS_URL_2")).toEqual(["redisUrl"]);
  expect(purposesOf("__proto__")).toEqual([]);
});

it("takes no time over long names", () => {
  for (const name of ["CORS_".repeat(50_000), "RATELIMIT".repeat(50_000), "_".repeat(500_000), "aB".repeat(100_000)]) {
    expect(() => purposesOf(name)).not.toThrow();
  }
});
