/**
 * What the `java` launcher is told: properties before the program (`-Dname=value`), arguments behind it, of which Spring Boot takes
 * `--name=value` for properties (JDK tool reference, "The java Command"; Spring Boot reference, "Accessing Command Line Properties").
 */
import type { JavaOptions } from "./reading";
import { shellTokens } from "./shell-words";
import { baseName, hasHole } from "./words";

const TAKE_THE_NEXT: ReadonlySet<string> = new Set(
  (
    "-cp -classpath --class-path -p --module-path --upgrade-module-path --add-modules --add-exports " +
    "--add-opens --add-reads --limit-modules --patch-module --source -d --describe-module"
  ).split(" "),
);

export function javaOptions(words: readonly string[]): JavaOptions {
  const properties = new Map<string, string | undefined>();
  const given = new Map<string, string | undefined>();
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "-jar" || word === "-m" || word === "--module") {
      at += 1;
      break;
    }
    if (!/^[-@]/.test(word) && !hasHole(word)) break;
    if (TAKE_THE_NEXT.has(word)) at += 1;
    else add(properties, /^-D([^=]+)=?(.*)$/s.exec(word));
  }
  const program = baseName(words[at] ?? "");
  for (const word of words.slice(at + 1)) {
    add(given, /^--([^=]+)=(.*)$/s.exec(word));
    // Behind the program it is an argument, of which nobody knows what becomes.
    const [, name] = /^-D([^=]+)/.exec(word) ?? [];
    if (name !== undefined && !given.has(name)) given.set(name, undefined);
  }
  return { program, properties, arguments: given };
}

/** The properties of `JAVA_TOOL_OPTIONS` and its like: words parted by blanks, quotes around what holds some. */
export function javaProperties(text: string): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const token of shellTokens(text)) {
    if (token.kind !== "word") continue;
    const word = token.parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
    const whole = token.parts.every(({ kind }) => kind === "text");
    const [, name, value = ""] = /^-D([^=]+)=?(.*)$/s.exec(word) ?? [];
    if (name !== undefined) found.set(name, whole ? value : undefined);
  }
  return found;
}

function add(to: Map<string, string | undefined>, match: RegExpExecArray | null): void {
  const [, name, value = ""] = match ?? [];
  if (name !== undefined) to.set(name, hasHole(value) ? undefined : value);
}
