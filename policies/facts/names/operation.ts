import type { PurposeNames } from "./purpose";

/** What a product runs as, and what it tells of itself. */
export const OPERATION_NAMES = {
  environment: { names: ["ENVIRONMENT", "APP_ENV", "FASTAPI_ENV", "FLASK_ENV", "DJANGO_ENV", "ENV"] },
  debug: {
    names: ["DEBUG", "APP_DEBUG", "DJANGO_DEBUG", "FLASK_DEBUG", "FASTAPI_DEBUG", "SQLALCHEMY_ECHO", "DB_ECHO"],
    ends: ["DEBUG", "SQL|DB|DATABASE|ENGINE ECHO"],
  },
  logLevel: {
    names: [
      ...["LOG_LEVEL", "LOGLEVEL", "LOGGING_LEVEL", "UVICORN_LOG_LEVEL", "GUNICORN_LOG_LEVEL", "CELERY_LOG_LEVEL"],
      ...["DD_LOG_LEVEL", "GLOBAL_LOG_LEVEL", "DJANGO_LOG_LEVEL", "PRISMA_LOG"],
    ],
    ends: ["LOG LEVEL", "LOGLEVEL"],
  },
  errorTracking: {
    names: ["SENTRY_DSN", "DJANGO_SENTRY_DSN", "NEXT_PUBLIC_SENTRY_DSN", "ROLLBAR_ACCESS_TOKEN", "BUGSNAG_API_KEY"],
    ends: ["SENTRY DSN"],
  },
} as const satisfies Record<string, PurposeNames>;
