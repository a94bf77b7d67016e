/**
 * Web servers: processes, threads and timeouts.
 *
 * Defaults and variables are the programs' own, compared with the programs in tests/proofs/commands.test.ts: gunicorn
 * (`WEB_CONCURRENCY`, `GUNICORN_CMD_ARGS`, then the command line), uvicorn (`UVICORN_*`, then `WEB_CONCURRENCY`),
 * `fastapi run` (uvicorn's), granian (`GRANIAN_*`), hypercorn (no variables).
 */
import { OPTION_TABLES, type OptionTable } from "./option-tables";
import { type GivenOptions, readOptions } from "./options";
import type { ServerName, ServerProgram, Setting, Started } from "./reading";
import { shellTokens } from "./shell-words";
import {
  anyText,
  atLeastOne,
  count,
  fromCommand,
  fromVariable,
  given,
  noteHoles,
  type ProgramContext,
  seconds,
  setting,
  type Source,
} from "./settings";
import { hasHole, safeName } from "./words";

export interface ServerFacts extends Omit<ServerProgram, keyof Started> {
  /** Variables that the server itself sets for the application, and does not read; undefined: to what is not known. */
  readonly sets: ReadonlyMap<string, string | undefined>;
}

const fixed = <T>(value: T): Setting<T> => ({ value, from: "default" });
const none = fixed<number | undefined>(undefined);

type Reader = (words: readonly string[], context: ProgramContext) => ServerFacts;

export const SERVERS: Readonly<Record<ServerName, Reader>> = {
  gunicorn,
  uvicorn,
  fastapi,
  hypercorn,
  granian,
  daphne: (words, context) => {
    const { values, positionals } = given(words, OPTION_TABLES.daphne, context);
    return { ...single("daphne"), application: positionals[0], bind: values.get("host") ?? [] };
  },
  runserver: () => ({ ...single("runserver"), development: true }),
  flask: () => ({ ...single("flask"), development: true }),
  uwsgi,
  waitress: (words, context) => {
    const { values } = given(words, WAITRESS, context);
    return {
      ...single("waitress"),
      threads: setting([fromCommand(values.get("threads"))], atLeastOne, 4, context.holes),
    };
  },
  puma,
};

function single(server: ServerName): ServerFacts {
  return {
    kind: "server",
    server,
    workers: fixed(1),
    threads: fixed(1),
    workerClass: fixed<string>(server),
    development: false,
    keepAlive: none,
    timeout: none,
    gracefulTimeout: none,
    forwardedAllowIps: fixed("127.0.0.1"),
    webSockets: false,
    application: undefined,
    bind: [],
    sets: new Map(),
  };
}

/** `NAME=value`, the last one of a name counts. */
function variablesIn(words: readonly string[], context: ProgramContext): ReadonlyMap<string, string | undefined> {
  return new Map(
    words.flatMap((word) => {
      const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
      if (name !== undefined) return [[name, hasHole(value) ? undefined : value] as const];
      noteHoles(word, context);
      return [];
    }),
  );
}

/**
 * gunicorn reads `gunicorn.conf.py` beside the application unasked. Names under which such files read a number of workers:
 * whether this one does is not known, so neither is the number.
 */
const NAMES_IN_CONFIG_FILES = [
  "WORKERS",
  "GUNICORN_WORKERS",
  "WEB_WORKERS",
  "NUM_WORKERS",
  "MAX_WORKERS",
  "WORKERS_PER_CORE",
  "SERVER_WORKER_AMOUNT",
];

function unreadWorkers({ environment }: ProgramContext): Source[] {
  const set = NAMES_IN_CONFIG_FILES.filter((name) => environment(name) !== null);
  return set.slice(0, 1).map((from) => ({ text: undefined, from }));
}

/** Characters of `GUNICORN_CMD_ARGS` that are read. */
const LONGEST_ARGUMENTS = 8192;

