/**
 * What a container's command runs of Celery: a worker, beat, or both. A view of the parser in `commands/`, for callers that
 * know nothing of the container's variables.
 */
import { readCommand, type Setting } from "./commands";

export interface CeleryCommand {
  /** `other`: not Celery, or another of its sub-commands (`flower`, `inspect`). */
  readonly kind: "worker" | "beat" | "worker-with-beat" | "other";
  /** Child processes or threads; absent: not said as a plain number. Celery then takes the number of cores it sees. */
  readonly concurrency?: number;
  readonly queues?: readonly string[];
  readonly scheduler?: string;
  /** The execution pool (`prefork`, `gevent`, `solo`, …). */
  readonly pool?: string;
}

/** Reads a command in any of its forms: argument vector, one shell line, or a shell with `-c`. Never throws. */
export function celeryCommand(argv: readonly string[]): CeleryCommand {
  // What a script fills in is not known; what Celery reads by itself is taken as not set.
  const environment = (name: string) =>
    /^(?:CELERY|DJANGO_CELERY|WORKER|BROKER|RESULT)/.test(name) ? null : undefined;
  const programs = readCommand(argv, environment).programs.filter((program) => program.kind === "celery");
  const worker = programs.find((program) => program.worker);
  const beat = programs.find((program) => program.beat);
  const kind = worker ? (beat ? "worker-with-beat" : "worker") : beat ? "beat" : "other";
  if (kind === "other") return { kind };
  const said = <T>(read: (program: (typeof programs)[number]) => Setting<T>): Exclude<T, undefined> | undefined => {
    for (const program of [worker, beat]) {
      const setting = program && read(program);
      if (setting && "value" in setting && setting.from === "command" && setting.value !== undefined) {
        return setting.value as Exclude<T, undefined>;
      }
    }
    return undefined;
  };
  const concurrency = said((program) => program.concurrency);
  const queues = said((program) => program.queues);
  const scheduler = said((program) => program.scheduler);
  const pool = said((program) => program.pool);
  return {
    kind,
    ...(typeof concurrency === "number" && { concurrency }),
    ...(queues !== undefined && { queues }),
    ...(scheduler !== undefined && { scheduler }),
    ...(pool !== undefined && { pool }),
  };
}
