/** Longest text kept of a name, a path or a message: more is an accident or an attack, and nobody reads it. */
export const LONGEST = { name: 300, text: 4000 } as const;

/**
 * Characters that change how other text is shown: controls, directional marks and overrides, line separators, private use,
 * and what is no character. Line ends and tabs are kept.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|\p{Cs}/gu;

/**
 * A text of somebody else's as it may stand in any document: what cannot be seen is written as its code (`‹U+202E›`), what is
 * too long is cut and says so. Names and messages come from the program under review, which may be hostile.
 */
export function visible(text: string, longest: number = LONGEST.text): string {
  const shown = text
    .slice(0, longest + 1)
    .replaceAll("\r\n", "\n")
    .replace(UNSEEN, (character) =>
      character === "\n" || character === "\t"
        ? character
        : `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}›`,
    );
  if (text.length <= longest) return shown;
  return `${shown.slice(0, longest).replace(/‹[^›]*$/, "")}… (${text.length} characters)`;
}

/** Whether a text holds nothing that {@link visible} would write in another way. */
export function isVisible(text: string): boolean {
  return text.search(UNSEEN) < 0 || visible(text, text.length) === text;
}

/** {@link visible}, on one line: for names, and whatever stands in a table or a heading. */
export function oneLine(text: string, longest: number = LONGEST.name): string {
  return visible(text.replaceAll(/\s+/g, " ").trim(), longest);
}

/** Sorts by code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `1 new, 2 fixed, 3 still open`; of a run that ended early also what it did not come to. */
export function changesText(changes: {
  readonly new: readonly unknown[];
  readonly fixed: readonly unknown[];
  readonly stillOpen: readonly unknown[];
  readonly notReached: readonly unknown[];
}): string {
  const { fixed, stillOpen, notReached } = changes;
  const rest = notReached.length === 0 ? "" : `, ${notReached.length} not reached this time`;
  return `${changes.new.length} new, ${fixed.length} fixed, ${stillOpen.length} still open${rest}`;
}

/** `1 finding`, `2 findings`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
