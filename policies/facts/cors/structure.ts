/** A setting's text as the structure that it writes. */
import { parse } from "yaml";
import { isMembers, parseJson } from "../json";
import { corsSettingOf } from "../names/cors";
import { memberClass } from "../names/environments";
import { wordsOf } from "../names/words";

/** JSON, or a Python list, tuple or dictionary; undefined: none. */
export function parseStructure(text: string): unknown {
  if (!/^[[{("]/.test(text)) return undefined;
  const json = parseJson(text);
  if (json !== undefined || !text.includes("'")) return json;
  const literal = text
    .replace(/\b[rbu]'/g, "'")
    .replaceAll("\\", "\\\\")
    .replaceAll("'", '"')
    .replaceAll("True", "true")
    .replaceAll("False", "false")
    .replaceAll("None", "null");
  const list = literal.startsWith("(") && literal.endsWith(")") ? `[${literal.slice(1, -1)}]` : literal;
  return parseJson(list.replace(/,([\]}])/g, "$1"));
}

/** The same, or a mapping in YAML's lines. */
export function parseDocument(text: string): unknown {
  const structure = parseStructure(text);
  if (structure !== undefined || !/^[\w."'-]{1,64}:(?:\s|$)/m.test(text)) return structure;
  try {
    const parsed: unknown = parse(text, { logLevel: "silent" });
    return isMembers(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The setting that a member of a CORS document is. */
export function memberSetting(key: string): ReturnType<typeof corsSettingOf> {
  const words = wordsOf(key);
  return corsSettingOf(words.includes("CORS") ? words : ["CORS", ...words]);
}

/** Whether something in a CORS document says who is let in, were it nobody: libraries let everybody in where nothing does. */
export function saysWho(value: unknown, depth = 0): boolean {
  if (depth > 8) return true;
  if (Array.isArray(value)) return value.length === 0 || value.some((item) => saysWho(item, depth + 1));
  if (!isMembers(value)) return typeof value === "string";
  const members = Object.entries(value);
  return members.length === 0 || members.some(([key, member]) => memberSaysWho(key, member, depth));
}

function memberSaysWho(key: string, member: unknown, depth: number): boolean {
  if (/^[/*]/.test(key) || memberClass(key) !== undefined) return saysWho(member, depth + 1);
  const kind = memberSetting(key);
  // `"enabled": false`: nobody is.
  if (kind === "weak" && member === false) return /enabled?$|^active$/i.test(key);
  if (kind !== "weak") return kind !== undefined && (kind !== "options" || saysWho(member, depth + 1));
  return isMembers(member) || Array.isArray(member) ? saysWho(member, depth + 1) : isWebOrigin(member);
}

/** In a CORS document a web address can only be an origin, whatever its key says. */
export function isWebOrigin(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\/[^/]/i.test(value.trim());
}
