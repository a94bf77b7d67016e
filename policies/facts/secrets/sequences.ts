/**
 * Walks over a keyboard, runs of the alphabet, blocks that repeat: what every guessing tool tries first.
 */

/** Rows of the keyboards in use (US, German, French), the alphabet and the digits; in both directions. */
const ROWS: readonly string[] = [
  ...["qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertz", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn"],
  ...[
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "!@#$%^&*()",
    "1q2w3e4r5t6y7u8i9o0p",
  ],
  ...["q1w2e3r4t5y6u7i8o9p0", "zaq1xsw2cde3vfr4bgt5nhy6mju7", "qazwsxedcrfvtgbyhnujmikolp"],
].flatMap((row) => [row, Array.from(row).reverse().join("")]);

/** A run is this long at least: three neighbours in a row turn up in random values. */
const SHORTEST_RUN = 4;

/** Every run of that length, also over the end of a row: `8901`, `yzab`. */
const RUNS: ReadonlySet<string> = new Set(
  ROWS.flatMap((row) => {
    const endless = row + row;
    return Array.from({ length: row.length }, (_, index) => endless.slice(index, index + SHORTEST_RUN));
  }),
);

/** Longer values are judged by their beginning. */
const LONGEST = 1024;

/** Whether at least three quarters of a value are such runs, or it is one short block over and over. */
export function isSequence(value: string): boolean {
  const text = value.slice(0, LONGEST).toLowerCase();
  if (text.length < 6) return false;
  if (isCovered(text) || isRepeated(text)) return true;
  if (text.length < 8) return false;
  // `a1b2c3d4`: two runs, one letter of each in turn.
  return [0, 1].map((from) => everySecond(text, from)).every((half) => isCovered(half) || isRepeated(half));
}

function isCovered(text: string): boolean {
  let covered = 0;
  let end = 0;
  for (let index = 0; index + SHORTEST_RUN <= text.length; index += 1) {
    const part = text.slice(index, index + SHORTEST_RUN);
    if (!RUNS.has(part) && part !== part.charAt(0).repeat(SHORTEST_RUN)) continue;
    covered += index + SHORTEST_RUN - Math.max(index, end);
    end = index + SHORTEST_RUN;
  }
  return covered * 4 >= text.length * 3 && covered > 0;
}

/** Longer blocks are looked for by nobody who guesses. */
const LONGEST_BLOCK = 16;

/** A block of at most a quarter of the value, twice and again: `abc123abc123abc123ab`, also with a few characters more at the end. */
function isRepeated(text: string): boolean {
  for (let tail = 0; tail <= Math.min(4, text.length / 4); tail += 1) {
    const length = text.length - tail;
    for (let period = 1; period <= LONGEST_BLOCK && period * 3 <= length; period += 1) {
      if (repeatsAfter(period, text, length)) return true;
    }
  }
  return false;
}

/** Whether the first so many characters are the same again after a number of them. */
function repeatsAfter(period: number, text: string, length: number): boolean {
  for (let index = period; index < length; index += 1) {
    if (text.charCodeAt(index) !== text.charCodeAt(index - period)) return false;
  }
  return true;
}

function everySecond(text: string, from: number): string {
  return Array.from(text)
    .filter((_, index) => index % 2 === from)
    .join("");
}
