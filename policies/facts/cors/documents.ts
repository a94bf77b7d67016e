/** CORS settings inside a document that is one setting: `APP_CONFIG={"cors":{"allow_origins":["*"]}}`, `SPRING_APPLICATION_JSON`. */
import { parseJson } from "../json";
import { corsSettingOf, type CorsSettingKind } from "../names/cors";
import { memberClass } from "../names/environments";
import { withoutIndex, wordsOf } from "../names/words";
import { documentReadings, type RunsAs } from "./per-environment";

export interface DocumentSetting {
  /** Its place among all that the document says, read or not. */
  readonly index: number;
  /** By the keys that lead to it, read as one name. */
  readonly kind: CorsSettingKind;
  /** As a variable would hold it: a list as JSON. */
  readonly value: string;
  /** False: it is for one environment, and the product may run as another. */
  readonly certain: boolean;
}

const LONGEST = 65_536;
const DEEPEST = 6;
const MOST = 1_000;

/** Those that a JSON object holds at any depth for what its product runs as; none where it is no object. Never throws. */
export function corsInDocument(text: string, runsAs: () => RunsAs): readonly DocumentSetting[] {
  if (text.length > LONGEST || !text.trimStart().startsWith("{")) return [];
  const document = parseJson(text);
  const all = leaves(document, []).flatMap(settingOf);
  if (all.length === 0) return [];
  const readings = documentReadings(document, runsAs).map((reading) => new Set(leaves(reading, []).map(placeOf)));
  return all.flatMap(({ kind, value, place }, index) => {
    const uses = readings.filter((places) => places.has(place)).length;
    return uses === 0 ? [] : [{ index, kind, value, certain: uses === readings.length }];
  });
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
}

function placeOf({ path }: Leaf): string {
  return JSON.stringify(path);
}

/** An environment's key says for where a setting is, not what it is. */
function settingOf(leaf: Leaf): readonly { kind: CorsSettingKind; value: string; place: string }[] {
  const { path, value } = leaf;
  const keys = path.filter((key) => memberClass(key) === undefined || /^all$/i.test(key));
  const words = withoutIndex(wordsOf(keys.join("_").slice(0, 200)));
  const kind = corsSettingOf(words);
  const place = placeOf(leaf);
  if (kind !== "weak") return kind === undefined ? [] : [{ kind, value, place }];
  // `{"cors": {"admin": ["*"]}}`: as a CORS document of its own would have it.
  const everybody = words.includes("CORS") && /^\s*"?\*"?\s*$|^\[[^]*"\*"[^]*\]$/.test(value);
  return everybody ? [{ kind: "options", value: `{"member":${value.startsWith("[") ? value : '"*"'}}`, place }] : [];
}

function leaves(value: unknown, path: readonly string[]): readonly Leaf[] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    if (path.length >= DEEPEST) return [];
    const members = Object.entries(value).slice(0, MOST);
    return members.flatMap(([key, member]) => leaves(member, [...path, key])).slice(0, MOST);
  }
  return path.length === 0 ? [] : [{ path, value: typeof value === "string" ? value : JSON.stringify(value) }];
}
