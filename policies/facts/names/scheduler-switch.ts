import { remembered } from "../remember";
import { hasAny, wordSet, wordsOf } from "./words";

const SCHEDULERS = wordSet("SCHEDULER SCHEDULERS APSCHEDULER CRON CRONS CRONJOBS BEAT");
const SWITCHES = wordSet("ENABLE ENABLED RUN RUNS START STARTS AUTOSTART ACTIVE");
/** Between and behind them: what kind of scheduler, and the switch written in two words. */
const BESIDE = wordSet(
  "JOB JOBS TASK TASKS WORKFLOW WORKFLOWS BACKGROUND INTERNAL EMBEDDED LOCAL AUTO APP APPLICATION CELERY WEB API",
);
/** Whose schedulers are something else: of learning rates, of machines, and products that are one themselves. */
const OTHERS = wordSet(
  "LR LEARNING RATE NOISE DIFFUSION TORCH MODEL AIRFLOW SPARK YARN KUBE K8S KUBERNETES NOMAD SLURM PREFECT DAGSTER TEMPORAL",
);

/**
 * Whether a name is a switch by which an application starts a scheduler of its own in the process that serves (`SCHEDULER_ENABLED`,
 * `RUN_WORKFLOW_SCHEDULER`, `ENABLE_CRON_JOBS`), as APScheduler and FastAPI's lifespan hooks are used; `LR_SCHEDULER_ENABLED`
 * and `AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK` are about something else.
 */
export const isSchedulerSwitch = remembered((name: string): boolean => {
  const words = wordsOf(name);
  if (!hasAny(words, SCHEDULERS) || !hasAny(words, SWITCHES)) return false;
  // A product's own name may stand before them.
  const [first = "", ...rest] = words;
  const isOne = (word: string) => SCHEDULERS.has(word) || SWITCHES.has(word) || BESIDE.has(word);
  return !OTHERS.has(first) && rest.every(isOne);
});
