/**
 * How hard a value is to guess, from the value alone: an upper bound, good for finding the hopeless ones.
 */

/** Bits of one word of a word list of 7,776 (diceware); a human's choice of words is weaker. */
const BITS_PER_WORD = 12.9;

/** A word with at most a few digits behind it, in one case or capitalised, or a short number. */
const WORD = /^(?:[a-z]{1,14}|[A-Z]{1,14}|[A-Z][a-z]{1,13})\d{0,4}$|^\d{1,4}$/;

/**
 * Bits of entropy: Shannon's measure over the characters (Shannon 1948), counted once where the value repeats itself; next to
 * nothing for a run such as `abcdefgh` or `aaaaaaa`; by the word where the value is words.
 */
export function entropyBits(value: string): number {
  if (isRun(value)) return Math.log2(value.length + 1);
  const bits = shannonBits(repeatedUnit(value));
  const words = value.split(/[-_. ]+/).filter((word) => word !== "");
  return words.length > 1 && words.every((word) => WORD.test(word))
    ? Math.min(bits, words.length * BITS_PER_WORD)
    : bits;
}

function shannonBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const length = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / length), 0);
}

/** `abcabcab` → `abc`; a value that does not repeat is its own unit. */
function repeatedUnit(value: string): string {
  for (let period = 1; period <= value.length / 2; period += 1) {
    if (value.slice(period) === value.slice(0, value.length - period)) return value.slice(0, period);
  }
  return value;
}

/** Whether at least two thirds of the steps from character to character are −1, 0 or 1. */
function isRun(value: string): boolean {
  const codes = Array.from(value, (character) => character.codePointAt(0) ?? 0);
  const small = codes.slice(1).filter((code, index) => Math.abs(code - (codes[index] ?? 0)) <= 1).length;
  return codes.length >= 8 && small * 3 >= (codes.length - 1) * 2;
}
