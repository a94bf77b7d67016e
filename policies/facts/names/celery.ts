import { remembered } from "../remember";
import type { PurposeNames } from "./purpose";
import { hasAny, withoutIndex, wordSet, wordsOf } from "./words";

/**
 * What a setting of a task queue says.
 *
 * - `broker`, `result-backend`, `lock`: a storage URL (or an alias such as `django-db` of a result backend); every one counts.
 * - `broker-host`: the same as a host only.
 * - `scheduler`: the class that decides what is due (`redbeat.RedBeatScheduler`).
 * - `eager`: tasks run inside the caller and never reach a broker.
 * - `lock-timeout`, `max-loop`, `visibility-timeout`: seconds.
 */
export type BrokerSetting =
  | "broker"
  | "broker-host"
  | "result-backend"
  | "lock"
  | "scheduler"
  | "eager"
  | "lock-timeout"
  | "max-loop"
  | "visibility-timeout";

const URL_WORDS = wordSet("URL URLS URI URIS DSN");
const DIRECTIONS = wordSet("READ WRITE FAILOVER PRIMARY SECONDARY");
/** Systems whose own `…_BROKER_URL` is no task queue's. */
const OTHER_BROKERS = wordSet(
  "KAFKA MQTT MOSQUITTO STOMP PULSAR NATS PACT EVENT EVENTS IDENTITY BROKERAGE STOCK TRADING",
);

/**
 * The setting of a task queue that a name is, under any prefix: `CELERY_BROKER_URL`, `CELERY__BROKER_URL`, `celery_broker_write_url`.
 *
 * Sources: Celery, "Configuration and defaults" (new and old setting names); RedBeat, "Configuration"; Taskiq and Dramatiq front ends.
 */
export const brokerSetting = remembered((name) => brokerSettingOf(withoutIndex(wordsOf(name))));

export function brokerSettingOf(words: readonly string[]): BrokerSetting | undefined {
  const text = ` ${words.join(" ")} `;
  const ends = (...phrases: readonly string[]) => phrases.some((phrase) => text.endsWith(` ${phrase} `));
  if (text.includes(" REDBEAT ")) {
    if (ends("LOCK TIMEOUT")) return "lock-timeout";
    if (ends("REDIS URL", "REDIS URI", "REDBEAT URL", "REDIS DSN")) return "lock";
  }
  if (ends("BEAT MAX LOOP INTERVAL", "CELERYBEAT MAX LOOP INTERVAL")) return "max-loop";
  if (ends("BEAT SCHEDULER", "CELERYBEAT SCHEDULER")) return "scheduler";
  if (ends("TASK ALWAYS EAGER", "CELERY ALWAYS EAGER", "TASKS ALWAYS EAGER")) return "eager";
  if (ends("CELERY VISIBILITY TIMEOUT", "BROKER VISIBILITY TIMEOUT")) return "visibility-timeout";
  return resultSetting(words) ?? brokerUrl(words);
}

function resultSetting(words: readonly string[]): BrokerSetting | undefined {
  const rest = trimUrl(words);
  const [before, last] = rest.slice(-2);
  return before === "RESULT" && (last === "BACKEND" || (last === "STORE" && words[0] === "CELERY"))
    ? "result-backend"
    : undefined;
}

function brokerUrl(words: readonly string[]): BrokerSetting | undefined {
  if (hasAny(words, OTHER_BROKERS)) return undefined;
  const hasUrl = hasAny(words.slice(-1), URL_WORDS);
  let rest = trimUrl(words);
  while (hasUrl && rest.length > 1 && DIRECTIONS.has(rest.at(-1) ?? "")) rest = rest.slice(0, -1);
  const [before, last] = rest.slice(-2).length === 2 ? rest.slice(-2) : ["", rest.at(-1)];
  if (last === "HOST" && before === "BROKER" && words.includes("CELERY")) return "broker-host";
  if (last !== "BROKER") return undefined;
  return hasUrl || before === "CELERY" || before === "TASKIQ" || before === "DRAMATIQ" ? "broker" : undefined;
}

function trimUrl(words: readonly string[]): readonly string[] {
  return URL_WORDS.has(words.at(-1) ?? "") ? words.slice(0, -1) : words;
}

/** Broker, results, and the schedule's lock. */
export const CELERY_NAMES = {
  broker: {
    names: ["CELERY_BROKER_URL", "BROKER_URL", "CELERY_BROKER", "DD_CELERY_BROKER_URL", "TASKIQ_BROKER_URL"],
    says: (words) => brokerSettingOf(words) === "broker",
  },
  resultBackend: {
    names: [
      ...["CELERY_RESULT_BACKEND", "CELERY_RESULT_BACKEND_URL", "RESULT_BACKEND", "RESULT_BACKEND_URL"],
      ...["DD_CELERY_RESULT_BACKEND", "TASKIQ_RESULT_BACKEND_URL"],
    ],
    says: (words) => brokerSettingOf(words) === "result-backend",
  },
  schedulerLock: {
    names: ["REDBEAT_REDIS_URL", "CELERY_REDBEAT_REDIS_URL"],
    says: (words) => brokerSettingOf(words) === "lock",
  },
  schedulerLockTimeout: {
    names: ["REDBEAT_LOCK_TIMEOUT", "CELERY_REDBEAT_LOCK_TIMEOUT"],
    says: (words) => brokerSettingOf(words) === "lock-timeout",
  },
  schedulerMaxLoop: {
    names: ["BEAT_MAX_LOOP_INTERVAL", "CELERY_BEAT_MAX_LOOP_INTERVAL"],
    says: (words) => brokerSettingOf(words) === "max-loop",
  },
  visibilityTimeout: { names: ["CELERY_VISIBILITY_TIMEOUT", "BROKER_VISIBILITY_TIMEOUT"] },
  schedulerClass: {
    names: ["CELERY_BEAT_SCHEDULER", "BEAT_SCHEDULER", "CELERYBEAT_SCHEDULER"],
    says: (words) => brokerSettingOf(words) === "scheduler",
  },
  tasksAlwaysEager: {
    names: ["CELERY_TASK_ALWAYS_EAGER", "TASK_ALWAYS_EAGER", "CELERY_ALWAYS_EAGER"],
    says: (words) => brokerSettingOf(words) === "eager",
  },
} as const satisfies Record<string, PurposeNames>;
