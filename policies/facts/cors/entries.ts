/** The entries of a CORS setting, however the list is written. */
import { type CorsSettingKind, corsSettingOf } from "../names/cors";
import { wordsOf } from "../names/words";
import { readSwitch } from "./switch";
import { isMembers } from "../json";
import { isWebOrigin, memberSetting, parseStructure, saysWho } from "./structure";
import { memberClass } from "../names/environments";
import { decoded, peeled, plainText, split, VALUE_CAP } from "./text";

/** One origin, pattern or switch of a setting; `unread`: a part that may say who is let in, and is not understood. */
export interface CorsEntry {
  readonly kind: Exclude<CorsSettingKind, "options" | "some-origins"> | "unread";
  readonly text: string;
}

/** More entries, or deeper structures, are not read. */
const ENTRY_CAP = 2000;
const DEPTH_CAP = 8;

/** Every entry of a value; undefined: too long or too deep to be read. */
export function corsEntries(kind: CorsSettingKind, value: string): readonly CorsEntry[] | undefined {
  if (value.length > VALUE_CAP) return undefined;
  const entries: CorsEntry[] = [];
  const text = plainText(value);
  const complete = readText(kind, text, 0, entries);
  if (entries.length === 0 && !isUnderstood(kind, text)) add(entries, "unread", "document");
  return complete && entries.length <= ENTRY_CAP ? entries : undefined;
}

/** A document in which nothing says who is let in was not understood. */
function isUnderstood(kind: CorsSettingKind, text: string): boolean {
  if (!LISTS.has(kind)) return true;
  const structure = parseStructure(text);
  if (structure !== undefined) return !isMembers(structure) || saysWho(structure);
  if (kind !== "options") return true;
  // A file of them, or lines of YAML that are all about something else.
  if (/^[~./][^\s*]*\.(?:json5?|ya?ml|toml|xml|ini|conf|cfg|properties|py|js|ts)$/i.test(text)) return false;
  return !YAML_KEY.test(text) || ofOrigins(text).trim() !== "";
}

const LISTS: ReadonlySet<CorsSettingKind> = new Set(["origins", "some-origins", "options"]);
const YAML_KEY = /^[\w.-]{1,64}:(?:\s|$)/m;

function readText(kind: CorsSettingKind, text: string, depth: number, entries: CorsEntry[]): boolean {
  if (depth > DEPTH_CAP) return false;
  const structure = parseStructure(text);
  if (structure !== undefined) return readValue(kind, structure, depth + 1, entries);
  if (kind === "regex" || kind === "regex-search") return add(entries, kind, unquoted(text));
  if (kind === "regex-prefix") return split(peeled(text), /[,\s]/).every((part) => add(entries, kind, unquoted(part)));
  if (kind === "allow-all" || kind === "protection" || kind === "elsewhere") return add(entries, kind, text);
  if (kind === "check" && readSwitch(text) !== undefined) return add(entries, kind, text);
  if (kind === "some-origins" && readSwitch(text) !== undefined) return readBoolean(kind, readSwitch(text), entries);
  if (kind === "check" || kind === "some-origins") return tokens(text).every((token) => add(entries, "origins", token));
  if (kind !== "options") return tokens(text).every((token) => add(entries, kind, token));
  // A switch says that there is CORS, not for whom; a path says where.
  if (readSwitch(text) !== undefined) return true;
  return tokens(ofOrigins(text)).every((token) => token.startsWith("/") || add(entries, "origins", token));
}

function add(entries: CorsEntry[], kind: CorsEntry["kind"], text: string): boolean {
  if (text !== "") entries.push({ kind, text });
  return entries.length <= ENTRY_CAP;
}

function readBoolean(kind: CorsSettingKind, on: boolean | undefined, entries: CorsEntry[]): boolean {
  if (kind === "some-origins") return on !== true || add(entries, "unread", "true");
  return kind === "options" || add(entries, kind, String(on));
}

