/**
 * What a shell script runs: its simple commands in order, with variables filled in where they are known.
 *
 * Conditions are not evaluated: what stands behind one may run. Sources: POSIX shell command language, 2.9; measured on
 * dash 0.5.12 and bash 5.2 (who hands its process over to the last command).
 */
import type { EnvironmentLookup } from "./reading";
import { expandableParts, type Part, shellTokens, type Token } from "./shell-words";
import { baseName, hasHole, type Holes, plain } from "./words";

export interface SimpleCommand {
  readonly words: readonly string[];
  /** `X=… command`, with what the script set before. */
  readonly assignments: ReadonlyMap<string, string>;
  readonly certain: boolean;
  /** It is the last simple command, so that a shell may let it take its own place; bash does, dash does not. */
  readonly last: boolean;
  /** The script catches signals itself, and may hand them on. */
  readonly trapped: boolean;
  /** Another command follows once it has ended. */
  readonly step: boolean;
}

export interface Shell {
  readonly environment: EnvironmentLookup;
  readonly holes: Holes;
  /** `$0`, `$1`, …. */
  readonly positionals: readonly string[];
}

/** Characters that variables may fill in, all together: a script can double one with every command. */
const MOST_FILLED_IN = 65_536;

interface Frame {
  readonly kind: "condition" | "group" | "case";
  /** In a `case`: between a pattern and the end of its commands. */
  inBody: boolean;
}

/** At most so many; each carries the variables set before it. */
export function simpleCommands(script: string, shell: Shell, most: number): SimpleCommand[] {
  return new Script(shell, shellTokens(script), most).read();
}

class Script {
  private readonly variables = new Map<string, string>();
  private readonly found: SimpleCommand[] = [];
  private readonly frames: Frame[] = [];
  private words: string[] = [];
  private assigned = new Map<string, string>();
  /** The current chain of `&&` and `||` has something behind a condition. */
  private chained = false;
  private redirected = false;
  /** The command before it writes into this one. */
  private piped = false;
  private skipping: "for" | "case" | undefined;
  private afterFunctionName = false;
  private comesBack = false;
  private trapped = false;
  private depth = 0;
  private room = MOST_FILLED_IN;
  private ended = false;

  constructor(
    private readonly shell: Shell,
    private readonly tokens: readonly Token[],
    private readonly most: number,
  ) {}

  read(): SimpleCommand[] {
    for (const token of this.tokens) {
      if (this.ended || this.found.length >= this.most) break;
      if (token.kind === "redirection") this.redirected = true;
      else if (token.kind === "operator") this.operator(token.text);
      else this.word(token.parts);
    }
    this.finish("");
    return this.placed();
  }

  private word(parts: readonly Part[]): void {
    const literal = parts.length === 1 && parts[0]?.kind === "text" && !parts[0].quoted ? parts[0].text : undefined;
    if (this.skipping !== undefined) {
      if (this.skipping === "case" && literal === "in") this.skipping = undefined;
      return;
    }
    if (this.words.length === 0) {
      if (literal !== undefined && this.reserved(literal)) return;
      const [name, value] = this.assignment(parts) ?? [];
      if (name !== undefined && value !== undefined) {
        this.assigned.set(name, value);
        return;
      }
    }
    this.words.push(...this.fields(parts));
  }

  /** Takes a reserved word where a command may begin. */
  private reserved(word: string): boolean {
    switch (word) {
      case "if":
      case "while":
      case "until":
        this.frames.push({ kind: "condition", inBody: true });
        return true;
      case "for":
      case "select":
        this.frames.push({ kind: "condition", inBody: true });
        this.skipping = "for";
        return true;
      case "case":
        this.frames.push({ kind: "case", inBody: false });
        this.skipping = "case";
        return true;
      case "{":
        this.frames.push({ kind: this.afterFunctionName ? "condition" : "group", inBody: true });
        this.afterFunctionName = false;
        return true;
      case "fi":
      case "done":
      case "esac":
      case "}":
        this.frames.pop();
        return true;
      case "function":
        this.afterFunctionName = true;
        this.skipping = "for";
        return true;
      default:
        return ["then", "else", "elif", "do", "!", "time"].includes(word);
    }
  }

