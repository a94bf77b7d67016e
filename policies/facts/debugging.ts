/** What switches debugging or its logs on, by the names and options that frameworks read. */
import { readSwitch } from "./cors";
import { purposesOf } from "./names";
import { hasAny, wordsOf, wordSet } from "./names/words";
import { remembered } from "./remember";

export type Debugging =
  /** A mode that shows internals to callers, or echoes statements and tokens. */
  | "mode"
  /** A framework that runs as it does on a developer's machine. */
  | "development"
  /** A log level that writes what requests hold. */
  | "level";

/** Below `info`, by the names of Python's logging, Node's pino and winston, Java, Rust and Prisma; Python takes the numbers too. */
const LEVELS = new Set(["debug", "trace", "verbose", "silly", "notset", "all", "finest", "query", "10", "5"]);

/**
 * What a framework runs as: `development` shows callers stack traces, and statements in the log (Flask before 2.3, Express, Rails,
 * ASP.NET Core). `ENVIRONMENT` and the like are a product's own words, which no framework reads.
 */
const FRAMEWORK_MODES = new Set(
  "FLASK_ENV QUART_ENV NODE_ENV RAILS_ENV RACK_ENV ASPNETCORE_ENVIRONMENT DOTNET_ENVIRONMENT HANAMI_ENV".split(" "),
);

/** Python's own debug modes (`python -X dev`, asyncio) log what is awaited, with its arguments. */
const RUNTIME_SWITCHES = new Set(["PYTHONDEVMODE", "PYTHONASYNCIODEBUG"]);

/** A list of levels by module: `info,shop=debug` (Rust's env_logger and tracing). */
const LEVEL_LISTS = new Set(["RUST_LOG"]);

/** What a log holds that nobody should read in one: `LOG_REQUEST_BODY`, `LOG_SQL`. */
const TOLD = wordSet(
  "BODY BODIES HEADERS PAYLOAD PAYLOADS SQL QUERIES STATEMENTS TOKEN TOKENS PASSWORDS CREDENTIALS COOKIES",
);
const LOGS = wordSet("LOG LOGS LOGGING");
/** Words that turn such a name around, or make it about something else. */
const NOT_TOLD = wordSet(
  "REDACT REDACTED REDACTION MASK MASKED MASKING HIDE HIDDEN SCRUB FILTER FILTERED SANITIZE SANITISE EXCLUDE DISABLE DISABLED NO " +
    "WITHOUT STRIP OMIT SKIP SLOW MAX LIMIT SIZE LENGTH SAMPLE RATE CONTEXT COUNT COUNTS USAGE AUDIT TRUNCATE ENCRYPT ANONYMIZE",
);

/** What a variable's value switches on; undefined: nothing of the kind. */
export function debuggingBy(name: string, value: string): Debugging | undefined {
  const purposes = purposesOf(name);
  const upper = name.toUpperCase();
  if (FRAMEWORK_MODES.has(upper)) return /^dev(?:elopment)?$/i.test(value.trim()) ? "development" : undefined;
  if (RUNTIME_SWITCHES.has(upper)) return value.trim() === "" || readSwitch(value) === false ? undefined : "mode";
  if (tellsRequests(name)) return readSwitch(value) === true ? "mode" : undefined;
  if (LEVEL_LISTS.has(upper)) return levelsIn(value).some(isLevel) ? "level" : undefined;
  if (isModuleLevel(name)) return isLevel(value) ? "level" : undefined;
  // Node's debug package reads patterns of names there: `*`, `app:*`.
  const isPattern = /^debug$/i.test(name) && value.includes("*");
  if (purposes.includes("debug") && (readSwitch(value) === true || isPattern)) return "mode";
  if (purposes.includes("logLevel") && isLevel(value)) return "level";
  return ARGUMENTS.has(name.toUpperCase()) ? debuggingIn(value.slice(0, LONGEST).split(/\s+/)) : undefined;
}

/** Whether a variable is one that may switch debugging on, whatever its value. */
export const isDebugSetting = remembered((name): boolean => {
  const purposes = purposesOf(name);
  const upper = name.toUpperCase();
  return (
    purposes.includes("debug") ||
    purposes.includes("logLevel") ||
    [ARGUMENTS, FRAMEWORK_MODES, RUNTIME_SWITCHES, LEVEL_LISTS].some((names) => names.has(upper)) ||
    isModuleLevel(name) ||
    tellsRequests(name)
  );
});

function tellsRequests(name: string): boolean {
  const words = wordsOf(name);
  return hasAny(words, LOGS) && hasAny(words, TOLD) && !hasAny(words, NOT_TOLD);
}

/** A level by module: `logging.level.root` (Spring, in any spelling it binds), `Logging__LogLevel__Default` (.NET). */
function isModuleLevel(name: string): boolean {
  const [first, ...rest] = wordsOf(name);
  if (first !== "LOGGING") return false;
  return (rest[0] === "LEVEL" && rest.length > 1) || (rest[0] === "LOG" && rest[1] === "LEVEL" && rest.length > 2);
}

/** `warn,shop::db=debug`: each part's level. */
function levelsIn(value: string): readonly string[] {
  return value
    .slice(0, LONGEST)
    .split(",")
    .map((part) => part.slice(part.lastIndexOf("=") + 1));
}

/** Variables that hold options of a server's command line. */
const ARGUMENTS = new Set(["GUNICORN_CMD_ARGS"]);

const LONGEST = 32_768;

const LEVEL_OPTIONS = new Set(["--log-level", "--loglevel", "--log_level", "--logging-level", "--log.level"]);

/**
 * What the words of a command line switch on: `--log-level debug`, `--debug`, and `-l debug` of Celery, whose short option it is.
 * @param celery whether the command is Celery's
 */
export function debuggingIn(words: readonly string[], celery = false): Debugging | undefined {
  let found: Debugging | undefined;
  for (const [at, word] of words.entries()) {
    const [option = "", joined] = word.split("=", 2);
    if (option === "--debug" && (joined === undefined || readSwitch(joined) === true)) return "mode";
    const isLevelOption = LEVEL_OPTIONS.has(option) || (celery && option === "-l");
    if (isLevelOption && isLevel(joined ?? words[at + 1] ?? "")) found = "level";
    // `-ldebug`, as Celery's documentation writes it.
    if (celery && /^-l[a-z]+$/i.test(word) && isLevel(word.slice(2))) found = "level";
  }
  return found;
}

function isLevel(value: string): boolean {
  return LEVELS.has(
    value
      .slice(0, 64)
      .trim()
      .replace(/^(['"])(.*)\1$/s, "$2")
      .toLowerCase(),
  );
}