function readValue(kind: CorsSettingKind, value: unknown, depth: number, entries: CorsEntry[]): boolean {
  if (depth > DEPTH_CAP) return false;
  if (typeof value === "string") {
    return kind === "regex-prefix"
      ? add(entries, kind, value.trim())
      : readText(kind, plainText(value), depth + 1, entries);
  }
  if (typeof value === "boolean") return readBoolean(kind, value, entries);
  if (Array.isArray(value)) return value.every((item: unknown) => readValue(kind, item, depth + 1, entries));
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, member]: [string, unknown]) =>
    readMember(kind, key, member, depth, entries),
  );
}

/**
 * A path (`/api/*`) holds settings, and an environment what its document holds. A member that is not known here is looked through for them;
 * in a map of origins (`{"admin": "*"}`) it is one itself where it says everybody. A web address is one in any, and no more is made of it:
 * it may be a part of something else.
 */
function readMember(
  parent: CorsSettingKind,
  key: string,
  member: unknown,
  depth: number,
  entries: CorsEntry[],
): boolean {
  if (/^[/*]/.test(key)) return readValue("options", member, depth + 1, entries);
  if (memberClass(key) !== undefined && typeof member !== "boolean")
    return readValue(parent, member, depth + 1, entries);
  const kind = memberSetting(key);
  if (kind === undefined) return true;
  if (kind !== "weak") return readValue(kind, member, depth + 1, entries);
  const inside: unknown[] = Array.isArray(member) ? member : [member];
  return inside.every((item) => {
    if (typeof item === "object") return readValue("options", item, depth + 1, entries);
    if (isWebOrigin(item)) return add(entries, "origins", plainText(item));
    if (typeof item !== "string" || plainText(item) !== "*") return true;
    return parent === "options" ? add(entries, "unread", "*") : add(entries, "origins", "*");
  });
}

/** A list of origins: commas, semicolons, pipes, white space, or the dashes of YAML between them. */
function tokens(text: string): string[] {
  const written = decoded(text);
  // What should have been filled in is kept as it is: it names no origin.
  if (/\{\{|\$[{(]|%\(/.test(written)) return split(written, /[,;\s]/);
  const inside = peeled(written);
  const separators = looksLikePattern(inside) ? /[,;\s]/ : /[,;|\s]/;
  return split(inside, separators)
    .map((token) => unquoted(peeled(token.replace(/^-+$/, ""))))
    .filter((token) => token !== "");
}

function unquoted(text: string): string {
  return text.trim().replace(/^r?(['"])(.*)\1$/s, "$2");
}

/** Of the lines of YAML, those that are not about something else (`allow_methods: ["*"]`). */
function ofOrigins(text: string): string {
  let about: CorsSettingKind | undefined = "options";
  const lines = text.split("\n").map((line) => {
    const [, key, rest] = /^[\s-]{0,64}([\w.-]{1,64}):(?:\s(.*))?$/.exec(line) ?? [];
    if (key !== undefined) about = corsSettingOf(["CORS", ...wordsOf(key)]);
    return about === undefined ? "" : key === undefined ? line : (rest ?? "");
  });
  return lines.join("\n");
}

/** An origin and a glob have none of these. */
export function looksLikePattern(text: string): boolean {
  if (isPlainOrigin(text)) return false;
  return /[\\^$+(){}[\]]|\.\*|\.\+|\w\?:?\/\/|\?$/.test(text.replace(SPRING_PORTS, ""));
}

/** `https://*.example.com:[8080,8443]`, `…:[*]`: the ports of Spring's `allowedOriginPatterns`. */
const SPRING_PORTS = /:\[(?:\*|[\d,]{1,64})\]$/;

/** `https://app.example.com:8443/path?query`, an IPv6 address included. */
export function isPlainOrigin(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/)?(?:[\p{L}\p{N}._-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?#][^\s*\\^$]*)?$/iu.test(
    text,
  );
}
