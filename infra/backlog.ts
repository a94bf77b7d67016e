/** Workers scale on what waits for them: CPU says how busy they are, not how late they are. */
import type { Calculation, Sources } from "./metrics";
import { poolMetric, QUEUE_WAITING } from "./monitor";
import type { ServiceSettings, Settings } from "./settings";
import { queuesByPool } from "./workload-settings";

/** What a service scales on, and the value each of its tasks is to have. */
export interface Backlog {
  readonly perTask: Calculation;
  readonly target: number;
}

interface QueueSettings extends Pick<ServiceSettings, "concurrency"> {
  readonly queueWaitSeconds: number;
  readonly averageTaskSeconds: number;
}

/**
 * Messages that wait, for each running task.
 *
 * Source of the form: AWS, "Scaling based on Amazon SQS": acceptable backlog of one instance = acceptable wait ÷ time for one
 * message. Half of the wait the queue's alarm allows, so that new tasks have the other half to start.
 *
 * @param waiting The metric of what waits for this service.
 */
export function backlog(
  service: string,
  settings: QueueSettings,
  { monitor, tasks }: Sources,
  waiting: string = QUEUE_WAITING,
): Backlog {
  const { concurrency, queueWaitSeconds, averageTaskSeconds } = settings;
  const target = Math.max(1, Math.floor((concurrency * queueWaitSeconds) / 2 / averageTaskSeconds));
  return {
    perTask: {
      // A silent monitor gives no value, and without one nothing is scaled. A service without a task has no count of them, and
      // the first message has to wake it: one that waits for nobody is more than any target.
      expression: `IF(FILL(running, 0) > 0, waiting / FILL(running, 1), IF(waiting > 0, waiting + ${target}, 0))`,
      metrics: {
        running: tasks(service)("RunningTaskCount", "Average", 60),
        waiting: monitor(waiting, "Average", 60),
      },
    },
    target,
  };
}

/** What the workers of every stack scale on: all that waits, or, where others consume too, what waits for them. */
export function mainBacklog(settings: Settings<unknown>, measured: Sources): Backlog {
  const alone = Object.keys(queuesByPool(settings)).length === 1;
  return backlog("worker", settings.worker, measured, alone ? QUEUE_WAITING : poolMetric("worker").name);
}
