/** Task queues and schedulers other than Celery, by the options they declare themselves. */
import { OPTION_TABLES, type OptionTable } from "./option-tables";
import type { Count, QueueProgram, Setting, Started } from "./reading";
import { atLeastOne, count, fromCommand, fromVariable, given, type ProgramContext, setting } from "./settings";

export type QueueFacts = Omit<QueueProgram, keyof Started>;
type Tool = QueueProgram["tool"];

const one: Setting<number> = { value: 1, from: "default" };
const unknown: Setting<number> = { unknown: ["program"] };

function worker(
  tool: Tool,
  scheduler: QueueFacts["scheduler"],
  processes: Setting<Count> = one,
  threads = one,
): QueueFacts {
  return { kind: "queue", tool, worker: true, scheduler, processes, threads };
}

function scheduler(tool: Tool): QueueFacts {
  return { kind: "queue", tool, worker: false, scheduler: "yes", processes: one, threads: one };
}

const SIDEKIQ: OptionTable = {
  style: "click",
  values: {
    concurrency: ["-c", "--concurrency"],
    other: ["-C", "--config", "-e", "-q", "--queue", "-r", "--require", "-t", "-g"],
  },
  switches: {},
};

/** `name`: the program; `words`: behind it. Undefined: another of the program's commands, or no queue at all. */
export function queueProgram(name: string, words: readonly string[], context: ProgramContext): QueueFacts | undefined {
  const { holes } = context;
  const command = words[0] ?? "";
  switch (name) {
    case "rqworker":
      return rq(words, context);
    case "rq":
      if (command === "worker") return rq(words.slice(1), context);
      if (command === "worker-pool") {
        const { values } = given(words.slice(1), OPTION_TABLES["rq worker-pool"], context);
        return worker("rq", "no", setting([fromCommand(values.get("num_workers"))], count, 1, holes));
      }
      return command === "cron" ? scheduler("rq") : undefined;
    case "rqscheduler":
    case "rq-scheduler":
      return scheduler("rqscheduler");
    case "arq":
      return worker("arq", "perhaps");
    case "dramatiq":
    case "dramatiq-gevent": {
      const { values } = given(words, OPTION_TABLES.dramatiq, context);
      const processes = setting<Count>([fromCommand(values.get("processes"))], count, "cores", holes);
      return worker("dramatiq", "no", processes, setting([fromCommand(values.get("threads"))], atLeastOne, 8, holes));
    }
    case "periodiq":
      return scheduler("periodiq");
    case "taskiq": {
      if (command === "scheduler") return scheduler("taskiq");
      if (command !== "worker") return undefined;
      const { values } = given(words.slice(1), OPTION_TABLES["taskiq worker"], context);
      return worker("taskiq", "no", setting([fromCommand(values.get("workers"))], count, 2, holes));
    }
    case "huey_consumer":
    case "huey_consumer.py":
    case "run_huey": {
      const { values, switches } = given(words, OPTION_TABLES.huey_consumer, context);
      const workers = setting([fromCommand(values.get("workers"))], count, 1, holes);
      const processes = values.get("worker_type")?.at(-1) === "process" ? workers : one;
      return worker("huey", switches.has("periodic") ? "no" : "perhaps", processes);
    }
    case "qcluster":
      return worker("django-q", "yes", unknown);
    case "apscheduler":
    case "runapscheduler": // django-apscheduler's command
      return scheduler("apscheduler");
    case "procrastinate":
      return command === "worker" || words.includes("worker") ? worker("procrastinate", "perhaps") : undefined;
    case "sidekiq": {
      const { values } = given(words, SIDEKIQ, context);
      const threads = [fromCommand(values.get("concurrency")), fromVariable("RAILS_MAX_THREADS", context)];
      return worker("sidekiq", "perhaps", one, setting(threads, atLeastOne, 5, holes));
    }
    case "sidekiqswarm":
      return worker("sidekiq", "perhaps", unknown);
    case "resque":
    case "resque-pool":
      return worker("resque", "no", unknown);
    case "resque-scheduler":
      return scheduler("resque");
    case "airflow":
      if (command === "scheduler") return { ...scheduler("airflow"), processes: unknown };
      return ["celery", "worker", "triggerer", "standalone"].includes(command)
        ? worker("airflow", command === "standalone" ? "yes" : "no", unknown)
        : undefined;
    case "dagster-daemon":
      return { ...scheduler("dagster"), processes: unknown };
    case "prefect":
      if (command === "worker" || command === "agent") return worker("prefect", "no", unknown);
      return command === "server" || command === "orion" ? { ...scheduler("prefect"), processes: unknown } : undefined;
    case "cron":
    case "crond":
    case "supercronic":
    case "go-cron":
    case "ofelia":
    case "clockwork":
    case "sidekiq-scheduler":
    case "yacron":
      return { ...scheduler("cron"), processes: unknown };
    default:
      return undefined;
  }
}

/** The worker forks a child for each job; both have the application loaded. */
function rq(words: readonly string[], context: ProgramContext): QueueFacts {
  const { switches } = given(words, OPTION_TABLES["rq worker"], context);
  return worker("rq", switches.has("with_scheduler") ? "yes" : "no", { value: 2, from: "default" });
}
