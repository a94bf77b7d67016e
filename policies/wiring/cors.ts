import { corsSetting, openOrigins } from "../facts";
import { closed, join, type Shown } from "../model/shown";

/** What is open in a CORS setting, as it may be shown. */
export interface Openness {
  /** Origins that anybody can have; undefined: none. */
  readonly open: Shown | undefined;
  /** Whether there is a part that may be sound, and nothing shows it. */
  readonly unsure: boolean;
}

export function opennessOf(name: string, value: string): Openness {
  const kind = corsSetting(name);
  const found = kind === undefined ? [] : openOrigins(kind, value);
  const certain = found.filter((origin) => origin.certain);
  // The facts show their own words and public suffixes, never a part of the value.
  const shown = [...new Set(certain.map((origin) => origin.shown))].map(closed);
  return { open: shown.length === 0 ? undefined : join(shown, ", "), unsure: found.length > certain.length };
}
