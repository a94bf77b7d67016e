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
  if (purposes.includes("logLevel")) return namesLevel(value) ? "level" : undefined;
  const reader = ARGUMENTS.get(upper);
  return reader === undefined ? undefined : debuggingIn(value.slice(0, LONGEST).split(/\s+/), reader);
}

/** Whether a variable is one that may switch debugging on, whatever its value. */
export const isDebugSetting = remembered((name): boolean => {
  const purposes = purposesOf(name);
  const upper = name.toUpperCase();
  return (
    purposes.includes("debug") ||
    purposes.includes("logLevel") ||
    ARGUMENTS.has(upper) ||
    [FRAMEWORK_MODES, RUNTIME_SWITCHES, LEVEL_LISTS].some((names) => names.has(upper)) ||
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

/** Whose options a command line's are: `other`, a program of which only the name is known, or not even that. */
export type OptionReader = "celery" | "known" | "other";

/**
 * Variables that hold options of a command line: of gunicorn, of the JVM (its own, and those of the scripts that start one: Tomcat's
 * catalina.sh, Gradle's).
 */
const ARGUMENTS: ReadonlyMap<string, OptionReader> = new Map([
  ["GUNICORN_CMD_ARGS", "known"],
  ...["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS", "JAVA_OPTIONS", "CATALINA_OPTS", "JVM_OPTS"].map(
    (name) => [name, "other"] as const,
  ),
]);

const LONGEST = 32_768;

/** Levels that mean something else to other programs: numbers go up or down, Redis's `verbose` is what others call info. */
const DISPUTED = new Set(["5", "10", "all", "query", "verbose"]);

/**
 * What the words of a command line switch on: `--log-level debug` of any program, `--debug`, and `-l debug` of Celery, whose short
 * option it is. A level speaks for itself and is told first where the program is not known.
 */
export function debuggingIn(words: readonly string[], reader: OptionReader): Debugging | undefined {
  let mode = false;
  let level = false;
  const names = (value: string) => namesLevel(value) && (reader !== "other" || !DISPUTED.has(plainLevel(value)));
  for (const [at, quoted] of words.entries()) {
    const word = unquoted(quoted);
    const [option = "", joined] = word.split("=", 2);
    if (option === "--debug" && (joined === undefined || readSwitch(joined) === true)) mode = true;
    const isLevelOption = setsLevel(word) || (reader === "celery" && option === "-l");
    if (isLevelOption && names(word.includes("=") ? word.slice(option.length + 1) : unquoted(words[at + 1] ?? ""))) {
      level = true;
    }
    // `-ldebug`, as Celery's documentation writes it.
    if (reader === "celery" && /^-l[a-z]+$/i.test(word) && isLevel(word.slice(2))) level = true;
  }
  if (mode && (reader !== "other" || !level)) return "mode";
  return level ? "level" : undefined;
}

/**
 * Whether a word is an option for a level, in any spelling: `--log-level`, `--log.level`, `-log-level` (Go's flags), a level by module
 * (`--logging.level.root` of Spring, `-Dlogging.level.root` of its JVM, `--Logging:LogLevel:Default` of .NET).
 */
function setsLevel(word: string): boolean {
  const [, name] = /^(?:-D|--?)([A-Za-z][\w.:-]{0,200})(?:=.*)?$/s.exec(word) ?? [];
  return name !== undefined && (purposesOf(name).includes("logLevel") || isModuleLevel(name));
}

/** A level, or one of a list by category: `info,org.hibernate:debug` (Keycloak). */
function namesLevel(value: string): boolean {
  return (
    isLevel(value) ||
    value
      .slice(0, LONGEST)
      .split(",")
      .some((part) => isLevel(part.slice(Math.max(part.lastIndexOf("="), part.lastIndexOf(":")) + 1)))
  );
}

function isLevel(value: string): boolean {
  return LEVELS.has(plainLevel(value));
}

function plainLevel(value: string): string {
  return unquoted(value.slice(0, 64).trim()).toLowerCase();
}

function unquoted(word: string): string {
  return word.replace(/^(['"])(.*)\1$/s, "$2");
}
