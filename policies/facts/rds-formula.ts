/**
 * The value of a parameter that is written as an RDS formula: `LEAST({DBInstanceClassMemory/9531392},5000)`.
 *
 * Source: AWS RDS user guide, "Specifying DB parameters" (formula variables, operators `*` and `/`, functions GREATEST, LEAST
 * and SUM; whole numbers only, a quotient is cut). What else AWS reads (IF, log, ports) is answered as not readable here.
 */

const MAX_LENGTH = 500;
const TOKEN = /\s*(?:(\d{1,15})|([a-z]{1,40})|([(){},*/]))/iy;

type Token = { readonly number: number } | { readonly word: string } | { readonly mark: string };

/** The number a formula comes to on an instance with this much memory (bytes); undefined where it cannot be read. */
export function evaluateParameterFormula(formula: string, memoryBytes: number | undefined): number | undefined {
  const tokens = tokensOf(formula);
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens, memoryBytes);
  const value = reader.expression();
  return value === undefined || !reader.atEnd || !Number.isSafeInteger(value) ? undefined : value;
}

function tokensOf(formula: string): readonly Token[] | undefined {
  const text = formula.trim();
  if (text === "" || text.length > MAX_LENGTH) return undefined;
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.length) {
    const [, number, word, mark] = pattern.exec(text) ?? [];
    if (number !== undefined) tokens.push({ number: Number(number) });
    else if (word !== undefined) tokens.push({ word: word.toLowerCase() });
    else if (mark !== undefined) tokens.push({ mark });
    else return undefined;
  }
  return tokens;
}

class Reader {
  private position = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly memoryBytes: number | undefined,
  ) {}

  get atEnd(): boolean {
    return this.position === this.tokens.length;
  }

  /** A term, or terms multiplied and divided from left to right. */
  expression(): number | undefined {
    let value = this.term();
    while (value !== undefined) {
      const times = this.take("*");
      if (!times && !this.take("/")) return value;
      const operand = this.term();
      if (operand === undefined || (!times && operand === 0)) return undefined;
      value = Math.floor(times ? value * operand : value / operand);
    }
    return value;
  }

  private term(): number | undefined {
    const token = this.tokens[this.position];
    this.position += 1;
    if (token === undefined) return undefined;
    if ("number" in token) return token.number;
    if ("word" in token) return token.word === "dbinstanceclassmemory" ? this.memoryBytes : this.call(token.word);
    if (token.mark !== "{" && token.mark !== "(") return undefined;
    const inner = this.expression();
    return this.take(token.mark === "{" ? "}" : ")") ? inner : undefined;
  }

  private call(name: string): number | undefined {
    if (!this.take("(")) return undefined;
    const values: number[] = [];
    do {
      const value = this.expression();
      if (value === undefined) return undefined;
      values.push(value);
    } while (this.take(","));
    if (!this.take(")")) return undefined;
    if (name === "least") return Math.min(...values);
    if (name === "greatest") return Math.max(...values);
    return name === "sum" ? values.reduce((sum, value) => sum + value, 0) : undefined;
  }

  private take(mark: string): boolean {
    const token = this.tokens[this.position];
    if (token === undefined || !("mark" in token) || token.mark !== mark) return false;
    this.position += 1;
    return true;
  }
}
