/**
 * What Celery writes of a task that failed, whatever the application's levels and formats are: at ERROR, on the worker's log. A task that
 * raised (celery.app.trace, "Task … raised unexpected: …"), one whose process was lost or whose time was over (celery.worker.request,
 * "Task handler raised error: …"). A retry and an exception that the task says it throws are no failures.
 */
export const TASK_FAILURES = {
  metric: "TaskFailures",
  pattern: '?"raised unexpected" ?"Task handler raised error"',
  /** In five minutes. One that fails is its own business; ten are everybody's. */
  threshold: 10,
} as const;
