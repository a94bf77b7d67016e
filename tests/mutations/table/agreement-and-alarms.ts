import type { ResourceTransformation } from "@pulumi/pulumi";
import { declared, type Mutation, on, variable } from "../mutation";

const ALARM = /^aws:cloudwatch\/(?:metric|composite)Alarm:/;

/** Something about every alarm of the program. */
function everyAlarm(change: Readonly<Record<string, unknown>>): () => ResourceTransformation {
  return () =>
    ({ type, props, opts }) =>
      ALARM.test(type) ? { props: { ...props, ...change }, opts } : undefined;
}

/** A path that only says that the process is alive. */
const ALIVE = "/health/live";

export const agreementAndAlarms: readonly Mutation[] = [
  {
    did: "the worker believes that it runs in staging",
    properties: variable("worker", "SENTRY_ENVIRONMENT", "staging").concat(
      variable("web", "SENTRY_ENVIRONMENT", "production"),
    ),
    found: { "environment-agrees": "advice" },
    at: "preview",
  },
  {
    did: "the worker gives messages out again sooner than web believes",
    properties: variable("worker", "CELERY_VISIBILITY_TIMEOUT", "9000"),
    found: { "environment-agrees": "advice" },
    at: "preview",
  },
  {
    did: "readiness asks whether the process is alive",
    properties: [on("TargetGroup", "edge", "healthCheck.path", ALIVE)],
    found: { "database-degrades-gracefully": "advice" },
    at: "preview",
  },
  {
    did: "web waits longer for a connection than the load balancer for an answer",
    properties: variable("web", "DB_POOL_TIMEOUT", "300"),
    found: { "database-degrades-gracefully": "advice" },
    at: "preview",
  },
  {
    did: "web logs in as the migration does",
    properties: [
      declared("workloads.web.environment.DATABASE_URL.secret", "database-migration"),
      declared(
        "workloads.web.environment.DATABASE_URL.url",
        "postgresql+asyncpg://migration:{password}@{host}:5432/app?ssl=verify-full",
      ),
    ],
    found: { "migration-owns-ddl": "advice" },
    at: "preview",
  },
  {
    did: "the scheduler's second login is the migration's",
    properties: [
      declared("workloads.scheduler.environment.SYNC_DATABASE_URL.secret", "database-migration"),
      declared(
        "workloads.scheduler.environment.SYNC_DATABASE_URL.url",
        "postgresql+psycopg://migration:{password}@{host}:5432/app?sslmode=verify-full",
      ),
    ],
    found: { "migration-owns-ddl": "advice" },
    at: "preview",
  },
  {
    did: "the alarms are switched off for a night, and stay so",
    transform: everyAlarm({ actionsEnabled: false }),
    found: { "slo-alarms-present": "advice", "pool-monitored": "advice" },
    at: "preview",
  },
  {
    did: "no alarm tells anybody",
    transform: everyAlarm({ alarmActions: [] }),
    found: { "slo-alarms-present": "advice", "pool-monitored": "advice" },
    at: "preview",
  },
];
