/** What the first comment of a program says the pack should find in it, and what it did find. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finished } from "./command-line";

export type Operation = "preview" | "up";

/** How a rule can end for one of its subjects, as the comments say it. */
const ENDS = ["passes", "blocked", "advice", "unproven"];

/** What is true of a program at an operation. */
export interface Expected {
  /** `rule end` of each rule that has something to say; the gate's own is left out. */
  readonly findings: readonly string[];
  /** A type that must be named as not looked at if the findings are not there: a gap is said, and may be closed. */
  readonly orUnseen?: string;
}

export interface Described {
  readonly preview: Expected;
  readonly up: Expected;
  /** The types of other vendors that must be said to be stood in for. */
  readonly stoodInFor: string | undefined;
}

const ENTRIES = ["index.ts", "index.js", "index.mjs", "index.cjs", join("src", "index.ts")];

/** Reads the comment that a program begins with. Throws where it does not say what is found. */
export function describedIn(folder: string): Described {
  const entry = ENTRIES.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (entry === undefined) throw new Error(`${folder} has none of ${ENTRIES.join(", ")}`);
  const [comment = ""] = /^(?:\/\/.*\n)+/.exec(readFileSync(entry, "utf8")) ?? [];
  const lines = comment
    .replaceAll("\n//   ", " ")
    .split("\n")
    .map((line) => line.replace("// ", ""));
  const said = (label: string) => lines.find((line) => line.startsWith(`${label}: `))?.slice(label.length + 2);
  const both = said("preview and up");
  return {
    preview: expected(both ?? said("preview"), entry),
    up: expected(both ?? said("up"), entry),
    stoodInFor: said("stood in for"),
  };
}

function expected(text: string | undefined, entry: string): Expected {
  if (text === undefined) throw new Error(`the first comment of ${entry} does not say what is found`);
  if (text === "nothing") return { findings: [] };
  const [list = "", orUnseen] = text.split(", or not looked at ");
  const findings = list.split(", ");
  for (const finding of findings) {
    if (!ENDS.some((end) => new RegExp(`^[a-z]+(?:-[a-z]+)+ ${end}$`).test(finding))) {
      throw new Error(`the first comment of ${entry} has "${finding}" where a rule and its end should be`);
    }
  }
  return { findings: findings.sort(), ...(orUnseen === undefined ? {} : { orUnseen }) };
}

/** What a report says: the rules that passed are in its table, all others have lines of their own. */
export function found({ stdout }: Finished): string[] {
  const passed = [...stdout.matchAll(/^│ ([a-z-]+) +│ +\d+ │ +([1-9]\d*) │/gm)]
    .map(([, rule]) => `${rule ?? ""} passes`)
    .filter((finding) => finding !== "gate-intact passes");
  const others = [...stdout.matchAll(/^(BLOCKED|ADVICE|UNPROVEN) ([\w-]+): /gm)].map(
    ([, end = "", rule = ""]) => `${rule} ${end.toLowerCase()}`,
  );
  const open = [...stdout.matchAll(/^ {2}leaves open: ([\w, -]+)$/gm)].flatMap(([, rules = ""]) =>
    rules.split(", ").map((rule) => `${rule} unproven`),
  );
  return [...new Set([...passed, ...others, ...open])].sort();
}
