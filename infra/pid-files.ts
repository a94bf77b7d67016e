/** Where Celery's two programs write their process number: in the one place a container may write to. */
export const PID_FILES = { worker: "/tmp/worker.pid", scheduler: "/tmp/scheduler.pid" } as const;