  private operator(text: string): void {
    const frame = this.frames.at(-1);
    if (this.skipping !== undefined) {
      if (text === ";" || text === "\n") this.skipping = undefined;
      return;
    }
    if (text === "(") {
      // `name ()` defines a function; otherwise a subshell.
      if (this.words.length > 0) this.afterFunctionName = true;
      else if (!this.afterFunctionName && frame?.kind !== "case") this.frames.push({ kind: "group", inBody: true });
      this.words = [];
      return;
    }
    if (text === ")") {
      if (frame?.kind === "case" && !frame.inBody) {
        frame.inBody = true;
        this.words = []; // the pattern
        return;
      }
      this.finish(text);
      if (!this.afterFunctionName && frame?.kind === "group") this.frames.pop();
      return;
    }
    this.finish(text);
    if (frame?.kind === "case" && text.startsWith(";;")) frame.inBody = false;
    if (text === ";&" && frame?.kind === "case") frame.inBody = false;
  }

  /** Ends the current command at an operator. */
  private finish(operator: string): void {
    const { words, assigned } = this;
    const frame = this.frames.at(-1);
    const isPattern = frame?.kind === "case" && !frame.inBody;
    if (isPattern) this.words = [];
    else if (words.length > 0) this.add(words, assigned, operator);
    else for (const [name, value] of assigned) this.variables.set(name, value);
    if (operator === "||") this.chained = true;
    else if (operator !== "&&" && operator !== "|" && operator !== "|&") this.chained = false;
    else if (isTest(words[0])) this.chained = true;
    this.words = [];
    this.assigned = new Map();
    this.redirected = false;
    this.piped = operator === "|" || operator === "|&";
  }

  private add(words: readonly string[], assigned: ReadonlyMap<string, string>, operator: string): void {
    const [first = "", ...rest] = words;
    if (["export", "readonly", "local", "declare", "typeset"].includes(first)) {
      for (const word of rest) {
        const equals = word.indexOf("=");
        if (equals > 0) this.variables.set(word.slice(0, equals), word.slice(equals + 1));
      }
      return;
    }
    if (first === "unset") {
      for (const word of rest) this.variables.set(word, "");
      return;
    }
    const certain = !this.chained && this.frames.every(({ kind }) => kind === "group");
    if (first === "set" || first === "cd" || first === "trap" || first === "wait" || first === ":") {
      if (first === "trap" || first === "wait") this.comesBack = true;
      if (first === "trap") this.trapped = true;
      return;
    }
    const behind = this.frames.length > 0 || this.redirected || this.piped || ["&", "|", "|&"].includes(operator);
    this.found.push({
      words,
      assignments: new Map([...this.variables, ...assigned]),
      certain,
      last: !behind,
      trapped: false,
      step: operator !== "&" && !operator.startsWith("|"),
    });
    const leaves = (first === "exec" && words.length > 1) || first === "exit" || first === "return";
    if (leaves && certain && this.frames.length === 0 && !operator.startsWith("|") && operator !== "&")
      this.ended = true;
  }

  /** A shell that has to come back, for a trap or to wait, keeps its process. */
  private placed(): SimpleCommand[] {
    const last = this.found.length - 1;
    return this.found.map((command, index) => ({
      ...command,
      trapped: this.trapped,
      last: command.last && index === last && !this.comesBack,
      step: command.step && index < last && this.found.slice(index + 1, index + 2).every(({ certain }) => certain),
    }));
  }

  private assignment(parts: readonly Part[]): [string, string] | undefined {
    const [first, ...rest] = parts;
    if (first?.kind !== "text" || first.quoted) return undefined;
    const equals = /^([A-Za-z_]\w*)\+?=/.exec(first.text);
    if (equals?.[1] === undefined) return undefined;
    const value: Part = { ...first, text: first.text.slice(equals[0].length) };
    return [equals[1], this.joined([value, ...rest])];
  }

  /** As one string, not split. */
  private joined(parts: readonly Part[]): string {
    return parts.map((part) => this.value(part)).join("");
  }

