/** Where a program's setting comes from, and what it says. */
import type { OptionTable } from "./option-tables";
import { type GivenOptions, readOptions } from "./options";
import type { Count, EnvironmentLookup, Setting, Unread } from "./reading";
import { hasHole, type Holes } from "./words";

/** What a program reader has at hand. */
export interface ProgramContext {
  readonly holes: Holes;
  /** The container's variables with the command line's own over them. */
  readonly environment: EnvironmentLookup;
  readonly note: (unread: Unread) => void;
}

/** The options given; a word that is not known at all is noted, since it may be any of them. */
export function given(
  words: readonly string[],
  table: OptionTable,
  context: ProgramContext,
  stop = false,
): GivenOptions {
  const options = readOptions(words, table, stop);
  for (const word of [...options.positionals, ...options.switches]) noteHoles(word, context);
  return options;
}

/** Notes what a word consists of, where that is not known. */
export function noteHoles(word: string, { holes, note }: ProgramContext): void {
  const found = holes.in(word);
  if (found.length === 0 || word.length > found.length + (word.startsWith("-") ? 2 : 0)) return;
  for (const { reason, name } of found) {
    note({ reason: reason === "cores" ? "substitution" : reason, name, handsOver: false, hint: undefined });
  }
}

/** One place a setting may stand in; `text` null: it does not stand there, undefined: it does, to what is not known. */
export interface Source {
  readonly text: string | null | undefined;
  readonly from: string;
}

export function fromCommand(values: readonly string[] | undefined): Source {
  return { text: values?.at(-1) ?? null, from: "command" };
}

export function fromVariable(name: string, { environment }: ProgramContext): Source {
  return { text: environment(name), from: name };
}

/** The first source that has it; `parse` says undefined for what the program does not take, or what is not readable here. */
export function setting<T>(
  sources: readonly Source[],
  parse: (text: string) => T | undefined,
  fallback: T,
  holes: Holes,
): Setting<T> {
  const source = sources.find(({ text }) => text !== null);
  if (source === undefined) return { value: fallback, from: "default" };
  const { text, from } = source;
  if (text === undefined || text === null) return { unknown: [from] };
  if (hasHole(text) && holes.only(text)?.reason !== "cores") {
    const names = holes.names(text);
    return { unknown: names.length === 0 ? [from] : names };
  }
  const value = parse(hasHole(text) ? "cores" : text);
  return value === undefined ? { unknown: [from] } : { value, from };
}

/** Python's `int()` of plain decimal text; undefined for anything else. */
export function wholeNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return trimmed.length <= 15 && /^[+-]?\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** At least one, or the cores. */
export function count(text: string): Count | undefined {
  if (text === "cores") return "cores";
  const value = wholeNumber(text);
  return value !== undefined && value >= 1 ? value : undefined;
}

export function atLeastOne(text: string): number | undefined {
  const value = wholeNumber(text);
  return value !== undefined && value >= 1 ? value : undefined;
}

export function seconds(text: string): number | undefined {
  const trimmed = text.trim();
  return trimmed.length <= 15 && /^\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}

export function anyText(text: string): string {
  return text;
}
