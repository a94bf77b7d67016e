/**
 * A program's regular expression as a tree, and as text for a linear engine.
 *
 * Assertions and back references, which no linear engine has, are dropped or widened: what is left matches everything that the
 * original matches and maybe more, so that "it lets no stranger in" stays true of the original. Syntax: Python `re`, ECMAScript, Java
 * and RE2, as far as they agree; what they do not share is refused.
 */
export type PatternTree =
  | { readonly kind: "text"; readonly text: string }
  /** One character of a class, written for RE2. */
  | { readonly kind: "set"; readonly source: string }
  | { readonly kind: "sequence"; readonly parts: readonly PatternTree[] }
  | { readonly kind: "choice"; readonly options: readonly PatternTree[] }
  | { readonly kind: "repeat"; readonly body: PatternTree; readonly min: number; readonly max: number };

export interface ReadPattern {
  readonly tree: PatternTree;
  /** For RE2. */
  readonly source: string;
  /** False: the source matches more than the original. */
  readonly exact: boolean;
  /** What else the original asks of a text, where nothing more was widened: looks ahead from its beginning, `^(?!https://evil)`. */
  readonly ahead: readonly Ahead[] | undefined;
  readonly ignoreCase: boolean;
}

export interface Ahead {
  /** For RE2. */
  readonly source: string;
  readonly wanted: boolean;
}

/** Longer or deeper patterns are not read. */
export const PATTERN_CAP = 1024;
const DEPTH_CAP = 40;
/** Nodes after every `{n}` is written out. */
const SIZE_CAP = 4000;

const EMPTY: PatternTree = { kind: "sequence", parts: [] };
const ANYTHING: PatternTree = { kind: "repeat", body: { kind: "set", source: "." }, min: 0, max: Infinity };

/** Reads a pattern; undefined: too long, or not a pattern that can be judged. */
export function readPattern(text: string): ReadPattern | undefined {
  if (text.length > PATTERN_CAP) return undefined;
  const reader = new Reader(text);
  const read = reader.choice(0);
  if (read === undefined || !reader.atEnd || size(read.tree) > SIZE_CAP) return undefined;
  const { exact, ignoreCase, ahead, widened } = reader;
  const onlyAhead = !widened && read.tree.kind !== "choice";
  return { ...read, exact, ignoreCase, ahead: onlyAhead ? ahead : undefined };
}

function size(tree: PatternTree): number {
  switch (tree.kind) {
    case "text":
    case "set":
      return 1;
    case "sequence":
      return tree.parts.reduce((sum, part) => sum + size(part), 1);
    case "choice":
      return tree.options.reduce((sum, option) => sum + size(option), 1);
    case "repeat":
      return 1 + size(tree.body) * Math.max(1, tree.min, Number.isFinite(tree.max) ? tree.max : 1);
  }
}

interface Part {
  readonly tree: PatternTree;
  readonly source: string;
}

/** A recursive descent over the text, each character read once. Every method answers undefined for what cannot be judged. */
class Reader {
  readonly ahead: Ahead[] = [];
  /** Whether more was given up than what `ahead` holds. */
  widened = false;
  ignoreCase = false;
  #at = 0;
  /** How far the text is its beginning and looks ahead from there. */
  #leading = 1;

  constructor(readonly text: string) {}

  get exact(): boolean {
    return !this.widened && this.ahead.length === 0;
  }

  get atEnd(): boolean {
    return this.#at >= this.text.length;
  }

  choice(depth: number): Part | undefined {
    if (depth > DEPTH_CAP) return undefined;
    const options: Part[] = [];
    do {
      const option = this.#sequence(depth);
      if (option === undefined) return undefined;
      options.push(option);
    } while (this.#take("|"));
    const [only] = options;
    if (only !== undefined && options.length === 1) return only;
    return {
      tree: { kind: "choice", options: options.map(({ tree }) => tree) },
      source: `(?:${options.map(({ source }) => source).join("|")})`,
    };
  }

  #sequence(depth: number): Part | undefined {
    const parts: Part[] = [];
    while (!this.atEnd && this.#peek() !== "|" && this.#peek() !== ")") {
      const atom = this.#atom(depth);
      const part = atom && this.#repeated(atom);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return {
      tree: { kind: "sequence", parts: parts.map(({ tree }) => tree) },
      source: parts.map((p) => p.source).join(""),
    };
  }

