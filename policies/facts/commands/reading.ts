/** What one container's command line says: the programs it starts, their settings, and what could not be read. */

/** `from`: `command`, `default` (the program's own), or the name of the environment variable it was read from. */
export type Setting<T> = { readonly value: T; readonly from: string } | { readonly unknown: readonly string[] };

/** `cores`: as many as the container sees. */
export type Count = number | "cores";

export type ServerName =
  | "gunicorn"
  | "uvicorn"
  | "hypercorn"
  | "granian"
  | "fastapi"
  | "daphne"
  | "runserver"
  | "flask"
  | "uwsgi"
  | "waitress"
  | "puma";

/**
 * Whether a stop signal sent to the container's first process reaches the program: `depends` on which shell the image's
 * `sh` is, or on a script that may or may not `exec` (dash never does by itself, bash does for a last simple command).
 */
export type SignalReach = "yes" | "no" | "depends";

/** Something that stays between the container's first process and a program. */
export interface Interposed {
  /**
   * `shell`: one that starts the program and waits for it. `trap`: one that catches signals itself. `script`: of the image's own.
   * `wrapper`: a program that runs another. `unknown`: what the image's entry point makes of one string.
   */
  readonly kind: "shell" | "trap" | "script" | "wrapper" | "unknown";
  /** Its base name; empty where that is none. */
  readonly name: string;
  /** False: for certain it does not hand the stop signal on. */
  readonly mayHandOn: boolean;
}

export interface Started {
  /** False: behind a condition (`if`, `||`, `[ … ] &&`), so it may not run. */
  readonly certain: boolean;
  readonly signalReaches: SignalReach;
  /** What stands between it and the first process, from the outside in. */
  readonly behind: readonly Interposed[];
  /** It ends before the next program of the command line starts (`migrate && serve`). */
  readonly step: boolean;
  /** Variables that the command line itself sets for this program, over the container's environment; undefined: to what is not known. */
  readonly assignments: ReadonlyMap<string, string | undefined>;
}

export interface ServerProgram extends Started {
  readonly kind: "server";
  readonly server: ServerName;
  readonly workers: Setting<Count>;
  readonly threads: Setting<number>;
  /** `sync`, `gthread`, `uvicorn.workers.UvicornWorker`, …; the server's own name where it has no classes. */
  readonly workerClass: Setting<string>;
  /** Reloads code, or is meant for a developer's machine. */
  readonly development: boolean;
  /** Seconds; value undefined: the server has no such limit. */
  readonly keepAlive: Setting<number | undefined>;
  readonly timeout: Setting<number | undefined>;
  readonly gracefulTimeout: Setting<number | undefined>;
  readonly forwardedAllowIps: Setting<string>;
  /** A way of serving WebSockets was chosen. */
  readonly webSockets: boolean;
  /** The application as written (`app.main:app`, `config.wsgi`); undefined: not on the command line. */
  readonly application: string | undefined;
  /** Addresses as written on the command line. */
  readonly bind: readonly string[];
}

export interface CeleryProgram extends Started {
  readonly kind: "celery";
  readonly worker: boolean;
  readonly beat: boolean;
  /** `flower`: the monitor; another sub-command that stays (`events`) or ends at once (`inspect`); undefined: it is not readable. */
  readonly subcommand: string | undefined;
  readonly pool: Setting<string>;
  readonly concurrency: Setting<Count>;
  /** Worker nodes of `celery multi`. */
  readonly nodes: Setting<number>;
  readonly queues: Setting<readonly string[] | undefined>;
  /** Value undefined: Celery's own, a file. */
  readonly scheduler: Setting<string | undefined>;
  /** As it is given (`-A shop`); undefined: it is not, or not known. */
  readonly application: string | undefined;
  /** Value undefined: what the application says. */
  readonly broker: Setting<string | undefined>;
  readonly resultBackend: Setting<string | undefined>;
  readonly maxInterval: Setting<number | undefined>;
  /** Seconds after which a task is ended, or told to end; value undefined: what the application says. */
  readonly timeLimit: Setting<number | undefined>;
  readonly softTimeLimit: Setting<number | undefined>;
}

/** Task queues and schedulers other than Celery. */
export interface QueueProgram extends Started {
  readonly kind: "queue";
  readonly tool:
    | "rq"
    | "rqscheduler"
    | "arq"
    | "dramatiq"
    | "periodiq"
    | "taskiq"
    | "huey"
    | "django-q"
    | "apscheduler"
    | "procrastinate"
    | "sidekiq"
    | "resque"
    | "airflow"
    | "dagster"
    | "prefect"
    | "cron";
  readonly worker: boolean;
  /** `perhaps`: it also runs periodic jobs if the application has any (arq, huey, procrastinate, Sidekiq). */
  readonly scheduler: "yes" | "no" | "perhaps";
  /** Processes, threads in each: what holds a connection pool, and what shares it. */
  readonly processes: Setting<Count>;
  readonly threads: Setting<number>;
}

/** Changes the database's schema and ends. */
export interface MigrationProgram extends Started {
  readonly kind: "migration";
  readonly tool: string;
}

export interface OtherProgram extends Started {
  readonly kind: "other";
  /** Its base name; `?` when that is not a plain name. */
  readonly program: string;
  readonly language: "python" | "node" | "jvm" | "ruby" | "php" | "dotnet" | undefined;
  /** True for programs that are no application (`nginx`, `redis-server`, `sleep`): nothing is hidden in them. */
  readonly understood: boolean;
  /** It is a server meant for a developer's machine (`next dev`, `npm run dev`, `php artisan serve`). */
  readonly development: boolean;
  /** Of the `java` launcher; undefined: it is another program. */
  readonly java: JavaOptions | undefined;
}

/** Values undefined: not known. */
export interface JavaOptions {
  /** The archive's base name, or the class; empty: none is named. */
  readonly program: string;
  /** `-Dname=value`. */
  readonly properties: ReadonlyMap<string, string | undefined>;
  /** `--name=value` behind the program. */
  readonly arguments: ReadonlyMap<string, string | undefined>;
}

export type Program = ServerProgram | CeleryProgram | QueueProgram | MigrationProgram | OtherProgram;

export type UnreadReason =
  /** A script of the image: it may set variables and start anything. */
  | "start-script"
  /** It reads what to start from a file of its own. */
  | "process-manager"
  /** `$(…)`, `$((…))`: what it prints is not known here. */
  | "substitution"
  /** A variable the container does not set; the image may. */
  | "unset-variable"
  /** A variable whose value is not known yet. */
  | "unknown-variable"
  /** No command: what the image starts by itself. */
  | "image-default"
  /** A program before the command that is not known here. */
  | "unknown-wrapper"
  /** A server's own configuration file or module (`gunicorn -c`). */
  | "config-file"
  /** A program of the image's own: what it starts inside is its business. */
  | "program"
  /** The command line was cut before it was read. */
  | "too-long";

export type RoleHint = "web" | "worker" | "scheduler" | "migration" | "monitor";

export interface Unread {
  readonly reason: UnreadReason;
  /** The base name of a file or program, or the name of a variable; empty where there is none that is safe to print. */
  readonly name: string;
  /** A command follows it: as its arguments, which it most likely hands over to, or after it has ended. */
  readonly handsOver: boolean;
  /** What its name says it starts. */
  readonly hint: RoleHint | undefined;
}

export interface CommandReading {
  readonly programs: readonly Program[];
  readonly unread: readonly Unread[];
}

/** A variable's value; null: the container does not set it; undefined: it does, to what is not known. */
export type EnvironmentLookup = (name: string) => string | null | undefined;
