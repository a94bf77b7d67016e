/**
 * A shell script as words and operators (POSIX shell, 2.2 quoting, 2.3 token recognition, 2.6 expansions). One pass; what is
 * not closed reaches to the end. Never throws.
 */

export type Part =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: "variable";
      readonly name: string;
      /** `:-`, `-`, `:+`, …; empty: none; `?`: one that changes the value (`%`, `/`, `#`). */
      readonly operator: string;
      /** What follows the operator, not expanded. */
      readonly operand: string;
      readonly quoted: boolean;
    }
  | { readonly kind: "substitution"; readonly text: string; readonly quoted: boolean };

export type Token =
  | { readonly kind: "word"; readonly parts: readonly Part[] }
  | { readonly kind: "operator"; readonly text: string }
  /** A redirection, its target included. */
  | { readonly kind: "redirection" };

/** Longest first. */
const OPERATORS = ["&&", "||", ";;&", ";;", ";&", "|&", ";", "&", "|", "(", ")", "\n"];
const REDIRECTIONS = ["<<<", "<<-", "<<", "<&", "<>", "<", "&>>", "&>", ">>", ">&", ">|", ">"];

export function shellTokens(script: string): Token[] {
  return new Lexer(script).tokens();
}

/** The parts of text that is expanded but not split into words, such as the `4` of `${WORKERS:-4}`. */
export function expandableParts(text: string): Part[] {
  return new Lexer(text).wordParts(true);
}

class Lexer {
  private at = 0;
  /** Here-documents to skip at the next line's end. */
  private readonly documents: string[] = [];

  constructor(private readonly script: string) {}

  tokens(): Token[] {
    const tokens: Token[] = [];
    while (this.at < this.script.length) {
      const token = this.next();
      if (token !== undefined) tokens.push(token);
    }
    return tokens;
  }

  private next(): Token | undefined {
    const character = this.script.charAt(this.at);
    if (character === " " || character === "\t" || character === "\r") {
      this.at += 1;
      return undefined;
    }
    if (this.script.startsWith("\\\n", this.at)) {
      this.at += 2;
      return undefined;
    }
    if (character === "#") {
      this.at = this.indexOr("\n");
      return undefined;
    }
    return this.redirection() ?? this.operator() ?? { kind: "word", parts: this.wordParts(false) };
  }

  private redirection(): Token | undefined {
    let from = this.at;
    while (isDigit(this.script.charAt(from))) from += 1;
    const operator = REDIRECTIONS.find((text) => this.script.startsWith(text, from));
    // `&>` is one only where the ampersand is not the end of a command's digits.
    if (operator === undefined || (operator.startsWith("&") && from > this.at)) return undefined;
    // `<(…)`, `>(…)`: a process substitution is a word.
    if ((operator === "<" || operator === ">") && this.script.charAt(from + 1) === "(") return undefined;
    this.at = from + operator.length;
    while (this.script.charAt(this.at) === " " || this.script.charAt(this.at) === "\t") this.at += 1;
    const target = this.wordParts(false);
    if (operator === "<<" || operator === "<<-") {
      this.documents.push(target.map((part) => (part.kind === "text" ? part.text : "")).join(""));
    }
    return { kind: "redirection" };
  }

  private operator(): Token | undefined {
    const text = OPERATORS.find((operator) => this.script.startsWith(operator, this.at));
    if (text === undefined) return undefined;
    this.at += text.length;
    if (text === "\n") this.skipDocuments();
    return { kind: "operator", text };
  }

  private skipDocuments(): void {
    for (const delimiter of this.documents.splice(0)) {
      while (this.at < this.script.length) {
        const end = this.indexOr("\n");
        const line = this.script.slice(this.at, end).trim();
        this.at = Math.min(end + 1, this.script.length);
        if (line === delimiter) break;
      }
    }
  }

