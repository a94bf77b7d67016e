/** How each kind of container shows that it is alive, with what a Python image has on board. */
import { MONITOR_ALIVE } from "../monitor";
import type { HealthCheck } from "./container";

/** The process answers; whether it is ready to serve is the load balancer's question. */
export function httpAlive(port: number, path: string): HealthCheck {
  const url = `http://127.0.0.1:${port}${path}`;
  return python(`import urllib.request; urllib.request.urlopen(${JSON.stringify(url)}, timeout=5)`);
}

/** The worker of this very task answers a ping through the broker, so that a hung connection is found too. */
export const workerAlive: HealthCheck = {
  command: ["CMD-SHELL", "celery -A app.worker inspect ping --destination celery@$HOSTNAME --timeout 8"],
  startPeriod: 60,
};

/** Somebody holds RedBeat's lock; it names it with one or two colons, depending on its version. */
export const schedulerAlive: HealthCheck = python(
  [
    "import os, redis, sys",
    'client = redis.Redis.from_url(os.environ["REDBEAT_REDIS_URL"], socket_timeout=5)',
    'sys.exit(0 if client.exists("redbeat:lock", "redbeat::lock") else 1)',
  ].join("; "),
);

/** It has looked at the queues a moment ago. */
export const monitorAlive: HealthCheck = python(MONITOR_ALIVE);

function python(script: string): HealthCheck {
  return { command: ["CMD", "python", "-c", script], startPeriod: 60 };
}
