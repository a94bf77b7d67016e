import { isLoopbackHost } from "../hosts";
import { looksLikePattern } from "./entries";
import { originParts } from "./glob";
import { openEntry } from "./open-origins";
import { plainText } from "./text";

/**
 * - `wildcard`: origins that anybody can have are let in.
 * - `localhost`, `ip`: a host that is nobody's production site.
 * - `insecure`: not HTTPS, so anybody on the path can speak for it.
 */
export type OriginProblem = "wildcard" | "localhost" | "ip" | "insecure";

/** What is wrong with an origin, the worst first; undefined: nothing. */
export function originProblem(origin: string): OriginProblem | undefined {
  const text = plainText(origin.slice(0, 2048));
  if (openEntry({ kind: "origins", text }).some(({ certain }) => certain)) return "wildcard";
  if (looksLikePattern(text)) return patternProblem(text.toLowerCase());
  const { scheme, host } = originParts(text);
  // What an installed application serves to itself (`capacitor://localhost`) is no page that a browser shows.
  if (isLoopbackHost(host)) return WEB_SCHEMES.has(scheme) ? "localhost" : undefined;
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || host.startsWith("[")) return "ip";
  return scheme === "http" || scheme === "ws" ? "insecure" : undefined;
}

const WEB_SCHEMES: ReadonlySet<string> = new Set(["", "http", "https", "ws", "wss", "*"]);

/** A pattern that lets no stranger in may still allow plain HTTP. */
function patternProblem(text: string): OriginProblem | undefined {
  if (/localhost|127\\?\.0\\?\.0\\?\.1/.test(text)) return "localhost";
  return /^\^?\(?https?\?|^\^?\(?http:/.test(text) ? "insecure" : undefined;
}
