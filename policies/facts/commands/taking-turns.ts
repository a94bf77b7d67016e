/**
 * Schedulers that keep their copies apart by themselves, so that several are as good as one: `rq worker --with-scheduler` and rq-scheduler
 * take a lock in Redis before they look (rq, `RQScheduler.acquire_locks`; rq-scheduler, `Scheduler.acquire_lock`), resque-scheduler has one
 * master at a time (`Resque::Scheduler::Locking`), Airflow (since 2.0, "Running More Than One Scheduler") and Django Q (since 1.3,
 * `scheduler()`) lock the rows of what is due.
 */
import type { Program, QueueProgram } from "./reading";

const TOOLS: ReadonlySet<QueueProgram["tool"]> = new Set(["rqscheduler", "resque", "airflow", "django-q"]);

/** Whether every one of these programs that schedules takes turns with its copies; no: also where none of them schedules. */
export function takeTurns(programs: readonly Program[]): boolean {
  const schedulers = programs.filter(
    (program) =>
      (program.kind === "celery" && program.beat) || (program.kind === "queue" && program.scheduler !== "no"),
  );
  return schedulers.length > 0 && schedulers.every(takesTurns);
}

/** `rq cron` takes no lock. */
function takesTurns(program: Program): boolean {
  return program.kind === "queue" && (TOOLS.has(program.tool) || (program.tool === "rq" && program.worker));
}
