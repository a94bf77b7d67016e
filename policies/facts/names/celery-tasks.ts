import { remembered } from "../remember";
import { withoutIndex, wordsOf } from "./words";

/**
 * What a setting says of how Celery runs its tasks.
 *
 * - `time-limit`, `soft-time-limit`: seconds after which a task is ended, or told to end.
 * - `acks-late`, `reject-on-worker-lost`, `soft-shutdown`: what becomes of a task whose worker is stopped.
 * - `default-queue`: where what names no queue is published to.
 * - `visibility-timeout`: seconds; `transport-options`: JSON that may hold it.
 */
export type CelerySetting =
  | "time-limit"
  | "soft-time-limit"
  | "acks-late"
  | "reject-on-worker-lost"
  | "soft-shutdown"
  | "default-queue"
  | "visibility-timeout"
  | "transport-options";

/** By the words a name ends with; the longest first. Sources: Celery, "Configuration and defaults", new and old setting names. */
const ENDS: readonly (readonly [end: string, setting: CelerySetting])[] = [
  ["SOFT TIME LIMIT", "soft-time-limit"],
  ["TASK TIME LIMIT", "time-limit"],
  ["TASKS TIME LIMIT", "time-limit"],
  ["CELERY TIME LIMIT", "time-limit"],
  ["ACKS LATE", "acks-late"],
  ["REJECT ON WORKER LOST", "reject-on-worker-lost"],
  ["SOFT SHUTDOWN TIMEOUT", "soft-shutdown"],
  ["TASK DEFAULT QUEUE", "default-queue"],
  ["CELERY DEFAULT QUEUE", "default-queue"],
  ["BROKER TRANSPORT OPTIONS", "transport-options"],
  ["BROKER TRANSPORT OPTIONS VISIBILITY TIMEOUT", "visibility-timeout"],
  ["CELERY VISIBILITY TIMEOUT", "visibility-timeout"],
  ["BROKER VISIBILITY TIMEOUT", "visibility-timeout"],
  ["CELERY BROKER VISIBILITY TIMEOUT", "visibility-timeout"],
];

/** The setting of Celery's that a name is, under any prefix: `CELERY_TASK_TIME_LIMIT`, `CELERYD_TASK_TIME_LIMIT`, `celery__task_acks_late`. */
export const celerySetting = remembered((name): CelerySetting | undefined => {
  const text = ` ${withoutIndex(wordsOf(name)).join(" ")}`;
  return ENDS.find(([end]) => text.endsWith(` ${end}`))?.[1];
});
