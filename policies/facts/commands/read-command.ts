/**
 * What a container's entry point and command start: through shells, wrappers and the image's entry scripts.
 *
 * Everything is read once: words are walked by index, scripts nest at most {@link DEEPEST} times, and what is longer than
 * {@link LONGEST} is not read at all.
 */
import { lookup } from "../lookup";
import { celery } from "./celery-program";
import { javaOptions } from "./java";
import { hintOf, isDevelopmentServer, isMigration, isUnderstood, languageOf } from "./other-programs";
import { queueProgram } from "./queues";
import type {
  CommandReading,
  EnvironmentLookup,
  Program,
  ServerName,
  Interposed,
  Started,
  Unread,
  UnreadReason,
} from "./reading";
import { SERVERS } from "./servers";
import { noteHoles, type ProgramContext } from "./settings";
import { simpleCommands } from "./shell-script";
import { baseName, hasHole, Holes, plain, safeName } from "./words";
import { PROCESS_MANAGERS, RUN_EACH_WORD, SHELLS, SHELLS_THAT_EXEC, type Wrapper, WRAPPERS } from "./wrappers";

/** Characters of one command line; ECS itself takes 64 KiB for a whole task definition. */
export const LONGEST = 32_768;
const DEEPEST = 6;
/** Commands of one container; a script has no more that matter. */
const MOST_COMMANDS = 500;
/** Wrappers and scripts one behind the other. */
const MOST_LAYERS = 40;

/**
 * @param argv entry point and command, one after the other; undefined: the image's own.
 * @param environment the container's variables.
 * @returns never throws; what could not be read is named in `unread`. Settings such as `broker` may hold secrets: for rules, not for print.
 */
export function readCommand(argv: readonly string[] | undefined, environment: EnvironmentLookup): CommandReading {
  // Options alone are for the entry point that the image has.
  if (argv?.[0] === undefined || /^-./.test(argv[0])) {
    return { programs: [], unread: [{ reason: "image-default", name: "", handsOver: false, hint: undefined }] };
  }
  const length = argv.reduce((sum, word) => sum + word.length + 1, 0);
  if (length > LONGEST) {
    return { programs: [], unread: [{ reason: "too-long", name: "", handsOver: false, hint: undefined }] };
  }
  const reader = new Reader(environment);
  const words = argv.map(plain);
  const only = words.length === 1 ? (words[0] ?? "") : "";
  const start: State = { certain: true, behind: [], toAll: false, assignments: new Map(), step: false, depth: 0 };
  // One string with spaces: the shell form, behind an entry point such as `sh -c`.
  if (/\s/.test(only)) reader.script(only, between(start, "unknown", ""), [], "sh");
  else reader.command(words, start);
  return reader.reading();
}

/** On the way to a program. */
interface State {
  readonly certain: boolean;
  readonly behind: readonly Interposed[];
  /** An init in front sends every signal to all processes. */
  readonly toAll: boolean;
  readonly step: boolean;
  readonly assignments: ReadonlyMap<string, string>;
  readonly depth: number;
}

class Reader {
  private readonly holes = new Holes();
  private readonly programs: Program[] = [];
  private readonly unread = new Map<string, Unread>();
  private commands = 0;

  constructor(private readonly environment: EnvironmentLookup) {}

  reading(): CommandReading {
    return { programs: this.programs, unread: [...this.unread.values()] };
  }

  script(script: string, state: State, positionals: readonly string[], shell: string): void {
    if (state.depth >= DEEPEST) {
      this.note("too-long");
      return;
    }
    const environment: EnvironmentLookup = (name) => this.variable(name, state.assignments);
    for (const found of simpleCommands(script, { environment, holes: this.holes, positionals }, MOST_COMMANDS + 1)) {
      const takesPlace = found.words[0] === "exec" || (found.last && SHELLS_THAT_EXEC.includes(shell));
      const inside = takesPlace
        ? state
        : between(state, found.trapped ? "trap" : "shell", shell, found.trapped || found.last);
      this.command(found.words, {
        ...inside,
        certain: state.certain && found.certain,
        step: state.step || found.step,
        assignments: new Map([...state.assignments, ...found.assignments]),
        depth: state.depth + 1,
      });
    }
  }

