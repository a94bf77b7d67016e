/**
 * Words of a command in which some text is not known: a hole is one private-use character that stands for it, so that words
 * stay plain strings while they are split, joined and matched.
 */
import type { UnreadReason } from "./reading";

export interface Hole {
  readonly reason: UnreadReason | "cores";
  /** The variable's name; empty for a substitution. */
  readonly name: string;
}

const FIRST = 0xe000;
const LAST = 0xf8ff;
const ANY_HOLE = /[\ue000-\uf8ff]/;

/** Text from outside never holds a hole. */
export function plain(text: string): string {
  return text.replace(/[\ue000-\uf8ff]/g, "?");
}

export function hasHole(word: string): boolean {
  return ANY_HOLE.test(word);
}

/** The holes of one command line. */
export class Holes {
  private readonly holes: Hole[] = [];

  /** The character that stands for it. */
  add(hole: Hole): string {
    const known = this.holes.findIndex(({ reason, name }) => reason === hole.reason && name === hole.name);
    if (known >= 0) return String.fromCharCode(FIRST + known);
    // More than fit: the last one stands for all that follow.
    if (this.holes.length > LAST - FIRST || this.holes.length >= MOST_HOLES)
      return String.fromCharCode(FIRST + this.holes.length - 1);
    this.holes.push(hole);
    return String.fromCharCode(FIRST + this.holes.length - 1);
  }

  /** Those in a word, in order. */
  in(word: string): Hole[] {
    if (!hasHole(word)) return [];
    return Array.from({ length: word.length }, (_, index) => word.charCodeAt(index)).flatMap((code) => {
      const hole = code >= FIRST && code <= LAST ? this.holes[code - FIRST] : undefined;
      return hole === undefined ? [] : [hole];
    });
  }

  /** The word is one hole and nothing else. */
  only(word: string): Hole | undefined {
    return word.length === 1 ? this.in(word)[0] : undefined;
  }

  /** What is not known in a word, by variable name, or by the word for it. */
  names(word: string): string[] {
    return this.in(word).map(({ reason, name }) => (name === "" ? reason : name));
  }
}

/** Different variables in one command line; the search above is linear in them. */
const MOST_HOLES = 200;

/** The last part of a path. */
export function baseName(path: string): string {
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** A base name fit for a report; empty for what is no plain file or variable name, or long enough to be something else. */
export function safeName(text: string): string {
  const name = baseName(text);
  return name.length <= 40 && /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) ? name : "";
}
