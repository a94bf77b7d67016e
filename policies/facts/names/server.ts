import type { PurposeNames } from "./purpose";

/** Processes and time limits of web servers and workers: what gunicorn, uvicorn and Celery's front ends read. */
export const SERVER_NAMES = {
  webConcurrency: {
    names: ["WEB_CONCURRENCY", "UVICORN_WORKERS", "GUNICORN_WORKERS", "SERVER_WORKER_AMOUNT", "WEB_WORKERS"],
  },
  celeryConcurrency: {
    names: [
      ...["CELERY_WORKER_CONCURRENCY", "CELERY_CONCURRENCY", "CELERYD_CONCURRENCY", "CELERY_WORKER_AMOUNT"],
      ...["DJANGO_CELERY_WORKER_CONCURRENCY", "WORKER_CONCURRENCY"],
    ],
    ends: ["CELERY CONCURRENCY", "CELERY WORKER CONCURRENCY"],
  },
  softShutdownTimeout: {
    names: ["CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT", "DJANGO_CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT"],
  },
  keepAlive: { names: ["UVICORN_TIMEOUT_KEEP_ALIVE", "GUNICORN_KEEPALIVE", "KEEP_ALIVE"] },
  workerTimeout: { names: ["GUNICORN_TIMEOUT", "WORKER_TIMEOUT"] },
  gracefulTimeout: { names: ["GUNICORN_GRACEFUL_TIMEOUT", "UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN"] },
  trustedProxies: { names: ["FORWARDED_ALLOW_IPS", "UVICORN_FORWARDED_ALLOW_IPS", "TRUST_PROXY", "TRUSTED_PROXIES"] },
  allowedHosts: { names: ["ALLOWED_HOSTS", "DJANGO_ALLOWED_HOSTS", "TRUSTED_HOSTS"] },
} as const satisfies Record<string, PurposeNames>;