  #atom(depth: number): Part | undefined {
    const character = this.#next();
    switch (character) {
      case "(":
        return this.#group(depth);
      case "[":
        return this.#set();
      case "\\":
        return this.#escape();
      case ".":
        return { tree: { kind: "set", source: "." }, source: "." };
      case "^":
      case "$":
        return { tree: EMPTY, source: character };
      case "*":
      case "+":
      case "?":
        return undefined; // nothing to repeat: a glob, no pattern
      default:
        return literal(character);
    }
  }

  #group(depth: number): Part | undefined {
    const isLeading = this.text.startsWith("^") && this.#at - 1 === this.#leading;
    if (this.#takeMatch(/\?#[^)]*\)/y) !== undefined) return { tree: EMPTY, source: "(?:)" };
    const reference = this.#takeMatch(/\?P=\w+\)/y);
    if (reference !== undefined) return this.#widened();
    const flags = this.#takeMatch(/\?[a-zA-Z]*[):]/y);
    if (flags !== undefined && flags !== "?:") {
      const letters = flags.slice(1, -1);
      if (!/^[imsuaL]+$/.test(letters)) return undefined;
      this.ignoreCase ||= letters.includes("i");
      if (flags.endsWith(")")) return { tree: EMPTY, source: "" };
    }
    const assertion = this.#takeMatch(/\?<?[=!]/y);
    if (assertion === undefined) {
      if (this.#takeMatch(/\?>/y) !== undefined) this.widened = true;
      else if (flags === undefined) this.#takeMatch(/\?P?<\w+>/y);
      if (this.#peek() === "?") return undefined; // a conditional, or a form not known here
    }
    const body = this.choice(depth + 1);
    if (body === undefined || !this.#take(")")) return undefined;
    if (assertion !== undefined) {
      if (isLeading && !assertion.includes("<")) {
        this.ahead.push({ source: body.source, wanted: assertion.endsWith("=") });
        this.#leading = this.#at;
      } else this.widened = true;
      return { tree: EMPTY, source: "(?:)" };
    }
    return { tree: body.tree, source: `(?:${body.source})` };
  }

  /** Text that is not known here, such as what a group matched before: any text. */
  #widened(): Part {
    this.widened = true;
    return { tree: ANYTHING, source: "(?:.*)" };
  }

  #set(): Part | undefined {
    if (this.#takeMatch(/\^\]/y) !== undefined)
      return { tree: { kind: "set", source: "[\\s\\S]" }, source: "[\\s\\S]" };
    let source = this.#take("^") ? "[^" : "[";
    if (this.#take("]")) source += "\\]";
    for (;;) {
      if (this.atEnd) return undefined;
      const character = this.#next();
      if (character === "]") break;
      if (character === "[") {
        source += this.#takeMatch(/:\^?[a-z]+:\]/y)?.replace(/^/, "[") ?? "\\[";
      } else if (character === "\\") {
        const escaped = this.#escapeInSet();
        if (escaped === undefined) return undefined;
        source += escaped;
      } else {
        source += character;
      }
    }
    return { tree: { kind: "set", source: `${source}]` }, source: `${source}]` };
  }

  #escapeInSet(): string | undefined {
    const code = this.#codePoint();
    if (code !== undefined) return code;
    if (this.atEnd) return undefined;
    const property = this.#takeMatch(/[pP](?:\{\^?\w+\}|[A-Z])/y);
    if (property !== undefined) return `\\${property}`;
    const character = this.#next();
    return /[dwsDWSnrtfv]/.test(character) || !/[a-z0-9]/i.test(character) ? `\\${character}` : undefined;
  }

  #escape(): Part | undefined {
    const code = this.#codePoint();
    if (code !== undefined) return { tree: { kind: "set", source: code }, source: code };
    if (this.#takeMatch(/[1-9]\d?|k<\w+>/y) !== undefined) return this.#widened();
    const property = this.#takeMatch(/[pP](?:\{\^?\w+\}|[A-Z])/y);
    if (property !== undefined) return { tree: { kind: "set", source: `\\${property}` }, source: `\\${property}` };
    if (this.atEnd) return undefined;
    const character = this.#next();
    if (/[dwsDWS]/.test(character))
      return { tree: { kind: "set", source: `\\${character}` }, source: `\\${character}` };
    if (/[AzZ]/.test(character)) return { tree: EMPTY, source: character === "A" ? "\\A" : "\\z" };
    if (/[bB]/.test(character)) return { tree: EMPTY, source: `\\${character}` };
    return /[a-z0-9]/i.test(character) ? undefined : literal(character);
  }

  /** `\x2e`, `\x{2e}`, `\u002e` in RE2's spelling. */
  #codePoint(): string | undefined {
    const found = this.#takeMatch(/x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}/y);
    return found === undefined ? undefined : `\\x{${found.replace(/[xu{}]/g, "")}}`;
  }

  #repeated({ tree, source }: Part): Part | undefined {
    const written = this.#takeMatch(/[*+?]|\{(?:\d{1,4}(?:,\d{0,4})?|,\d{1,4})\}/y);
    if (written === undefined) return { tree, source };
    const [min, max] = bounds(written);
    if (min > max || min > 1000 || (Number.isFinite(max) && max > 1000)) return undefined;
    const how = this.#takeMatch(/[?+]/y);
    if (how === "+") this.widened = true; // possessive
    if (/^[*+?{]/.test(this.text.slice(this.#at, this.#at + 1)) && this.#isRepetition()) return undefined;
    const times = written.startsWith("{")
      ? `{${min}${max === min ? "" : `,${Number.isFinite(max) ? max : ""}`}}`
      : written;
    return { tree: { kind: "repeat", body: tree, min, max }, source: `(?:${source})${times}` };
  }

  #isRepetition(): boolean {
    return /^(?:[*+?]|\{\d)/.test(this.text.slice(this.#at, this.#at + 2));
  }

  #peek(): string {
    return this.text.charAt(this.#at);
  }

  #next(): string {
    const point = this.text.codePointAt(this.#at) ?? 0;
    const character = String.fromCodePoint(point);
    this.#at += character.length;
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  /** What a sticky expression matches here, taken. Each is a bounded look or reads what it takes. */
  #takeMatch(form: RegExp): string | undefined {
    form.lastIndex = this.#at;
    const found = form.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

function literal(character: string): Part {
  return { tree: { kind: "text", text: character }, source: character.replace(/[.*+?^${}()|[\]\\]/, "\\$&") };
}

function bounds(written: string): [min: number, max: number] {
  if (written === "*") return [0, Infinity];
  if (written === "+") return [1, Infinity];
  if (written === "?") return [0, 1];
  const [low = "", high] = written.slice(1, -1).split(",");
  const min = low === "" ? 0 : Number(low);
  if (high === undefined) return [min, min];
  return [min, high === "" ? Infinity : Number(high)];
}
