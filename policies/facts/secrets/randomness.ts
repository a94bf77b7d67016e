/**
 * Does a text look as if a generator made it? Words, identifiers, versions and paths do not.
 */

/** `Tr0ub4dor&3horse` and `hf83Kd02` do, `StringSerializer`, `cl100k_base`, `prod-2024` and `eu-west-1` do not. */
export function looksRandom(text: string): boolean {
  if (text.length < 8 || /\s/.test(text) || PREFIXED_WORDS.test(text)) return false;
  if (isHexadecimal(text)) return text.length >= 16;
  const parts = text.split(/[-_.:/,@=+]/);
  const random = parts.filter(isRandomPart).join("").length;
  return random >= 8 || (random >= 5 && text.length >= 12 && classes(text) >= 3);
}

/** So random that no name can explain it away: at least 24 characters in both cases and digits, without words in it. */
export function isUnmistakablyRandom(text: string): boolean {
  if (text.length < 24 || !/^[\w+/=.~!@#$%^&*-]+$/.test(text) || isHexadecimal(text)) return false;
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text) || !/\d/.test(text)) return false;
  const parts = text.split(/[-_.:/,=+]/);
  return parts.filter(isRandomPart).join("").length * 2 >= text.length;
}

export function isHexadecimal(text: string): boolean {
  return /^[0-9a-f]+$/.test(text) || /^[0-9A-F]+$/.test(text);
}

/** `v1.2.3`, `sha256:…`, `2024-01-01T00:00:00Z`, `0xdAC17F…`: neither a word nor a secret. */
const PREFIXED_WORDS =
  /^(?:v?\d{1,6}(?:\.\d{1,6}){1,4}|sha(?:1|256|512)[:-]|0x[0-9a-fA-F]|\d{4}-\d\d-\d\d|\+?[\d -]+$)/;

/** Kinds of characters: lower case, upper case, digits, others. */
function classes(text: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
}

function isRandomPart(part: string): boolean {
  if (part.length < 5 || isWords(part)) return false;
  if (/\d/.test(part)) return /[A-Za-z]/.test(part) || part.length >= 12;
  // Letters alone: words have vowels, and capitals where they begin.
  return part.length >= 10 && (/[bcdfghjklmnpqrstvwxz]{6}/i.test(part) || averageHump(part) < 2.5);
}

/** `StateMachine`, `us`, `EU`, `release42`, `Http2Server`: words, capitalised or not, each with a short number. */
function isWords(part: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(part)) return false;
  const numbers = part.split(/[A-Za-z]+/).filter((digits) => digits !== "");
  if (numbers.length > 1 || numbers.some((digits) => digits.length > 4)) return false;
  const letters = part.replace(/\d/g, "");
  if (/[bcdfghjklmnpqrstvwxz]{6}/i.test(letters)) return false;
  return !/[a-z]/.test(letters) || !/[A-Z]/.test(letters) || averageHump(letters) >= 2.5;
}

/** The average length of a word in camel case. */
function averageHump(letters: string): number {
  const humps = letters.split(/(?=[A-Z])/).length;
  return letters.length / humps;
}