  /** A word's fields: an unquoted variable's value is split at white space, and vanishes when it is empty. */
  private fields(parts: readonly Part[]): string[] {
    const fields: string[] = [];
    let field: string | undefined;
    for (const part of parts) {
      if (part.kind === "variable" && (part.name === "@" || part.name === "*") && part.operator === "") {
        const all = this.positionals();
        if (all.length === 0) continue;
        fields.push((field ?? "") + (all[0] ?? ""), ...all.slice(1));
        field = fields.pop();
        continue;
      }
      const value = this.value(part);
      if (part.kind === "text" || part.quoted || !/\s/.test(value)) {
        if (value !== "" || part.kind === "text" || part.quoted) field = (field ?? "") + value;
        continue;
      }
      const pieces = value.split(/\s+/);
      field = (field ?? "") + (pieces[0] ?? "");
      for (const piece of pieces.slice(1)) {
        if (field !== "") fields.push(field);
        field = piece;
      }
      if (field === "") field = undefined;
    }
    return field === undefined ? fields : [...fields, field];
  }

  private value(part: Part): string {
    if (part.kind === "text") return part.text;
    if (part.kind === "substitution") return this.substituted(part.text);
    const value = this.variable(part.name);
    if (part.operator === "") return value ?? this.unset(part.name);
    if (part.operator === "other") return this.shell.holes.add({ reason: "substitution", name: "" });
    const isSet = value !== null && (part.operator.startsWith(":") ? value !== "" : true);
    const kind = part.operator.at(-1);
    if (isSet) return kind === "+" ? this.operand(part.operand) : value;
    if (kind === "-" || kind === "=") return this.operand(part.operand);
    return kind === "+" ? "" : this.unset(part.name);
  }

  /** Takes the room that a value needs; a hole where there is none left. */
  private filled(value: string): string {
    this.room -= value.length + 1;
    return this.room >= 0 ? value : this.shell.holes.add({ reason: "too-long", name: "" });
  }

  /** `$1` and on. */
  private positionals(): string[] {
    const all = this.shell.positionals.slice(1).map(plain);
    this.room -= all.reduce((sum, word) => sum + word.length + 1, 0);
    return this.room >= 0 ? all : [this.shell.holes.add({ reason: "too-long", name: "" })];
  }

  private operand(text: string): string {
    // Defaults within defaults are rare; each level reads its text once more.
    if (this.depth >= 4) return this.shell.holes.add({ reason: "substitution", name: "" });
    this.depth += 1;
    const value = this.joined(expandableParts(text));
    this.depth -= 1;
    return value;
  }

  private unset(name: string): string {
    return this.shell.holes.add({ reason: "unset-variable", name });
  }

  /** null: not set. */
  private variable(name: string): string | null {
    const own = this.variables.get(name) ?? this.assigned.get(name);
    if (own !== undefined) return this.filled(own);
    if (/^\d$/.test(name)) return plain(this.shell.positionals[Number(name)] ?? "");
    if (!/^[A-Za-z_]\w*$/.test(name)) return this.shell.holes.add({ reason: "substitution", name: "" });
    const value = this.shell.environment(name);
    if (value === undefined) return this.shell.holes.add({ reason: "unknown-variable", name });
    return value === null ? null : this.filled(plain(value));
  }

  private substituted(text: string): string {
    const command = text.trim();
    if (CORES.test(command)) return this.shell.holes.add({ reason: "cores", name: "" });
    const [, program] = /^(?:which|command -v|type -P) ([\w./-]{1,80})$/.exec(command) ?? [];
    return program ?? this.shell.holes.add({ reason: "substitution", name: "" });
  }
}

/** Commands that print how many cores there are. */
const CORES =
  /^(?:nproc(?: --all)?|getconf _NPROCESSORS_ONLN|grep -c \^?processor \/proc\/cpuinfo|python3? -c ['"]import (?:os|multiprocessing)(?:; ?| as \w+; ?)print\((?:os|multiprocessing)\.cpu_count\(\)\)['"])$/;

function isTest(word: string | undefined): boolean {
  return word !== undefined && !hasHole(word) && ["[", "[[", "test", "grep"].includes(baseName(word));
}
