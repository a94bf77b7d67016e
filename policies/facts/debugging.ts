/** What switches debugging or its logs on, by the names and options that frameworks read. */
import { readSwitch } from "./cors";
import { purposesOf } from "./names";

export type Debugging =
  /** A mode that shows internals to callers, or echoes statements and tokens. */
  | "mode"
  /** A log level that writes what requests hold. */
  | "level";

/** Below `info`, by the names of Python's logging, Node's pino and winston, Java and Rust; Python takes the numbers too. */
const LEVELS = new Set(["debug", "trace", "verbose", "silly", "notset", "all", "finest", "10", "5"]);

/** What a variable's value switches on; undefined: nothing of the kind. */
export function debuggingBy(name: string, value: string): Debugging | undefined {
  const purposes = purposesOf(name);
  // Node's debug package reads patterns of names there: `*`, `app:*`.
  const isPattern = /^debug$/i.test(name) && value.includes("*");
  if (purposes.includes("debug") && (readSwitch(value) === true || isPattern)) return "mode";
  if (purposes.includes("logLevel") && isLevel(value)) return "level";
  return ARGUMENTS.has(name.toUpperCase()) ? debuggingIn(value.slice(0, LONGEST).split(/\s+/)) : undefined;
}

/** Whether a variable is one that may switch debugging on, whatever its value. */
export function isDebugSetting(name: string): boolean {
  const purposes = purposesOf(name);
  return purposes.includes("debug") || purposes.includes("logLevel") || ARGUMENTS.has(name.toUpperCase());
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
