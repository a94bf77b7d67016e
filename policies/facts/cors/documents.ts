/** CORS settings inside a document that is one setting: `APP_CONFIG={"cors":{"allow_origins":["*"]}}`, `SPRING_APPLICATION_JSON`. */
import { corsSetting, type CorsSettingKind } from "../names/cors";

export interface DocumentSetting {
  /** By the keys that lead to it, read as one name. */
  readonly kind: CorsSettingKind;
  /** As a variable would hold it: a list as JSON. */
  readonly value: string;
}

const LONGEST = 65_536;
const DEEPEST = 6;
const MOST = 1_000;

/** Those that a JSON object holds at any depth; none where it is no object. Never throws. */
export function corsInDocument(text: string): readonly DocumentSetting[] {
  if (text.length > LONGEST || !text.trimStart().startsWith("{")) return [];
  try {
    return leaves(JSON.parse(text), []).flatMap(({ path, value }) => {
      const kind = corsSetting(path.join("_").slice(0, 200));
      return kind === undefined || kind === "weak" ? [] : [{ kind, value }];
    });
  } catch {
    return [];
  }
}

function leaves(value: unknown, path: readonly string[]): { path: readonly string[]; value: string }[] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    if (path.length >= DEEPEST) return [];
    const members = Object.entries(value).slice(0, MOST);
    return members.flatMap(([key, member]) => leaves(member, [...path, key])).slice(0, MOST);
  }
  return [{ path, value: typeof value === "string" ? value : JSON.stringify(value) }];
}
