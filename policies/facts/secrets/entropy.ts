/**
 * How hard a value is to guess, from the value alone: an upper bound, good for finding the hopeless ones.
 */
import { isSequence } from "./sequences";

/** Bits of one word of a word list of 7,776 (diceware); a human's choice of words is weaker. */
const BITS_PER_WORD = 12.9;

/** A word with at most a few digits behind it, in one case or capitalised, or a short number. */
const WORD = /^(?:[a-z]{1,14}|[A-Z]{1,14}|[A-Z][a-z]{1,13})\d{0,4}$|^\d{1,4}$/;

/**
 * Bits of entropy: Shannon's measure over the characters (Shannon 1948) with Miller and Madow's correction for short texts; next
 * to nothing for a run such as `abcdefgh` or a block that repeats; by the word where the value is words.
 */
export function entropyBits(value: string): number {
  if (isSequence(value)) return Math.log2(value.length + 1);
  const bits = shannonBits(value);
  const words = value.split(/[-_. ]+/).filter((word) => word !== "");
  return words.length > 1 && words.every((word) => WORD.test(word))
    ? Math.min(bits, words.length * BITS_PER_WORD)
    : bits;
}

function shannonBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const length = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const bits = [...counts.values()].reduce((sum, count) => sum - count * Math.log2(count / length), 0);
  return bits + Math.max(0, counts.size - 1) / (2 * Math.LN2);
}
