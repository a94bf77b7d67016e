/** Texts that a pattern matches, with the characters marked that the pattern leaves open. */
import { RE2JS } from "re2js";
import type { PatternTree } from "./pattern-tree";

export interface Sample {
  readonly text: string;
  /** As long as the text: `1` where the pattern would take other characters as well, or more of them. */
  readonly open: string;
}

/** What an attacker would put where a pattern leaves room; longer and shorter, with and without dots. */
const FILLERS = [
  ...[
    "qzxvstranger",
    "com",
    "qzxv-stranger.com",
    "https://qzxv-stranger.com",
    "://qzxv-stranger.com",
    "//qzxv-stranger.com",
  ],
  ...[
    ".qzxv-stranger.com",
    "qzxv.",
    "qzxv-",
    "-qzxv",
    "q",
    "https",
    "http",
    "8443",
    "1",
    "",
    "qzxv.com",
    "com:8443",
    "net",
    "app",
  ],
] as const;

const ALPHABET = "qxabcdefghijklmnoprstuvwyz.-:/0123456789_";

/** A class with at most so many members is a list that its author wrote down. */
const LISTED = 4;
const TEXT_CAP = 300;
const STEP_CAP = 1500;

/** A sequence that repeats itself from run to run: a verdict must not depend on chance. */
function generator(): (below: number) => number {
  let state = 0x2545f491;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Up to `count` samples. Every branch of every choice is taken in turn. */
export function samplesOf(tree: PatternTree, ignoreCase: boolean, count: number): readonly Sample[] {
  const sampler = new Sampler(ignoreCase);
  const samples = Array.from({ length: count }, (_, round) => sampler.sample(tree, round));
  return samples.filter((sample) => sample !== undefined);
}

/** How many places of a pattern can be filled in more than one way. */
export function openPlaces(tree: PatternTree): number {
  switch (tree.kind) {
    case "text":
      return 0;
    case "set":
      return 1;
    case "sequence":
      return tree.parts.reduce((sum, part) => sum + openPlaces(part), 0);
    case "choice":
      return tree.options.reduce((sum, option) => sum + 1 + openPlaces(option), 0);
    case "repeat":
      return 1 + openPlaces(tree.body);
  }
}

class Sampler {
  readonly #members = new Map<string, string>();
  readonly #turns = new Map<PatternTree, number>();
  readonly #random = generator();
  #steps = 0;
  #text = "";
  #open = "";

  constructor(readonly ignoreCase: boolean) {}

  sample(tree: PatternTree, round: number): Sample | undefined {
    this.#steps = 0;
    this.#text = "";
    this.#open = "";
    return this.#write(tree, false, round) ? { text: this.#text, open: this.#open } : undefined;
  }

  #add(text: string, open: boolean): boolean {
    this.#text += text;
    this.#open += (open ? "1" : "0").repeat(text.length);
    return this.#text.length <= TEXT_CAP;
  }

  /** False: this sample comes to nothing. */
  #write(tree: PatternTree, open: boolean, round: number): boolean {
    this.#steps += 1;
    if (this.#steps > STEP_CAP) return false;
    switch (tree.kind) {
      case "text":
        return this.#add(tree.text.toLowerCase(), open);
      case "set": {
        const members = this.#membersOf(tree.source);
        const member = members.charAt(this.#random(2) === 0 ? 0 : this.#random(members.length));
        return member !== "" && this.#add(member, open || members.length > LISTED);
      }
      case "sequence":
        return tree.parts.every((part) => this.#write(part, open, round));
      case "choice": {
        const option = tree.options[this.#turn(tree, tree.options.length, round)];
        return option !== undefined && this.#write(option, open, round);
      }
      case "repeat":
        return this.#repeat(tree, open, round);
    }
  }

  /** In turn in every other round, so that each branch comes; by chance in the others, so that branches meet. */
  #turn(tree: PatternTree, size: number, round: number): number {
    if (round % 2 === 1) return this.#random(size);
    const turn = this.#turns.get(tree) ?? 0;
    this.#turns.set(tree, turn + 1);
    return turn % size;
  }

  #repeat({ body, min, max }: PatternTree & { kind: "repeat" }, open: boolean, round: number): boolean {
    const wide = open || max - min > LISTED;
    if (body.kind === "set") {
      const filler = this.#filler(this.#membersOf(body.source), min, max);
      return filler !== undefined && this.#add(filler, wide || this.#membersOf(body.source).length > LISTED);
    }
    const times = min + this.#random(Math.min(max - min, 2) + 1);
    for (let time = 0; time < times; time += 1) {
      if (!this.#write(body, wide, round)) return false;
    }
    return true;
  }

  #filler(members: string, min: number, max: number): string | undefined {
    const first = members.charAt(0);
    const fitting = FILLERS.filter(
      (filler) =>
        filler.length >= min && filler.length <= max && Array.from(filler).every((letter) => members.includes(letter)),
    );
    const filled = min <= TEXT_CAP ? first.repeat(Math.max(min, Math.min(max, 3))) : "";
    const all = filled.length >= min && filled.length <= max ? [...fitting, filled] : fitting;
    return all[this.#random(all.length)];
  }

  #membersOf(source: string): string {
    const known = this.#members.get(source);
    if (known !== undefined) return known;
    const members = membersOf(source, this.ignoreCase);
    this.#members.set(source, members);
    return members;
  }
}

/** The characters of an origin that a class has; none where the engine does not take it. */
function membersOf(source: string, ignoreCase: boolean): string {
  try {
    const set = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return Array.from(ALPHABET)
      .filter((character) => set.testExact(character))
      .join("");
  } catch {
    return "";
  }
}
