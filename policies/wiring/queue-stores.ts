import { nameWords, purposeOf, type Program } from "../facts";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { programsOf } from "./celery-stores";

/** Queues other than Celery that keep their jobs in Redis, by the words their settings are called with. */
const WORDS: ReadonlySet<string> = new Set(
  "BULL BULLMQ BEEQUEUE RQ SIDEKIQ RESQUE ARQ DRAMATIQ HUEY TASKIQ QUEUE QUEUES JOB JOBS".split(" "),
);
/** The programs that have no other store, or take Redis by themselves. */
const TOOLS: ReadonlySet<string> = new Set(["rq", "rqscheduler", "sidekiq", "resque", "arq"]);

/**
 * The settings that say in which Redis such a queue is: by a word of the queue's own, or the one Redis of a program that works
 * off such a queue. None: it has nothing to do with one.
 */
export function queueStores(workload: Workload): readonly Variable[] {
  const urls = workload.environment.all.variables.filter(({ name }) => isRedisUrl(name));
  const named = urls.filter(({ name }) => nameWords(name).some((word) => WORDS.has(word)));
  if (named.length > 0) return named;
  return programsOf(workload).some(isQueue) && urls.length === 1 ? urls : [];
}

function isRedisUrl(name: string): boolean {
  if (purposeOf(name) === "redisUrl") return true;
  // `BULLMQ_URL`, `DRAMATIQ_BROKER_URL`: what it leads to says whether it is a Redis.
  const words = nameWords(name);
  return /^(?:URL|URI|DSN)$/.test(words.at(-1) ?? "") && words.some((word) => QUEUES.has(word));
}

const QUEUES: ReadonlySet<string> = new Set("BULL BULLMQ RQ SIDEKIQ RESQUE ARQ DRAMATIQ HUEY TASKIQ".split(" "));

function isQueue(program: Program): boolean {
  return program.kind === "queue" && program.worker && TOOLS.has(program.tool);
}