  /** Strips what stands before the program, then reads the program. */
  command(words: readonly string[], given: State): void {
    if ((this.commands += 1) > MOST_COMMANDS) {
      this.note("too-long");
      return;
    }
    let state = given;
    let at = 0;
    for (let layers = 0; ; layers += 1) {
      const word = words[at];
      if (word === undefined) return;
      if (layers > MOST_LAYERS) {
        this.note("too-long");
        return;
      }
      const name = baseName(word);
      if (SHELLS.includes(name)) {
        this.shell(words, at, state);
        return;
      }
      if (name === "eval") {
        this.script(words.slice(at + 1).join(" "), state, [], "sh");
        return;
      }
      if (name === "su" || name === "runuser") {
        this.su(words, at, state);
        return;
      }
      const wrapper = lookup(WRAPPERS, name);
      const behind = wrapper === undefined ? undefined : this.behind(wrapper, words, at, state);
      if (behind === undefined) {
        const next = this.program(words, at, state);
        if (next === undefined) return;
        at = next;
        state = between(state, "script", name);
        continue;
      }
      at = behind.at;
      state = behind.state;
    }
  }

  /** Where the command behind a wrapper begins; undefined: it is not used as one. */
  private behind(
    wrapper: Wrapper,
    words: readonly string[],
    from: number,
    state: State,
  ): { at: number; state: State } | undefined {
    let at = from + 1;
    const values = wrapper.values ?? [];
    const assignments = new Map(state.assignments);
    const options = () => {
      while (words[at]?.startsWith("-") === true && words[at] !== "--") at += values.includes(words[at] ?? "") ? 2 : 1;
    };
    options();
    if (wrapper.command !== undefined) {
      if (!wrapper.command.includes(words[at] ?? "")) return undefined;
      at += 1;
      options();
    }
    if (wrapper.dashes === true) {
      const dashes = words.indexOf("--", at);
      at = dashes < 0 ? at + (wrapper.words ?? 1) : dashes + 1;
    } else {
      at += wrapper.words ?? 0;
      if (words[at] === "--") at += 1;
    }
    if (wrapper.assigns === true) {
      for (let name = assignedName(words[at]); name !== undefined; name = assignedName(words[at])) {
        assignments.set(name, (words[at] ?? "").slice(name.length + 1));
        at += 1;
      }
    }
    const name = baseName(words[from] ?? "");
    const inside = wrapper.stays === true ? between(state, "wrapper", name) : state;
    const toAll = state.toAll || sendsToAll(name, words.slice(from + 1, at));
    // `watchfiles "celery -A app worker"`: the command as one word.
    const word = words[at];
    if (wrapper.stays === true && word !== undefined && /\s/.test(word)) {
      this.script(word, inside, [], "sh");
      return { at: words.length, state };
    }
    return { at, state: { ...inside, toAll, assignments } };
  }

  private shell(words: readonly string[], from: number, state: State): void {
    let at = from + 1;
    if (baseName(words[from] ?? "") === "busybox") {
      this.command(words.slice(at), state);
      return;
    }
    let isScript = false;
    for (; at < words.length; at += 1) {
      const word = words[at] ?? "";
      if (word === "--" || word === "-") {
        at += 1;
        break;
      }
      if (!/^[-+]/.test(word)) break;
      if (!word.startsWith("--")) {
        if (word.includes("c")) isScript = true;
        if (word.endsWith("o") || word.endsWith("O")) at += 1;
      }
    }
    const word = words[at];
    if (word === undefined) {
      if (!isScript) this.note("program", baseName(words[from] ?? ""));
    } else if (isScript) {
      this.script(word, state, words.slice(at + 1), baseName(words[from] ?? ""));
    } else this.startScript(words, at, state);
  }

  private startScript(words: readonly string[], at: number, state: State): void {
    const next = this.imageProgram(words, at, state);
    if (next !== undefined) this.command(words.slice(next), between(state, "script", baseName(words[at] ?? "")));
  }

