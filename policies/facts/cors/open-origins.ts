/**
 * Which origins of a CORS setting anybody can have.
 *
 * Sources: Fetch standard, "CORS protocol" (`*`, `null`); Starlette `CORSMiddleware` (`allow_origin_regex`: `fullmatch`); django-cors-headers
 * (`CORS_ALLOWED_ORIGIN_REGEXES`: `re.match`); Flask-CORS (patterns in lists, `re.match`); express `cors` (`true` reflects the caller, a
 * RegExp is searched); Public Suffix List.
 */
import type { CorsSettingKind } from "../names/cors";
import { type CorsEntry, corsEntries, looksLikePattern } from "./entries";
import { openGlob } from "./glob";
import { any, OF_NULL, pattern, type OpenOrigin, publicSuffix, UNANCHORED, UNREADABLE } from "./open-origin";
import { patternAnswer } from "./pattern";
import { readSwitch } from "./switch";
import { rememberedOf } from "../remember";

/** Patterns of one value that are tried; with `PATTERN_CAP` this bounds the work. */
const PATTERNS_CAP = 24;

/**
 * What a CORS setting of a kind (see `corsSetting`) lets in that it should not; empty: nothing. An answer that is not `certain` could not be
 * shown: the setting is unproven, not wrong. Nothing in an answer is a part of the value.
 */
export function openOrigins(kind: CorsSettingKind, value: string): readonly OpenOrigin[] {
  return open(value, kind);
}

const open = rememberedOf(readOrigins, (kind: CorsSettingKind) => kind);

function readOrigins(value: string, kind: CorsSettingKind): readonly OpenOrigin[] {
  const entries = corsEntries(kind, value);
  if (entries === undefined) return [UNREADABLE];
  let patterns = 0;
  const found = entries.flatMap((entry) => {
    if (isPattern(entry)) patterns += 1;
    return patterns > PATTERNS_CAP && isPattern(entry) ? [UNREADABLE] : openEntry(entry);
  });
  const unique = new Map(found.map((open) => [`${open.kind} ${open.shown} ${String(open.certain)}`, open]));
  return [...unique.values()];
}

function isPattern({ kind, text }: CorsEntry): boolean {
  return kind.startsWith("regex") || looksLikePattern(text);
}

/** What is open about one entry. */
export function openEntry({ kind, text }: CorsEntry): readonly OpenOrigin[] {
  switch (kind) {
    case "allow-all":
      return openSwitch(text, true);
    case "protection":
      return openSwitch(text, false);
    case "check":
      return readSwitch(text) === true ? [] : [UNREADABLE];
    case "elsewhere":
      return openList(text);
    case "unread":
      return [UNREADABLE];
    case "weak":
      return text.includes("*") ? openOrigin(text).filter(({ certain }) => certain) : [];
    case "origins":
      return openOrigin(text);
    case "regex":
      return openPattern(text, "whole");
    case "regex-prefix":
      return openPattern(text, "beginning");
    case "regex-search":
      return openPattern(text, "unknown");
  }
}

function openSwitch(text: string, openWhen: boolean): readonly OpenOrigin[] {
  if (isEverybody(text)) return [any("*")];
  const on = readSwitch(text);
  if (on === undefined) return [UNREADABLE];
  return on === openWhen ? [any("*")] : [];
}

/** What should be the place of a list, and may be the list after all. */
function openList(text: string): readonly OpenOrigin[] {
  if (readSwitch(text) === false) return [];
  const found = readSwitch(text) === true ? [] : openOrigin(text).filter(({ certain }) => certain);
  return found.length > 0 || /^https?:\/\/[^/?#]+$/i.test(text) ? found : [UNREADABLE];
}

function isEverybody(text: string): boolean {
  return /^(?:\\?\*|all|any|anyone|everyone|everybody|wildcard|reflect|mirror)$/i.test(text.trim());
}

function openOrigin(text: string): readonly OpenOrigin[] {
  if (isEverybody(text) || /^true$/i.test(text)) return [any("*")];
  if (/^null$/i.test(text)) return [OF_NULL];
  // Python's text for a value that is not there: no origin, but nobody meant it either.
  if (text === "None") return [UNREADABLE];
  return looksLikePattern(text) ? openPattern(text, "unknown") : openGlob(text);
}

type Reading = "whole" | "beginning" | "unknown";

function openPattern(text: string, reading: Reading): readonly OpenOrigin[] {
  const inside = /^\/(.*)\/[a-z]{0,8}$/s.exec(text)?.[1] ?? text;
  if (/^(?:none|null)?$/i.test(inside)) return [];
  if (isEverybody(inside)) return [any("*")];
  const whole = judged(inside, "whole");
  if (whole.open !== undefined || reading === "whole") {
    return whole.open ?? (whole.kind === "nobody" ? [UNREADABLE] : []);
  }
  const wider = judged(inside, reading === "beginning" ? "beginning" : "part");
  if (wider.open === undefined) return wider.kind === "nobody" ? [UNREADABLE] : [];
  // Where no origin can match as a whole, a framework that reads parts is the only one it was written for.
  const certain = reading === "beginning" || whole.kind === "nobody";
  return wider.kind === "unreadable" ? wider.open : [{ ...UNANCHORED, certain }];
}

function judged(
  text: string,
  matching: "whole" | "beginning" | "part",
): { kind: string; open: readonly OpenOrigin[] | undefined } {
  const answer = patternAnswer(text, matching);
  switch (answer.kind) {
    case "any":
      return { kind: answer.kind, open: [pattern()] };
    case "public-suffix":
      return { kind: answer.kind, open: [publicSuffix(answer.suffix, "pattern")] };
    case "unreadable":
      return { kind: answer.kind, open: [UNREADABLE] };
    case "closed":
    case "nobody":
      return { kind: answer.kind, open: undefined };
  }
}
