/** What a shell puts into a script when it runs: `$(command)`, `` `command` ``, `${NAME:?message}`. */

/** What stands in the place of a substitution. */
export const SUBSTITUTED = "$(…)";

export interface Substituted {
  /** The script with every substitution as `$(…)`, and without the messages of variables that have to be set. */
  readonly text: string;
  /** The commands in them, each a script of its own. */
  readonly inside: readonly string[];
}

/** One pass; what is not closed is text like any other. Never throws. */
export function withoutSubstitutions(script: string): Substituted {
  if (!/\$[({]|`/.test(script)) return { text: script, inside: [] };
  const opening = /\$\(|`/g;
  const inside: string[] = [];
  let text = "";
  let from = 0;
  for (let at = opening.exec(script)?.index; at !== undefined; at = opening.exec(script)?.index) {
    const isTick = script.charAt(at) === "`";
    const end = isTick ? script.indexOf("`", at + 1) : closing(script, at + 2);
    if (end < 0) break;
    inside.push(script.slice(isTick ? at + 1 : at + 2, end));
    text += script.slice(from, at) + SUBSTITUTED;
    from = end + 1;
    opening.lastIndex = from;
  }
  text += script.slice(from);
  return { text: text.replace(/\$\{(\w{1,128}):?\?[^{}]{0,256}\}/g, (_, name: string) => `\${${name}}`), inside };
}

/** The bracket that closes what was opened before; those in quotes are passed over, and in a substitution quotes begin anew. */
function closing(script: string, from: number): number {
  const open: string[] = ["("];
  for (let at = from; at < script.length; at += 1) {
    const character = script.charAt(at);
    const inner = open.at(-1);
    if (inner === "'") {
      if (character === "'") open.pop();
    } else if (character === "\\") at += 1;
    else if (character === '"' && inner === '"') open.pop();
    else if (script.startsWith("$(", at)) {
      open.push("(");
      at += 1;
    } else if (inner === '"') continue;
    else if (character === "(" || character === '"' || character === "'") open.push(character);
    else if (character === ")") {
      open.pop();
      if (open.length === 0) return at;
    }
  }
  return -1;
}