  /** `su app -c "…"`, `su -s /bin/sh app -c "…"`; without `-c` it starts a shell. */
  private su(words: readonly string[], from: number, state: State): void {
    const at = words.findIndex((word, index) => index > from && (word === "-c" || word === "--command"));
    const joined = words.find((word, index) => index > from && word.startsWith("--command="));
    const script = at >= 0 ? words[at + 1] : joined?.slice("--command=".length);
    const inside = between(state, "wrapper", "su");
    if (script !== undefined) this.script(script, inside, [], "sh");
    else if (words.includes("--", from)) this.command(words.slice(words.indexOf("--", from) + 1), inside);
    else this.note("unknown-wrapper", "su");
  }

  /** Reads the program at an index; the index of a command it hands over to, if it is a script or an unknown wrapper. */
  private program(words: readonly string[], at: number, state: State): number | undefined {
    const word = words[at] ?? "";
    if (hasHole(word)) {
      noteHoles(word, this.context(state));
      if (this.holes.only(word) === undefined) this.note("unknown-wrapper");
      return this.handedOver(words, at);
    }
    const name = programName(word);
    const rest = words.slice(at + 1);
    if (name === "python") return this.python(words, at, state);
    if (RUN_EACH_WORD.includes(name) && rest.some((line) => /\s/.test(line))) {
      for (const line of rest) if (!line.startsWith("-")) this.script(line, between(state, "wrapper", name), [], "sh");
      return undefined;
    }
    if (PROCESS_MANAGERS.includes(name)) {
      const named = rest.find((one) => one !== "start" && hintOf(baseName(one)) !== undefined);
      this.note("process-manager", name, state.step, named === undefined ? undefined : hintOf(baseName(named)));
      return undefined;
    }
    if (this.known(name, rest, state)) return undefined;
    if (isUnderstood(name)) {
      this.other(name, state, true);
      return undefined;
    }
    const language = languageOf(name);
    if (language !== undefined) {
      this.application(name, rest, state);
      return undefined;
    }
    return this.imageProgram(words, at, state);
  }

  /** A script or a program of the image's own: noted; the index of what it hands over to. */
  private imageProgram(words: readonly string[], at: number, state: State): number | undefined {
    const word = words[at] ?? "";
    const next = this.handedOver(words, at);
    const isScript = isScriptName(word) || SHELLS.includes(baseName(words[at - 1] ?? ""));
    const argument = words[at + 1];
    const hint =
      hintOf(baseName(word)) ??
      (next === undefined && argument !== undefined && !hasHole(argument) ? hintOf(argument) : undefined);
    const reason = isScript || hint !== undefined ? "start-script" : next === undefined ? "program" : "unknown-wrapper";
    this.note(reason, word, next !== undefined || state.step, next === undefined ? hint : undefined);
    if (next === undefined)
      this.other(programName(word), between(state, "script", baseName(word)), false, words.slice(at + 1));
    return next;
  }

  /** The command that a script gets as its arguments: right behind it, behind `--`, or a program that is known by name. */
  private handedOver(words: readonly string[], at: number): number | undefined {
    const next = words[at + 1];
    if (isCommandWord(next) || (next?.includes("/") === true && isScriptName(next))) return at + 1;
    const dashes = words.indexOf("--", at + 1);
    if (dashes > 0 && words[dashes + 1] !== undefined) return dashes + 1;
    const program = words.findIndex((word, index) => index > at && HANDED_TO.has(baseName(word)));
    return program < 0 ? undefined : program;
  }

