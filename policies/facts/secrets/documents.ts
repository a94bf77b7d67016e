/**
 * Texts that hold several settings: JSON, dotenv files, properties, YAML-like lines, headers, XML elements.
 */
import { LONGEST_VALUE } from "./connection-strings";
import { looksRandom } from "./randomness";

export interface Leaf {
  /** The nearest name above the value; empty in a bare list. */
  readonly name: string;
  /** Strings as they are, numbers and booleans in decimal or word form. */
  readonly value: string;
}

/** The leaves of a JSON object or array at any depth; undefined: the text is none. Own keys only, `__proto__` included. */
export function jsonLeaves(text: string): readonly Leaf[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const leaves: Leaf[] = [];
  const open: { name: string; value: unknown }[] = [{ name: "", value: parsed }]; // no recursion: depth is the writer's choice
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, value } = next;
    if (Array.isArray(value)) for (const item of value as unknown[]) open.push({ name, value: item });
    else if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value)) open.push({ name: key, value: member });
    } else if (typeof value === "string") leaves.push({ name, value });
    else if (typeof value === "number" || typeof value === "boolean") leaves.push({ name, value: String(value) });
  }
  return leaves;
}

const ASSIGNMENT = /^["']?([A-Za-z_][\w.-]{0,127})["']? {0,8}(?:=|:(?=\s|$))(.*)$/;

/** `export `, a list's dash, npm's `//registry/:`. */
const BEFORE_NAME = /^(?:export |- |\/\/[^\s=]*:)/;

/** The assignments in lines of `NAME=value`, `name: value`, or one of them alone; undefined: the text is no such list. */
export function textLeaves(text: string): readonly Leaf[] | undefined {
  const lines = text
    .slice(0, LONGEST_VALUE)
    .split(/\r?\n/)
    .filter((line) => /\S/.test(line) && !/^\s*(?:#|---|\/\/ )/.test(line));
  const leaves = lines.flatMap((line) => {
    const [, name, value = ""] = ASSIGNMENT.exec(line.trim().replace(BEFORE_NAME, "")) ?? [];
    return name === undefined || isPadding(name, value) ? [] : [{ name, value: assignedText(value.trim()) }];
  });
  if (leaves.length === 0) return xmlLeaves(text);
  // One line in many may be a continuation; prose with a colon in it is no list of settings.
  return leaves.length * 2 >= lines.length ? leaves : undefined;
}

/** `a=1,b=2` and `a=1;b=2` on one line: headers of OpenTelemetry exporters, connection strings. */
export function listLeaves(text: string): readonly Leaf[] | undefined {
  const pieces = text.slice(0, LONGEST_VALUE).split(/[,;&]/);
  if (pieces.length < 2) return undefined;
  const leaves = pieces.flatMap((piece) => {
    const [, name, value = ""] = /^\s{0,8}([A-Za-z_][\w.-]{0,127})=(\S.*)$/.exec(piece) ?? [];
    return name === undefined ? [] : [{ name, value: value.trim() }];
  });
  return leaves.length * 2 >= pieces.length ? leaves : undefined;
}

/** `q7Zx…==`: the end of base64, and no assignment of `=` or of nothing. */
function isPadding(name: string, value: string): boolean {
  return value === "=" || (value === "" && looksRandom(name));
}

function xmlLeaves(text: string): readonly Leaf[] | undefined {
  const found = Array.from(text.matchAll(/<([A-Za-z_][\w.-]{0,63})>([^<>]{1,1024})<\//g));
  return found.length === 0 ? undefined : found.map(([, name = "", value = ""]) => ({ name, value: value.trim() }));
}

/** A quoted text, a variable or a substitution with something behind it: a comment, or the command that gets it. */
const FIRST_WORD = /^("[^"]*"|'[^']*'|\$\w+|\$\{[^}]*\}|\$\([^)]*\)|`[^`]*`)[\s;&|][^]*$/;

/** What `NAME=…` assigns: without its quotes, and without what follows them. */
export function assignedText(written: string): string {
  const value = FIRST_WORD.exec(written)?.[1] ?? written;
  const [, , inner] = /^(["'])([^]*)\1$/.exec(value) ?? [];
  return inner ?? value;
}

/**
 * Options as a command line has them, in a variable that a program takes its arguments from (`GUNICORN_CMD_ARGS`, `JAVA_TOOL_OPTIONS`,
 * `NODE_OPTIONS`): `--name=value`, `--name value`, `-Dname=value`, `--env NAME=value`.
 */
export function argumentLeaves(text: string): readonly Leaf[] | undefined {
  if (!/^-[A-Za-z]|(?:^|\s)--[A-Za-z]/.test(text)) return undefined;
  const words = text.slice(0, LONGEST_VALUE).match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const leaves = words.flatMap((word, index): readonly Leaf[] => {
    const [, name, value] = /^["']?(?:--?(?:D|J-D)?)?([A-Za-z_][\w.-]{0,127})=([^]+)$/.exec(word) ?? [];
    if (name !== undefined && value !== undefined) return [{ name, value: assignedText(value) }];
    const [, option] = /^--?([A-Za-z][\w.-]{1,127})$/.exec(word) ?? [];
    const next = words[index + 1];
    // `--password-stdin` is a switch, whatever follows.
    if (option === undefined || option.endsWith("-stdin") || next === undefined || next.startsWith("-")) return [];
    return [{ name: option, value: assignedText(next) }];
  });
  return leaves.length === 0 ? undefined : leaves;
}

/** Every setting that a text holds, whatever its form; undefined: it is one value. */
export function leavesOf(text: string): readonly Leaf[] | undefined {
  return jsonLeaves(text) ?? textLeaves(text) ?? argumentLeaves(text) ?? listLeaves(text);
}

/** The text behind base64, base64url, hexadecimal or percent encoding, where it is printable. */
export function decodings(text: string): readonly string[] {
  const compact = text.replace(/\s+/g, "");
  const found: string[] = [];
  if (compact.length >= 8 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact))
    found.push(Buffer.from(compact, "base64").toString("latin1"));
  if (compact.length >= 8 && compact.length % 2 === 0 && /^[0-9a-f]+$/i.test(compact))
    found.push(Buffer.from(compact, "hex").toString("latin1"));
  if (text.includes("%")) found.push(percentDecoded(text));
  return found.filter((decoded) => decoded.length >= 4 && decoded !== text && /^[\x20-\x7e\r\n\t]+$/.test(decoded));
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