function gunicorn(words: readonly string[], context: ProgramContext): ServerFacts {
  const { holes } = context;
  const table = OPTION_TABLES.gunicorn;
  const options = given(words, table, context);
  const found = context.environment("GUNICORN_CMD_ARGS");
  const variable = found !== null && found !== undefined && found.length > LONGEST_ARGUMENTS ? undefined : found;
  const more = typeof variable === "string" ? readOptions(wordsOf(variable), table) : undefined;
  const files = [...(options.values.get("config") ?? []), ...(more?.values.get("config") ?? [])];
  for (const file of files) configFile(file, context);
  const sources = (destination: string, ...variables: string[]): Source[] => [
    fromCommand(options.values.get(destination)),
    { text: more?.values.get(destination)?.at(-1) ?? null, from: "GUNICORN_CMD_ARGS" },
    ...(variable === undefined ? [{ text: undefined, from: "GUNICORN_CMD_ARGS" }] : []),
    ...(files.length > 0 ? [{ text: undefined, from: "config-file" }] : []),
    ...variables.map((name) => fromVariable(name, context)),
  ];
  const limit = (destination: string, fallback: number) =>
    setting<number | undefined>(sources(destination), seconds, fallback, holes);
  return {
    ...single("gunicorn"),
    application: options.positionals[0],
    workers: setting([...sources("workers", "WEB_CONCURRENCY"), ...unreadWorkers(context)], count, 1, holes),
    threads: setting(sources("threads"), atLeastOne, 1, holes),
    workerClass: setting(sources("worker_class"), anyText, "sync", holes),
    development: options.switches.has("reload") || more?.switches.has("reload") === true,
    keepAlive: limit("keepalive", 2),
    timeout: limit("timeout", 30),
    gracefulTimeout: limit("graceful_timeout", 30),
    forwardedAllowIps: setting(sources("forwarded_allow_ips", "FORWARDED_ALLOW_IPS"), anyText, "127.0.0.1,::1", holes),
    bind: options.values.get("bind") ?? more?.values.get("bind") ?? [],
    // It is put into the environment once gunicorn's own variables are read; a list takes the other one's place (`Arbiter.setup`,
    // `Application.load_config`).
    sets: variablesIn(options.values.get("raw_env") ?? more?.values.get("raw_env") ?? [], context),
  };
}

function uvicorn(words: readonly string[], context: ProgramContext): ServerFacts {
  const options = given(words, OPTION_TABLES.uvicorn, context);
  const files = options.values.get("env_file") ?? [];
  for (const file of files) configFile(file, context);
  // The file is loaded before the variables are read that uvicorn itself looks up late.
  const late: Source[] = files.length > 0 ? [{ text: undefined, from: "config-file" }] : [];
  return uvicornFacts("uvicorn", options, context, late, (destination) => [
    fromVariable(`UVICORN_${destination.toUpperCase()}`, context),
  ]);
}

function fastapi(words: readonly string[], context: ProgramContext): ServerFacts {
  const development = words[0] === "dev";
  const options = given(words.slice(1), OPTION_TABLES[development ? "fastapi dev" : "fastapi run"], context);
  // Only `dev` reloads unless it is told not to.
  const reloads = development && !options.switches.has("no_reload");
  const switches = reloads ? new Set([...options.switches, "reload"]) : options.switches;
  return uvicornFacts("fastapi", { ...options, switches }, context, [], () => []);
}

function uvicornFacts(
  server: "uvicorn" | "fastapi",
  { values, switches, positionals }: GivenOptions,
  context: ProgramContext,
  late: readonly Source[],
  variables: (destination: string) => readonly Source[],
): ServerFacts {
  const { holes } = context;
  const sources = (destination: string): Source[] => [fromCommand(values.get(destination)), ...variables(destination)];
  const optional = (destination: string, fallback: number | undefined) =>
    setting<number | undefined>(sources(destination), seconds, fallback, holes);
  const reload = switches.has("reload") || isTrue(context.environment("UVICORN_RELOAD"), server);
  return {
    ...single(server),
    application: positionals[0],
    workers: reload
      ? fixed(1)
      : setting([...sources("workers"), ...late, fromVariable("WEB_CONCURRENCY", context)], count, 1, holes),
    development: reload,
    keepAlive: optional("timeout_keep_alive", 5),
    gracefulTimeout: optional("timeout_graceful_shutdown", undefined),
    webSockets: sources("ws").some(({ text }) => typeof text === "string" && text !== "auto" && text !== "none"),
    forwardedAllowIps: setting(
      [...sources("forwarded_allow_ips"), ...late, fromVariable("FORWARDED_ALLOW_IPS", context)],
      anyText,
      "127.0.0.1",
      holes,
    ),
    bind: values.get("host") ?? [],
  };
}

function hypercorn(words: readonly string[], context: ProgramContext): ServerFacts {
  const { holes } = context;
  const { values, switches, positionals } = given(words, OPTION_TABLES.hypercorn, context);
  const files = values.get("config") ?? [];
  for (const file of files) configFile(file, context);
  const sources = (destination: string): Source[] => [
    fromCommand(values.get(destination)),
    ...(files.length > 0 ? [{ text: undefined, from: "config-file" }] : []),
  ];
  const limit = (destination: string, fallback: number) =>
    setting<number | undefined>(sources(destination), seconds, fallback, holes);
  return {
    ...single("hypercorn"),
    application: positionals[0],
    workers: setting(sources("workers"), count, 1, holes),
    workerClass: setting(sources("worker_class"), anyText, "asyncio", holes),
    development: switches.has("reload") || switches.has("debug"),
    keepAlive: limit("keep_alive", 5),
    gracefulTimeout: limit("graceful_timeout", 3),
    bind: values.get("binds") ?? [],
  };
}

