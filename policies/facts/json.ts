/** Texts that may be JSON, of whoever wrote them. */

export type Members = Readonly<Record<string, unknown>>;

/** Undefined: the text is none. Never throws. */
export function parseJson(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return undefined;
  }
}

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