  /** One word from here; all of the text, spaces included, where it is `whole`. Always moves on. */
  wordParts(whole: boolean): Part[] {
    const parts: Part[] = [];
    let text = "";
    const flush = () => {
      if (text !== "") parts.push({ kind: "text", text, quoted: false });
      text = "";
    };
    while (this.at < this.script.length) {
      const character = this.script.charAt(this.at);
      if (!whole && isWordEnd(character) && !this.isProcessSubstitution()) break;
      if (character === "\\") {
        const escaped = this.script.charAt(this.at + 1);
        this.at += 2;
        if (escaped !== "\n") {
          flush();
          parts.push({ kind: "text", text: escaped, quoted: true });
        }
      } else if (character === "'" && !whole) {
        flush();
        parts.push(this.singleQuoted());
      } else if (character === '"') {
        flush();
        parts.push(...this.doubleQuoted());
      } else if (character === "$" || character === "`" || this.isProcessSubstitution()) {
        flush();
        parts.push(this.expansion(whole));
      } else {
        text += character;
        this.at += 1;
      }
    }
    flush();
    return parts;
  }

  private isProcessSubstitution(): boolean {
    return this.script.startsWith("<(", this.at) || this.script.startsWith(">(", this.at);
  }

  private singleQuoted(): Part {
    this.at += 1;
    const end = this.indexOr("'");
    const text = this.script.slice(this.at, end);
    this.at = Math.min(end + 1, this.script.length);
    return { kind: "text", text, quoted: true };
  }

  private doubleQuoted(): Part[] {
    this.at += 1;
    const parts: Part[] = [{ kind: "text", text: "", quoted: true }]; // `""` is a word
    let text = "";
    while (this.at < this.script.length && this.script.charAt(this.at) !== '"') {
      const character = this.script.charAt(this.at);
      if (character === "\\") {
        const next = this.script.charAt(this.at + 1);
        if (next !== "\n") text += '$`"\\'.includes(next) ? next : `\\${next}`;
        this.at += 2;
      } else if (character === "$" || character === "`") {
        parts.push({ kind: "text", text, quoted: true }, this.expansion(true));
        text = "";
      } else {
        text += character;
        this.at += 1;
      }
    }
    this.at += 1;
    parts.push({ kind: "text", text, quoted: true });
    return parts;
  }

  private expansion(quoted: boolean): Part {
    const { script } = this;
    const start = this.at;
    if (script.charAt(start) === "`") {
      this.at = start + 1;
      const end = this.indexOr("`");
      this.at = Math.min(end + 1, script.length);
      return { kind: "substitution", text: script.slice(start + 1, end), quoted };
    }
    const next = script.charAt(start + 1);
    if (next === "(" || script.charAt(start) !== "$") {
      const text = this.enclosed("(", ")");
      return { kind: "substitution", text, quoted };
    }
    if (next === "{") return parameter(this.enclosed("{", "}"), quoted);
    if (next === "'" && !quoted) {
      this.at += 1;
      return this.singleQuoted();
    }
    let end = start + 1;
    if (/[A-Za-z_]/.test(next)) while (/\w/.test(script.charAt(end))) end += 1;
    else if (/[0-9@*#?$!-]/.test(next)) end += 1;
    this.at = end;
    if (end === start + 1) return { kind: "text", text: "$", quoted };
    return { kind: "variable", name: script.slice(start + 1, end), operator: "", operand: "", quoted };
  }

  /** What stands between the brackets that open one character ahead, quotes and inner brackets passed over. */
  private enclosed(open: string, close: string): string {
    const start = this.at + 2;
    let depth = 1;
    this.at = start;
    while (this.at < this.script.length) {
      const character = this.script.charAt(this.at);
      if (character === "\\") this.at += 1;
      else if (character === "'" && close === ")") {
        this.at += 1;
        this.at = this.indexOr("'");
      } else if (character === open) depth += 1;
      else if (character === close && (depth -= 1) === 0) {
        this.at += 1;
        return this.script.slice(start, this.at - 1);
      }
      this.at += 1;
    }
    this.at = this.script.length;
    return this.script.slice(start);
  }

  private indexOr(text: string): number {
    const found = this.script.indexOf(text, this.at);
    return found < 0 ? this.script.length : found;
  }
}

/** The inside of `${…}`. */
function parameter(inside: string, quoted: boolean): Part {
  const [, name = "", operator = "", operand = ""] = /^(\w+|[@*#?$!-])(:?[-+=?]|[^\w])?(.*)$/s.exec(inside) ?? [];
  const plainOperator = operator === "" || /^:?[-+=?]$/.test(operator);
  return { kind: "variable", name, operator: plainOperator && name !== "" ? operator : "other", operand, quoted };
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

function isWordEnd(character: string): boolean {
  return " \t\r\n;&|()<>".includes(character);
}
