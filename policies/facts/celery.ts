/**
 * What a container's command runs: a Celery worker, beat, or both.
 *
 * Source: Celery's command line reference (`celery worker`, `celery beat`). Options may stand before or after the
 * sub-command, short ones may be joined (`-Bl info`, `-c4`).
 */
import { parse, type ParseEntry } from "shell-quote";
import { lookup } from "./lookup";

export interface CeleryCommand {
  /** `other`: not Celery, or another of its sub-commands (`flower`, `inspect`). */
  readonly kind: "worker" | "beat" | "worker-with-beat" | "other";
  /** Child processes or threads; absent: Celery takes the number of cores it sees. */
  readonly concurrency?: number;
  readonly queues?: readonly string[];
  readonly scheduler?: string;
  /** The execution pool (`prefork`, `gevent`, `solo`, …). */
  readonly pool?: string;
}

/** Options with a value, by each of their names; every other option is a switch. */
const OPTIONS_WITH_VALUE: Readonly<Record<string, string>> = {
  ...names("app", "-A", "--app"),
  ...names("broker", "-b", "--broker"),
  ...names("backend", "--result-backend"),
  ...names("loader", "--loader"),
  ...names("config", "--config"),
  ...names("workdir", "--workdir"),
  ...names("concurrency", "-c", "--concurrency"),
  ...names("autoscale", "--autoscale"),
  ...names("queues", "-Q", "--queues"),
  ...names("excludeQueues", "-X", "--exclude-queues"),
  ...names("include", "-I", "--include"),
  ...names("scheduler", "-S", "--scheduler"),
  ...names("schedule", "-s", "--schedule", "--schedule-filename"),
  ...names("pool", "-P", "--pool"),
  ...names("loglevel", "-l", "--loglevel"),
  ...names("logfile", "-f", "--logfile"),
  ...names("hostname", "-n", "--hostname"),
  ...names("statedb", "--statedb"),
  ...names("pidfile", "--pidfile"),
  ...names("uid", "--uid"),
  ...names("gid", "--gid"),
  ...names("umask", "--umask"),
  ...names("executable", "--executable"),
  ...names("optimization", "-O"),
  ...names("prefetch", "--prefetch-multiplier"),
  ...names("maxInterval", "--max-interval"),
  ...names("maxTasksPerChild", "--max-tasks-per-child"),
  ...names("maxMemoryPerChild", "--max-memory-per-child"),
  ...names("timeLimit", "--time-limit"),
  ...names("softTimeLimit", "--soft-time-limit"),
};

const BEAT_SWITCHES = ["-B", "--beat"];

function names(option: string, ...spellings: string[]): Record<string, string> {
  return Object.fromEntries(spellings.map((spelling) => [spelling, option]));
}

/** Reads a command in any of its forms: argument vector, one shell line, or a shell with `-c`. Never throws. */
export function celeryCommand(argv: readonly string[]): CeleryCommand {
  const found = simpleCommands(argv).map(readCommand);
  const worker = found.find((command) => command.kind === "worker" || command.kind === "worker-with-beat");
  const beat = found.find((command) => command.kind === "beat");
  // `celery worker & celery beat` in one container is a worker with beat in all that matters.
  if (worker && beat) return { ...beat, ...worker, kind: "worker-with-beat" };
  return worker ?? beat ?? { kind: "other" };
}

/** The commands a container runs, each as its words; a shell line may hold several (`migrate && celery worker`). */
function simpleCommands(argv: readonly string[]): string[][] {
  const [first = "", ...rest] = argv;
  const script = /(?:^|\/)(?:ba|da|a|z)?sh$/.test(first) ? shellScript(rest) : undefined;
  if (script !== undefined) return splitScript(script);
  return argv.length === 1 && /\s/.test(first) ? splitScript(first) : [[...argv]];
}

/** The script after a shell's `-c`, also in joined form (`-lc`). */
function shellScript(shellArguments: readonly string[]): string | undefined {
  const at = shellArguments.findIndex((argument) => /^-[a-z]*c[a-z]*$/.test(argument));
  return at < 0 ? undefined : shellArguments[at + 1];
}

