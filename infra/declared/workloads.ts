/** What runs in each workload's tasks: the image's program, its size and its environment. */
import type { DeclaredWorkload } from "guardrails-policies/model";
import type { ApplicationSettings } from "../config-application";
import { environments, extraEnvironment, type Pools } from "../contract";
import { migrationCommand } from "../migration";
import { MONITOR_COMMAND } from "../monitor";
import { PID_FILES } from "../pid-files";
import type { Settings } from "../settings";
import { declareSidecars } from "../sidecars";
import { TIMEOUTS } from "../timeouts";
import { type CoreWorkload, SMALL_TASK } from "../workload-settings";
import type { AllPools } from "./pools";
import type { Services } from "./services";

export function declareWorkloads(
  settings: Settings<unknown>,
  services: Services,
  pools: Pools,
): Readonly<Record<CoreWorkload, DeclaredWorkload>> {
  const { additions, application, image, web, worker } = settings;
  const environment = environments(settings, pools);
  const healthCheck = { startPeriod: TIMEOUTS.boot };
  return {
    web: {
      role: "web",
      image,
      command: additions.web.command ?? webCommand(application),
      cpu: web.cpu,
      memory: web.memory,
      environment: environment.web,
      database: pools.web,
      stopTimeout: TIMEOUTS.stop,
      healthCheck,
      service: services.web,
      ...declareSidecars("web", additions.web),
    },
    worker: {
      role: "worker",
      image,
      command: additions.worker.command ?? workerCommand(application, worker.queues),
      cpu: worker.cpu,
      memory: worker.memory,
      environment: environment.worker,
      database: pools.worker,
      stopTimeout: TIMEOUTS.stop,
      healthCheck,
      service: services.worker,
      ...declareSidecars("worker", additions.worker),
    },
    scheduler: {
      role: "scheduler",
      image,
      // The process file is for its health check; who runs, the lock in Redis says.
      command: additions.scheduler.command ?? [
        ...["celery", "-A", application.celery, "beat", "-S", "redbeat.RedBeatScheduler"],
        ...["--pidfile", PID_FILES.scheduler],
      ],
      ...SMALL_TASK,
      environment: environment.scheduler,
      database: pools.scheduler,
      stopTimeout: TIMEOUTS.schedulerStop,
      healthCheck,
      service: services.scheduler,
      ...declareSidecars("scheduler", additions.scheduler),
    },
    migration: {
      role: "migration",
      image,
      command: migrationCommand(application.firstSuperuser),
      ...SMALL_TASK,
      environment: environment.migration,
      database: pools.migration,
      stopTimeout: TIMEOUTS.stop,
      // Its exit code is its health.
      healthCheck: null,
      service: null,
      ...declareSidecars("migration", additions.migration),
    },
    monitor: {
      role: "monitor",
      image,
      command: MONITOR_COMMAND,
      ...SMALL_TASK,
      environment: environment.monitor,
      database: null,
      stopTimeout: TIMEOUTS.monitorStop,
      healthCheck,
      service: services.monitor,
      ...declareSidecars("monitor", additions.monitor),
    },
  };
}

/** The workloads of the map: each as the one of its role, but for what it says itself. */
export function declareExtras(
  settings: Settings<unknown>,
  services: Services,
  pools: AllPools,
): Readonly<Record<string, DeclaredWorkload>> {
  const { application } = settings;
  const declared = Object.entries(settings.workloads).map(([name, workload]): [string, DeclaredWorkload] => {
    const database = pools.extras[name] ?? pools.migration;
    return [
      name,
      {
        role: workload.role,
        image: settings.image,
        command:
          workload.command ??
          (workload.role === "worker" ? workerCommand(application, workload.queues) : webCommand(application)),
        cpu: workload.cpu,
        memory: workload.memory,
        environment: extraEnvironment(settings, name, workload, database),
        database,
        stopTimeout: TIMEOUTS.stop,
        healthCheck: workload.role === "job" ? null : { startPeriod: TIMEOUTS.boot },
        service: services.extras[name] ?? null,
        ...declareSidecars(name, workload),
      },
    ];
  });
  return Object.fromEntries(declared);
}

/** The port the web container listens on. */
export const WEB_PORT = 8000;

function webCommand({ web }: ApplicationSettings): string[] {
  return ["gunicorn", web, "--worker-class", "uvicorn.workers.UvicornWorker", "--bind", `0.0.0.0:${WEB_PORT}`];
}

function workerCommand({ celery }: ApplicationSettings, queues: readonly string[]): string[] {
  return [...["celery", "-A", celery, "worker"], ...["--queues", queues.join(","), "--pidfile", PID_FILES.worker]];
}