  private python(words: readonly string[], from: number, state: State): number | undefined {
    for (let at = from + 1; at < words.length; at += 1) {
      const word = words[at] ?? "";
      if (word.startsWith("-")) {
        const [, kind] = /^-[A-Za-z]*?([mcXW])(.*)$/s.exec(word) ?? [];
        const joined = kind === undefined ? "" : word.slice(word.indexOf(kind) + 1);
        if (kind === "m") {
          const module = joined === "" ? (words[at + 1] ?? "") : joined;
          const rest = words.slice(joined === "" ? at + 2 : at + 1);
          const name = lookup(MODULES, module) ?? module;
          if (isCommandWord(name)) {
            this.command([name, ...rest], state);
            return undefined;
          }
          if (!this.known(name, rest, state)) this.application(name, rest, state, "python");
          return undefined;
        }
        if (kind === "c") {
          this.note("program", "python", state.step);
          this.other("python", state, false, [], "python");
          return undefined;
        }
        if (kind !== undefined && joined === "") at += 1;
        continue;
      }
      const name = programName(word);
      const rest = words.slice(at + 1);
      if (hasHole(word)) noteHoles(word, this.context(state));
      else if (Object.hasOwn(WRAPPERS, name) || name === "python") return at;
      else if (!this.known(name, rest, state)) this.application(name, rest, state, "python");
      return undefined;
    }
    this.note("program", "python");
    return undefined;
  }

  /** Adds a program that is known by its name. */
  private known(name: string, words: readonly string[], state: State): boolean {
    const context = this.context(state);
    const started = {
      certain: state.certain,
      ...reach(state),
      step: state.step,
      assignments: this.assignments(state),
    };
    if (isMigration(name, words)) {
      this.programs.push({ kind: "migration", tool: name, ...started });
      return true;
    }
    if (name === "celery" || name === "celeryd" || name === "celerybeat") {
      const sub = name === "celery" ? words : [name === "celeryd" ? "worker" : "beat", ...words];
      this.programs.push({ ...celery(sub, context), ...started });
      return true;
    }
    const queue = queueProgram(name, words, context);
    if (queue !== undefined) {
      this.programs.push({ ...queue, ...started });
      return true;
    }
    if (name === "manage.py" || name === "django-admin") return this.django(words, state);
    if (name === "flask" || name === "fastapi" || name === "rails") {
      const commands = name === "rails" ? ["server", "s"] : ["run", "dev"];
      const own = words.findIndex((word) => commands.includes(word));
      if (name === "flask" && words.includes("celery"))
        return this.known("celery", words.slice(words.indexOf("celery") + 1), state);
      if (own < 0) return false;
      const server = name === "rails" ? "puma" : name;
      this.server(server, words.slice(server === "puma" ? own + 1 : own), state);
      return true;
    }
    const server = lookup(SERVER_PROGRAMS, name);
    if (server === undefined) return false;
    this.server(server, words, state);
    return true;
  }

  private server(name: ServerName, words: readonly string[], state: State): void {
    const { sets, ...facts } = SERVERS[name](words, this.context(state));
    const assignments = new Map([...this.assignments(state), ...sets]);
    this.programs.push({ ...facts, certain: state.certain, ...reach(state), step: state.step, assignments });
  }

  private django(words: readonly string[], state: State): boolean {
    const at = words.findIndex((word) => !word.startsWith("-"));
    const command = words[at] ?? "";
    const rest = words.slice(at + 1);
    if (command === "runserver" || command === "runserver_plus" || command === "testserver") {
      this.server("runserver", rest, state);
      return true;
    }
    if (isUnderstood(command)) {
      this.other(command, state, true, [], "python");
      return true;
    }
    const name = command === "rqworker" ? "rqworker" : command;
    return name !== "" && name !== "manage.py" && this.known(name, rest, state);
  }

  /** An application of the image's own: what it starts inside is not known. */
  private application(name: string, words: readonly string[], state: State, language = languageOf(name)): void {
    const own = words
      .slice(0, 4)
      .find((word) => !word.startsWith("-") && word !== "run" && word !== "exec" && !hasHole(word));
    const hint = hintOf(name) ?? (own === undefined ? undefined : hintOf(own));
    this.note("program", name, state.step, hint);
    this.other(name, state, false, words, language);
  }

  private other(
    name: string,
    state: State,
    understood: boolean,
    words: readonly string[] = [],
    language = languageOf(name),
  ): void {
    const program = safeName(name) === "" ? "?" : safeName(name);
    const started = {
      certain: state.certain,
      ...reach(state),
      step: state.step,
      assignments: this.assignments(state),
    };
    const development = isDevelopmentServer(name, words);
    const java = program === "java" ? javaOptions(words) : undefined;
    this.programs.push({ kind: "other", program, language, understood, development, java, ...started });
  }