/** Between two commands; the other operators redirect, and what follows them still belongs to the command. */
const SEPARATORS = [";", "&", "&&", "||", "|", "|&", ";;", "(", ")"];

function splitScript(script: string): string[][] {
  const commands: string[][] = [[]];
  // What a substitution will print is not known here, but the words around it are one command.
  const flat = script.replace(/\\\n/g, " ").replace(/\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`/g, "$$SUBSTITUTION");
  for (const line of flat.split("\n")) {
    for (const entry of shellWords(line)) {
      if (typeof entry === "string") commands.at(-1)?.push(entry);
      else if ("op" in entry && entry.op === "glob") commands.at(-1)?.push(entry.pattern);
      else if ("op" in entry && SEPARATORS.includes(entry.op)) commands.push([]);
    }
    commands.push([]);
  }
  return commands.flatMap((command) => {
    const [first] = command;
    if (first === undefined) return [];
    return /(?:^|\/)(?:ba|da|a|z)?sh$/.test(first) ? simpleCommands(command) : [command];
  });
}

/** The shell parser takes time with the square of a line's length. */
const LONGEST_PARSED = 4000;

function shellWords(line: string): ParseEntry[] {
  if (line.length > LONGEST_PARSED) return roughWords(line);
  try {
    return parse(line, (name) => `\${${name}}`); // variables stay as they are written
  } catch {
    return roughWords(line); // what the parser does not take, such as `${`
  }
}

/** Words and separators without regard to quotes. */
function roughWords(line: string): ParseEntry[] {
  return line
    .replace(/&&|\|\||[;&|]/g, " ; ")
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => (word === ";" ? { op: ";" } : word));
}

function readCommand(words: readonly string[]): CeleryCommand {
  const start = words.findIndex((word) => /(?:^|\/)celery$/.test(word));
  if (start < 0) return { kind: "other" };
  const { values, switches, positionals } = readOptions(words.slice(start + 1));
  const subcommand = positionals[0];
  if (subcommand === "beat") return { kind: "beat", ...describe(values) };
  if (subcommand !== "worker" && subcommand !== "multi") return { kind: "other" };
  const withBeat = BEAT_SWITCHES.some((name) => switches.has(name));
  return { kind: withBeat ? "worker-with-beat" : "worker", ...describe(values) };
}

interface Options {
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
  readonly positionals: readonly string[];
}

function readOptions(words: readonly string[]): Options {
  const values = new Map<string, string>();
  const switches = new Set<string>();
  const positionals: string[] = [];
  const queue = words.flatMap(splitJoined);
  for (let at = 0; at < queue.length; at += 1) {
    const word = queue[at] ?? "";
    const option = lookup(OPTIONS_WITH_VALUE, word);
    if (option !== undefined) values.set(option, queue[(at += 1)] ?? "");
    else if (word.startsWith("-")) switches.add(word);
    else positionals.push(word);
  }
  return { values, switches, positionals };
}

/** `--queues=a` → `--queues a`; `-c4` → `-c 4`; `-Bl` → `-B -l`. */
function splitJoined(word: string): string[] {
  const long = /^(--[a-z-]+)=(.*)$/s.exec(word);
  if (long) return [long[1] ?? "", long[2] ?? ""];
  if (!/^-[A-Za-z]./.test(word)) return [word];
  const flag = word.slice(0, 2);
  const rest = word.slice(2);
  return lookup(OPTIONS_WITH_VALUE, flag) !== undefined
    ? [flag, rest.replace(/^=/, "")]
    : [flag, ...splitJoined(`-${rest}`)];
}

function describe(values: ReadonlyMap<string, string>): Omit<CeleryCommand, "kind"> {
  const concurrency = wholeNumber(values.get("concurrency")) ?? wholeNumber(values.get("autoscale")?.split(",")[0]);
  const queues = values
    .get("queues")
    ?.split(",")
    .map((queue) => queue.trim())
    .filter((queue) => queue !== "");
  const scheduler = values.get("scheduler");
  const pool = values.get("pool");
  return {
    ...(concurrency !== undefined && { concurrency }),
    ...(queues !== undefined && { queues }),
    ...(scheduler !== undefined && { scheduler }),
    ...(pool !== undefined && { pool }),
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
