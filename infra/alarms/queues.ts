import type { Sources } from "../metrics";
import { QUEUE_OLDEST_AGE, QUEUE_UNCONSUMED, SCHEDULER_LOCK } from "../monitor";
import { TASK_FAILURES } from "../task-failures";
import { type AlarmSpec, FIVE_MINUTES, MINUTE } from "./spec";

/** Both directions: no scheduler, and one too many. */
export function schedulerAlarms({ monitor, tasks }: Sources, queueWaitSeconds: number): AlarmSpec[] {
  return [
    {
      name: "scheduler-silent",
      meaning: "Nobody has held the scheduler's lock for five minutes: nothing that is due is started.",
      signal: monitor(SCHEDULER_LOCK, "Maximum", MINUTE),
      when: "below",
      threshold: 1,
      breaches: [5, 5],
      // Without a value nobody knows, which is as bad.
      missing: "breaching",
    },
    {
      name: "scheduler-doubled",
      meaning: "Two schedulers have run for three minutes: only the lock keeps tasks from being started twice.",
      signal: tasks("scheduler")("RunningTaskCount", "Maximum", MINUTE),
      when: "above",
      threshold: 1,
      // A task that is stopping is counted for a minute, or two.
      breaches: [3, 3],
      missing: "notBreaching",
    },
    {
      name: "queue-age",
      needs: "worker",
      meaning: `A message has waited for a worker longer than ${queueWaitSeconds} seconds.`,
      signal: monitor(QUEUE_OLDEST_AGE, "Maximum", MINUTE),
      when: "above",
      threshold: queueWaitSeconds,
      breaches: [5, 5],
      // Without data scheduler-silent is in alarm.
      missing: "notBreaching",
    },
    {
      name: "queue-unconsumed",
      needs: "worker",
      meaning: "Messages wait in a queue that no worker consumes: it is not one of taskQueues.",
      signal: monitor(QUEUE_UNCONSUMED, "Maximum", MINUTE),
      when: "above",
      threshold: 0,
      breaches: [5, 5],
      missing: "notBreaching",
    },
    {
      name: "task-failures",
      meaning: `${TASK_FAILURES.threshold} tasks and more have failed in each five minutes, for ten minutes.`,
      signal: monitor(TASK_FAILURES.metric, "Sum", FIVE_MINUTES),
      when: "at least",
      threshold: TASK_FAILURES.threshold,
      breaches: [2, 3],
      // No line is no failure.
      missing: "notBreaching",
    },
  ];
}