  private context(state: State): ProgramContext {
    return {
      holes: this.holes,
      environment: (name) => this.variable(name, state.assignments),
      note: ({ reason, name, handsOver, hint }) => {
        this.note(reason, name, handsOver, hint);
      },
    };
  }

  private variable(name: string, assignments: ReadonlyMap<string, string>): string | null | undefined {
    const own = assignments.get(name);
    if (own === undefined) return this.environment(name);
    return hasHole(own) ? undefined : own;
  }

  private assignments({ assignments }: State): ReadonlyMap<string, string | undefined> {
    return new Map([...assignments].map(([name, value]) => [name, hasHole(value) ? undefined : value]));
  }

  private note(reason: UnreadReason, name = "", handsOver = false, hint?: Unread["hint"]): void {
    const safe = safeName(name);
    this.unread.set(`${reason} ${safe}`, { reason, name: safe, handsOver, hint });
  }
}

/** One thing more between the first process and the program; of no interest where every process gets the signal. */
function between(state: State, kind: Interposed["kind"], name: string, mayHandOn = true): State {
  if (state.toAll) return state;
  return { ...state, behind: [...state.behind, { kind, name: safeName(name), mayHandOn }] };
}

function reach({ behind }: State): Pick<Started, "signalReaches" | "behind"> {
  const certain = behind.every(({ mayHandOn }) => mayHandOn);
  return { signalReaches: behind.length === 0 ? "yes" : certain ? "depends" : "no", behind };
}

/**
 * dumb-init, unless it is told to signal its child alone, and tini with `-g` (dumb-init's README, "Session behavior"; tini's
 * README, "Process group killing").
 */
function sendsToAll(name: string, options: readonly string[]): boolean {
  if (name === "dumb-init") return !options.some((option) => option === "--single-child" || /^-[a-z]*c/.test(option));
  return /^tini(?:-static)?$|^docker-init$/.test(name) && options.some((option) => /^-[a-z]*g/.test(option));
}

/** A start script of an image, by what such scripts are called. */
function isScriptName(word: string): boolean {
  return /\.(?:sh|bash)$/.test(word) || /entry-?point|^\/?start|^\/?run/.test(baseName(word));
}

function assignedName(word: string | undefined): string | undefined {
  return word === undefined ? undefined : /^([A-Za-z_]\w*)=/.exec(word)?.[1];
}

const SERVER_PROGRAMS: Readonly<Record<string, ServerName>> = {
  gunicorn: "gunicorn",
  uvicorn: "uvicorn",
  hypercorn: "hypercorn",
  granian: "granian",
  daphne: "daphne",
  uwsgi: "uwsgi",
  "waitress-serve": "waitress",
  puma: "puma",
};

/** Modules whose programs have another name. */
const MODULES: Readonly<Record<string, string>> = {
  waitress: "waitress-serve",
  "huey.bin.huey_consumer": "huey_consumer",
  fastapi_cli: "fastapi",
};

/** A word that a script would hand over to, wherever it stands among its arguments. */
const HANDED_TO: ReadonlySet<string> = new Set([
  ...Object.keys(SERVER_PROGRAMS),
  ...[
    "celery",
    "alembic",
    "fastapi",
    "flask",
    "python",
    "python3",
    "arq",
    "dramatiq",
    "taskiq",
    "rqworker",
    "supervisord",
  ],
]);

function isCommandWord(word: string | undefined): boolean {
  if (word === undefined || hasHole(word)) return false;
  const name = baseName(word);
  return (
    HANDED_TO.has(name) ||
    ["su", "runuser", "eval"].includes(name) ||
    SHELLS.includes(name) ||
    Object.hasOwn(WRAPPERS, name) ||
    name === "manage.py" ||
    /\.sh$/.test(name)
  );
}

/** `python3.12` → `python`, `./manage.py` → `manage.py`, `prisma@6` → `prisma`. */
function programName(word: string): string {
  const name = baseName(word).replace(/^([a-z][\w.-]{0,80})@[\w.^~-]{1,80}$/, "$1");
  return /^(?:python|pypy)[\d.]*$/.test(name) ? "python" : name;
}
