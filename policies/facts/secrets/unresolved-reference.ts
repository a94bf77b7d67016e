/**
 * Whether the name of something that is looked up, an image's or a secret's, has a part that a program should have resolved. Neither a
 * registry nor AWS expands anything in one, so no part of it can be a template or the text of a missing value.
 */
import { LONGEST_VALUE } from "./connection-strings";
import { type Unresolved, unresolvedValue } from "./unresolved";

const MISSING_PART = /(?:^|[/:@.])(?:undefined|NaN)(?:[/:@.]|$)|(?:^|[/:@])(?:null|None)(?:[/:@.]|$)/;
/** `shop:$TAG`, `shop:%TAG%`: a shell's and a batch file's. */
const SHELLS_MARK = /\$[A-Za-z_({]|%[A-Za-z_]\w{0,64}%/;

/** What a reference holds that should have been resolved; undefined: nothing. Never throws. */
export function unresolvedReference(value: string): Unresolved | undefined {
  const text = value.slice(0, LONGEST_VALUE).trim();
  const found = unresolvedValue(text);
  if (found !== undefined && found.reason !== "to-do") return found;
  if (MISSING_PART.test(text)) return { reason: "missing", detail: "has a part that is the text of a missing value" };
  if (SHELLS_MARK.test(text)) return { reason: "template", detail: "holds a template that was never expanded" };
  return undefined;
}
