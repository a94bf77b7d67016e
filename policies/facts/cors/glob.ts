import { isLoopbackHost } from "../hosts";
import { any, ANY_PORT, type OpenOrigin, pattern, publicSuffix, schemeOnly } from "./open-origin";
import { ownership } from "./public-suffix";

/** What is open about an origin that may hold `*`: `https://*.example.com`. */
export function openGlob(text: string): readonly OpenOrigin[] {
  const { scheme, host: written, port } = originParts(text);
  // `.example.com`: every host under it.
  const host = written.startsWith(".") ? `*${written}` : written;
  const web = /^(?:https?|wss?|.*\*.*)?$/.test(scheme);
  if (host === "" || host === "*") {
    if (!web) return [schemeOnly(scheme)];
    return text.includes("*") || scheme !== ""
      ? [any(scheme === "https" ? "https://*" : scheme === "http" ? "http://*" : "*")]
      : [];
  }
  if (host.includes("*")) {
    const open = openHost(host);
    if (open !== undefined) return [web ? open : schemeOnly(scheme)];
  }
  return port.includes("*") && !isLoopbackHost(host) ? [ANY_PORT] : [];
}

/** Whether the part of a host that says whose it is holds a `*`. */
function openHost(host: string): OpenOrigin | undefined {
  const { suffix, owned } = ownership(host);
  if (suffix === undefined) {
    // An internal name; only its last label can be open to others, and `*` at its end takes any domain.
    return host.split(".").at(-1)?.includes("*") === true ? pattern() : undefined;
  }
  if (!host.slice(-owned).includes("*")) return undefined;
  if (suffix.includes("*")) return pattern();
  return host
    .slice(0, -(suffix.length + 1))
    .split(".")
    .at(-1) === "*"
    ? publicSuffix(suffix, "glob")
    : pattern();
}

/** The parts of an origin in lower case; who it is for (`user:password@`) is dropped. */
export function originParts(text: string): { scheme: string; host: string; port: string } {
  const lower = text.trim().toLowerCase();
  const end = lower.indexOf("://");
  const scheme = end < 0 ? "" : lower.slice(0, end);
  const rest = end < 0 ? lower : lower.slice(end + 3);
  const behindUser = rest.slice(rest.lastIndexOf("@") + 1);
  const authority = behindUser.split(/[/?#]/, 1)[0] ?? "";
  const [, host = "", port = ""] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority) ?? [];
  return { scheme, host: host.replace(/\.$/, ""), port };
}
