import type { SuggestedEdit } from "guardrails-policies/model";

/** What becomes of a value by an edit; undefined: it cannot be made to it. */
export function edited(value: unknown, edit: SuggestedEdit): unknown {
  if (typeof value === "string") return editedText(value, edit);
  if (Array.isArray(value) && value.every((word) => typeof word === "string")) return editedWords(value, edit);
  return undefined;
}

function editedText(text: string, edit: SuggestedEdit): string | undefined {
  switch (edit.kind) {
    case "query":
      return withQuery(text, edit.name, edit.value);
    case "digest":
      return `${text.replace(/@.*$/, "").replace(/:[^:/]*$/, "")}@${edit.digest}`;
    case "option":
      return withOptionInText(text, edit.name, edit.value);
    case "without":
      return withoutInText(text, edit.words);
    case "exec":
      return ended(text, edit.program, edit.alone);
  }
}

function editedWords(words: readonly string[], edit: SuggestedEdit): readonly string[] | undefined {
  const script = words.findIndex((word, index) => index > 0 && /^-\w*c$/.test(words[index - 1] ?? ""));
  const line = words[script];
  if (line !== undefined) {
    const changed = editedText(line, edit);
    return changed === undefined ? undefined : words.with(script, changed);
  }
  if (edit.kind === "without") return words.filter((word) => !edit.words.includes(word));
  return edit.kind === "option" ? withOption(words, edit.name, edit.value) : undefined;
}

/** By hand: a template's `{host}` is no host that a URL may have. */
function withQuery(url: string, name: string, value: string): string {
  const [, address = "", query = "", fragment = ""] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/.exec(url) ?? [];
  const others = query.split("&").filter((pair) => pair !== "" && pair.split("=")[0] !== name);
  return `${address}?${[...others, `${name}=${value}`].join("&")}${fragment}`;
}

function withOption(words: readonly string[], name: string, value: string): readonly string[] {
  const joined = words.findIndex((word) => word.startsWith(`${name}=`));
  if (joined >= 0) return words.with(joined, `${name}=${value}`);
  const apart = words.indexOf(name);
  return apart < 0 ? [...words, name, value] : words.toSpliced(apart, 2, name, value);
}

function withOptionInText(text: string, name: string, value: string): string {
  return withOption(text.split(" "), name, value).join(" ");
}

function withoutInText(text: string, words: readonly string[]): string {
  return text
    .split(" ")
    .filter((word) => !words.includes(word))
    .join(" ");
}

/** The line up to the program, which takes the shell's place; what follows it would never run again. */
function ended(line: string, program: string, alone: boolean): string | undefined {
  const parts = statementsOf(line);
  const at = parts.findIndex(({ text }) => startsProgram(text, program));
  const found = parts[at];
  if (found === undefined) return undefined;
  const before = alone
    ? ""
    : parts
        .slice(0, at)
        .map(({ text, separator }) => `${text.trim()}${separator} `)
        .join("");
  const own = found.text.trim();
  return `${before}${own.startsWith("exec ") ? "" : "exec "}${own}`;
}

/** Behind what is set for it alone, and behind whatever starts it. */
function startsProgram(statement: string, program: string): boolean {
  return statement.split(/\s+/).some((word) => word === program || word.endsWith(`/${program}`));
}

interface Statement {
  readonly text: string;
  /** With the room before it. */
  readonly separator: string;
}

function statementsOf(line: string): readonly Statement[] {
  const pieces = line.match(/'[^']*'|"(?:[^"\\]|\\.)*"|\\.|&&|\|\||[;\n]|[^'"\\&|;\n]+|./gs) ?? [];
  const statements: Statement[] = [];
  let text = "";
  for (const piece of pieces) {
    if (!["&&", "||", ";", "\n"].includes(piece)) {
      text += piece;
      continue;
    }
    statements.push({ text, separator: piece === "&&" || piece === "||" ? ` ${piece}` : piece });
    text = "";
  }
  return [...statements, { text, separator: "" }];
}
