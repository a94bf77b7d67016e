/**
 * Settings that a document, or a family of names, holds for each environment (`{"production": […], "development": […]}`,
 * `CORS_ORIGINS_PROD`): of those a product reads one, by what it is told that it runs as.
 */
import { isMembers } from "../json";
import { environmentClass, memberClass } from "../names/environments";
import { plainText } from "./text";
import { parseDocument } from "./structure";

/** What a product is told that it runs as, in every variable that says so; undefined: it may be told anything. */
export type RunsAs = readonly string[] | undefined;

/** One way to read a document: as an environment; `wide`: with what may hold beside it. */
interface View {
  readonly as: string | undefined;
  readonly wide: boolean;
}

const DEEPEST = 8;
/** More environments are not told apart. */
const MOST = 16;

/** Each text that the product may have read; one: it is certain. A text that is no such document is its own. */
export function readingsOf(value: string, runsAs: () => RunsAs): readonly string[] {
  if (!/["'\w]\s*:/.test(value)) return [value];
  const document = parseDocument(plainText(value));
  const keys = environmentKeys(document);
  if (keys.length === 0) return [value];
  return [...new Set(viewsOf(runsAs(), keys).map((view) => JSON.stringify(read(document, view))))];
}

/** The same of a document that was read. */
export function documentReadings(document: unknown, runsAs: () => RunsAs): readonly unknown[] {
  const keys = environmentKeys(document);
  return keys.length === 0 ? [document] : viewsOf(runsAs(), keys).map((view) => read(document, view));
}

/** Of the members of a family, by the word that tells them apart (none: `""`), those that each reading uses. */
export function membersInUse(words: readonly string[], runsAs: () => RunsAs): readonly ReadonlySet<string>[] {
  const keys = words.filter((word) => environmentClass(word) !== undefined);
  return keys.length === 0 ? [new Set(words)] : viewsOf(runsAs(), keys).map((view) => new Set(kept(words, view)));
}

function environmentKeys(value: unknown, depth = 0): readonly string[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((item) => environmentKeys(item, depth + 1));
  if (!isMembers(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...(environmentClass(key) === undefined ? [] : [key]),
    ...environmentKeys(member, depth + 1),
  ]);
}

function viewsOf(runsAs: RunsAs, keys: readonly string[]): readonly View[] {
  // What is known later may be any of them, or none.
  const possible = [undefined, "production", "staging", "development", ...new Set(keys)].slice(0, MOST);
  const known = (runsAs ?? []).filter((as) => environmentClass(as) !== undefined || keys.some((key) => same(key, as)));
  const names = runsAs === undefined ? possible : known.length > 0 ? [...new Set(known)] : [undefined];
  return names.flatMap((as) => [false, true].map((wide) => ({ as, wide })));
}

function read(value: unknown, view: View, depth = 0): unknown {
  if (depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((item) => read(item, view, depth + 1));
  if (!isMembers(value)) return value;
  const members = kept(Object.keys(value), view).map((key) => [key, read(value[key], view, depth + 1)]);
  return Object.fromEntries(members) as unknown;
}

/** The members of one object that hold. */
function kept(keys: readonly string[], { as, wide }: View): readonly string[] {
  const classes = new Map(keys.map((key) => [key, key === "" ? "base" : memberClass(key)]));
  const environments = keys.filter((key) => environmentClass(key) !== undefined);
  if (environments.length === 0) return keys;
  const shared = keys.filter((key) => ["base", "fallback"].includes(classes.get(key) ?? ""));
  const exact = environments.filter((key) => as !== undefined && same(key, as));
  const alike = environments.filter((key) => as !== undefined && classes.get(key) === environmentClass(as));
  const chosen = exact.length > 0 ? exact : alike;
  if (chosen.length > 0) return without(environments, chosen, wide ? undefined : "fallback");
  if (as !== undefined && shared.length > 0) return without(environments, [], undefined);
  // Nothing says which: what people depend on is judged, and what developers have only where there is nothing else.
  const likely = environments.filter((key) => classes.get(key) !== "development");
  if (wide || (likely.length === 0 && shared.length === 0)) return keys;
  return without(environments, likely, likely.length > 0 ? "fallback" : undefined);

  function without(all: readonly string[], those: readonly string[], also: "fallback" | undefined): readonly string[] {
    return keys
      .filter((key) => !all.includes(key) || those.includes(key))
      .filter((key) => classes.get(key) !== also || also === undefined);
  }
}

function same(key: string, as: string): boolean {
  return key.trim().toUpperCase() === as.trim().toUpperCase();
}