function granian(words: readonly string[], context: ProgramContext): ServerFacts {
  const { holes } = context;
  const { values, switches, positionals } = given(words, OPTION_TABLES.granian, context);
  const sources = (destination: string): Source[] => [
    fromCommand(values.get(destination)),
    fromVariable(`GRANIAN_${destination.toUpperCase()}`, context),
  ];
  return {
    ...single("granian"),
    application: positionals[0],
    workers: setting(sources("workers"), count, 1, holes),
    threads: setting(sources("blocking_threads"), atLeastOne, 1, holes),
    development: switches.has("reload") || isTrue(context.environment("GRANIAN_RELOAD"), "granian"),
    bind: values.get("host") ?? [],
  };
}

const UWSGI: OptionTable = {
  style: "click",
  values: {
    processes: ["-p", "--processes", "--workers"],
    threads: ["--threads"],
    config: ["--ini", "-c", "--yaml", "--xml", "--json"],
    bind: ["--http", "--http-socket", "--socket", "-s"],
    env: ["--env"],
    other: [
      "--module",
      "-w",
      "--wsgi-file",
      "--chdir",
      "--uid",
      "--gid",
      "--harakiri",
      "--buffer-size",
      "--mount",
      "--home",
      "-H",
    ],
  },
  switches: {},
};

function uwsgi(words: readonly string[], context: ProgramContext): ServerFacts {
  const { holes } = context;
  const { values, positionals } = given(words, UWSGI, context);
  const files = [
    ...(values.get("config") ?? []),
    ...positionals.filter((word) => /\.(?:ini|ya?ml|xml|json)$/.test(word)),
  ];
  for (const file of files) configFile(file, context);
  const sources = (destination: string, ...variables: string[]): Source[] => [
    fromCommand(values.get(destination)),
    ...variables.map((name) => fromVariable(name, context)),
    ...(files.length > 0 ? [{ text: undefined, from: "config-file" }] : []),
  ];
  return {
    ...single("uwsgi"),
    workers: setting(sources("processes", "UWSGI_PROCESSES", "UWSGI_WORKERS"), count, 1, holes),
    threads: setting(sources("threads", "UWSGI_THREADS"), atLeastOne, 1, holes),
    bind: values.get("bind") ?? [],
    sets: variablesIn(values.get("env") ?? [], context),
  };
}

const WAITRESS: OptionTable = {
  style: "click",
  values: { threads: ["--threads"], bind: ["--listen", "--host", "--port"] },
  switches: {},
};

const PUMA: OptionTable = {
  style: "click",
  values: {
    workers: ["-w", "--workers"],
    threads: ["-t", "--threads"],
    config: ["-C", "--config"],
    bind: ["-b", "--bind", "-p", "--port"],
    other: [
      "-e",
      "--environment",
      "-I",
      "--include",
      "-S",
      "--state",
      "--control-url",
      "--control-token",
      "--dir",
      "--tag",
    ],
  },
  switches: {},
};

/** Rails' own `config/puma.rb` reads `RAILS_MAX_THREADS` and `WEB_CONCURRENCY`, as Puma itself does for the latter. */
function puma(words: readonly string[], context: ProgramContext): ServerFacts {
  const { holes } = context;
  const { values } = given(words, PUMA, context);
  const zeroIsOne = (text: string) => (text.trim() === "0" ? 1 : count(text));
  const threads = (text: string) => atLeastOne(text.slice(text.lastIndexOf(":") + 1));
  const variables = (...names: string[]) => names.map((name) => fromVariable(name, context));
  return {
    ...single("puma"),
    workers: setting([fromCommand(values.get("workers")), ...variables("WEB_CONCURRENCY")], zeroIsOne, 1, holes),
    threads: setting(
      [fromCommand(values.get("threads")), ...variables("PUMA_MAX_THREADS", "RAILS_MAX_THREADS", "MAX_THREADS")],
      threads,
      5,
      holes,
    ),
    bind: values.get("bind") ?? [],
  };
}

function configFile(file: string, { note }: ProgramContext): void {
  note({ reason: "config-file", name: safeName(file), handsOver: false, hint: undefined });
}

/** click's words for true. Only uvicorn and granian have a switch as a variable. */
function isTrue(text: string | null | undefined, server: ServerName): boolean {
  return (
    server !== "fastapi" &&
    typeof text === "string" &&
    ["1", "true", "t", "yes", "y", "on"].includes(text.trim().toLowerCase())
  );
}

/** Python's `shlex.split`, near enough: words without expansions. */
function wordsOf(text: string): string[] {
  return shellTokens(text).flatMap((token) =>
    token.kind === "word"
      ? [
          token.parts
            .map((part) => (part.kind === "text" ? part.text : part.kind === "variable" ? `$${part.name}` : part.text))
            .join(""),
        ]
      : [],
  );
}
