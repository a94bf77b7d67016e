/** A setting's text as a reader sees it: composed characters, no invisible ones, escapes undone. */

/** Longer values are not read. */
export const VALUE_CAP = 65_536;

/** `＊` is `*` in another width; zero-width characters and controls are dropped by nobody's eyes but by many parsers. */
export function plainText(value: string): string {
  return value
    .normalize("NFKC")
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, "")
    .replace(/[^\P{Cc}\n\r\t]/gu, "")
    .trim();
}

/** `%2A` as an application reads it from a URL-encoded setting. */
export function decoded(text: string): string {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const CLOSER: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" };

/** Without the quotes and brackets that stand around all of it, or are open at its beginning. */
export function peeled(text: string): string {
  let rest = text.trim();
  for (let layer = 0; layer < 16; layer += 1) {
    const before = rest;
    const first = rest.charAt(0);
    const last = rest.at(-1) ?? "";
    if (/['"`]/.test(first)) rest = rest.length > 1 && last === first ? rest.slice(1, -1) : rest.slice(1);
    else if (/['"`]/.test(last)) rest = rest.slice(0, -1);
    else if (Object.hasOwn(CLOSER, first)) {
      const end = closing(rest);
      if (end === rest.length - 1) rest = rest.slice(1, -1);
      else if (end === undefined) rest = rest.slice(1);
    }
    rest = rest.trim();
    if (rest === before) break;
  }
  return rest;
}

/** Where the bracket that opens a text is closed; undefined: nowhere. */
function closing(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\") at += 1;
    else if ("[({".includes(character)) depth += 1;
    else if ("])}".includes(character)) depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

/** The parts between separators that stand in no bracket. */
export function split(text: string, separators: RegExp): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\") {
      part += text.slice(at, at + 2);
      at += 1;
    } else if (depth === 0 && separators.test(character)) {
      parts.push(part);
      part = "";
    } else {
      if ("[({".includes(character)) depth += 1;
      else if ("])}".includes(character)) depth = Math.max(0, depth - 1);
      part += character;
    }
  }
  return [...parts, part].map((each) => each.trim()).filter((each) => each !== "");
}
