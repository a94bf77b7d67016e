/** The commands of a script as plain words, for whoever looks at each word by itself. */
import { type Part, shellTokens } from "./shell-words";
import { SUBSTITUTED } from "./substitutions";

const LONGEST_SCRIPT = 65_536;

/** What stands between operators; variables stay as they are written, so that `$DB_PASSWORD` is seen as one. Never throws. */
export function commandsIn(script: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const token of shellTokens(script.slice(0, LONGEST_SCRIPT))) {
    if (token.kind === "word") commands.at(-1)?.push(assigned(token.parts) ?? token.parts.map(written).join(""));
    else if (token.kind === "operator") commands.push([]);
  }
  return commands;
}

/** `${NAME:=value}` as a word of its own: it sets the variable where nobody has. */
function assigned(parts: readonly Part[]): string | undefined {
  const [only, ...others] = parts.filter((part) => part.kind !== "text" || part.text !== "");
  if (only?.kind !== "variable" || others.length > 0 || !/^:?=$/.test(only.operator)) return undefined;
  return `${only.name}=${only.operand}`;
}

/** A variable as one that is filled in, with its default where it has one: `${DB_PASSWORD:-hunter2}` is as good as the default. */
function written(part: Part): string {
  if (part.kind === "text") return part.text;
  if (part.kind === "substitution") return SUBSTITUTED;
  return part.operand !== "" && /^:?[-=]$/.test(part.operator) ? part.operand : `\${${part.name}}`;
}
