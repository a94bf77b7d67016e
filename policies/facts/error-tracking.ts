/** Whether a setting of an error tracker leads anywhere. A DSN is public by its vendor's own word (Sentry, "DSN Explainer"). */
import { purposesOf } from "./names";

export type ErrorTracking =
  | "on"
  /** Empty, or a switch that is off: nothing is sent. */
  | "off"
  /** The one of a documentation or a template: sent to nobody. */
  | "demo";

/** What documentation and templates write in place of a key, a host or a project. */
const DEMO =
  /example|public@|your|changeme|change-me|placeholder|dummy|fake|<[^>]*>|\bxxx|\bkey@|0123456789abcdef|@o0\.|\.example\b|todo/i;

export function isErrorTracking(name: string): boolean {
  return purposesOf(name).includes("errorTracking");
}

/** Undefined: the variable is about something else. */
export function errorTrackingBy(name: string, value: string): ErrorTracking | undefined {
  if (!isErrorTracking(name)) return undefined;
  const text = value.slice(0, 2000).trim();
  if (text === "" || /^(?:none|null|false|off|0|disabled)$/i.test(text)) return "off";
  if (DEMO.test(text)) return "demo";
  // A DSN ends in the project's number; the first project has a 1, and 0 is the documentation's.
  return /^https?:\/\//.test(text) && /\/0$/.test(text) ? "demo" : "on";
}
