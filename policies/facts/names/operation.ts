import type { PurposeNames } from "./purpose";

/** What a product runs as, and what it tells of itself. */
export const OPERATION_NAMES = {
  environment: { names: ["ENVIRONMENT", "APP_ENV", "FASTAPI_ENV", "FLASK_ENV", "DJANGO_ENV", "ENV"] },
  debug: {
    names: [
      ...["DEBUG", "APP_DEBUG", "DJANGO_DEBUG", "FLASK_DEBUG", "FASTAPI_DEBUG", "SQLALCHEMY_ECHO", "DB_ECHO"],
      // Hasura, "Dev mode": errors tell callers the statement and the database's own words.
      ...["DEBUG_MODE", "DEV_MODE", "HASURA_GRAPHQL_DEV_MODE"],
    ],
    ends: ["DEBUG", "DEBUG|DEV MODE", "SQL|DB|DATABASE|ENGINE ECHO"],
  },
  logLevel: {
    names: [
      ...["LOG_LEVEL", "LOGLEVEL", "LOGGING_LEVEL", "UVICORN_LOG_LEVEL", "GUNICORN_LOG_LEVEL", "CELERY_LOG_LEVEL"],
      ...["DD_LOG_LEVEL", "GLOBAL_LOG_LEVEL", "DJANGO_LOG_LEVEL", "PRISMA_LOG"],
    ],
    // `AIRFLOW__LOGGING__LOGGING_LEVEL`.
    ends: ["LOG LEVEL", "LOGLEVEL", "LOGGING LEVEL"],
  },
  errorTracking: {
    names: ["SENTRY_DSN", "DJANGO_SENTRY_DSN", "NEXT_PUBLIC_SENTRY_DSN", "ROLLBAR_ACCESS_TOKEN", "BUGSNAG_API_KEY"],
    ends: ["SENTRY DSN"],
  },
} as const satisfies Record<string, PurposeNames>;
