/** Random texts as RandomPassword and RandomString describe them. */
import { number, type Properties, text } from "../provider/values";
import { pick, secureDraw, shuffled } from "./draw";

const DEFAULT_SPECIALS = "!@#$%&*()-_=+[]{}<>:?";

export interface CharacterClass {
  readonly characters: string;
  readonly minimum: number;
}

/** The classes a text may be made of; the defaults are the provider's: all of them, none required. */
export function characterClasses(inputs: Properties): CharacterClass[] {
  const numeric = inputs.numeric ?? inputs.number ?? true;
  const classes: [allowed: unknown, characters: string, minimum: number][] = [
    [inputs.lower ?? true, "abcdefghijklmnopqrstuvwxyz", number(inputs.minLower) ?? 0],
    [inputs.upper ?? true, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", number(inputs.minUpper) ?? 0],
    [numeric, "0123456789", number(inputs.minNumeric) ?? 0],
    [inputs.special ?? true, text(inputs.overrideSpecial) ?? DEFAULT_SPECIALS, number(inputs.minSpecial) ?? 0],
  ];
  return classes.flatMap(([allowed, characters, minimum]) =>
    allowed === true && characters !== "" ? [{ characters, minimum }] : [],
  );
}

/** A text of `length` characters with at least each class's minimum. */
export function randomText(length: number, classes: readonly CharacterClass[]): string {
  const required = classes.flatMap(({ characters, minimum }) =>
    Array.from({ length: minimum }, () => pickCharacter(characters)),
  );
  const all = classes.map(({ characters }) => characters).join("");
  const rest = Array.from({ length: length - required.length }, () => pickCharacter(all));
  return shuffled([...required, ...rest], secureDraw).join("");
}

/** One character; `overrideSpecial` may hold any, so they are told apart as people do. */
function pickCharacter(characters: string): string {
  return pick(Array.from(characters), secureDraw);
}
