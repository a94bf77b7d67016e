import { any, type OpenOrigin, pattern, publicSuffix, schemeOnly, UNREADABLE } from "./open-origin";
import { ownership } from "./public-suffix";

/** What is open about an origin that may hold `*`: `https://*.example.com`. */
export function openGlob(text: string): readonly OpenOrigin[] {
  // `/api/**`: on which paths, not for whom.
  if (/^\/(?!\/)/.test(text)) return [UNREADABLE];
  const { scheme, host: written } = originParts(text);
  // `.example.com`: every host under it.
  const host = written.startsWith(".") ? `*${written}` : written;
  const web = /^(?:https?|wss?|.*\*.*)?$/.test(scheme);
  if (host === "" || host === "*") {
    if (!web) return [schemeOnly(scheme)];
    return text.includes("*") || scheme !== ""
      ? [any(scheme === "https" ? "https://*" : scheme === "http" ? "http://*" : "*")]
      : [];
  }
  // Every port of a host (`https://app.example.com:*`) is still its owner's.
  const open = host.includes("*") ? openHost(host) : undefined;
  if (open === undefined) return [];
  return [web ? open : schemeOnly(scheme)];
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

/** The scheme and the host of an origin in lower case; who it is for (`user:password@`) and its port are dropped. */
export function originParts(text: string): { scheme: string; host: string } {
  const lower = text.trim().toLowerCase();
  const end = lower.indexOf("://");
  const scheme = end < 0 ? "" : lower.slice(0, end);
  const rest = end < 0 ? lower : lower.slice(end + 3);
  const behindUser = rest.slice(rest.lastIndexOf("@") + 1);
  const authority = behindUser.split(/[/?#]/, 1)[0] ?? "";
  const [, host = ""] = /^(\[[^\]]*\]|[^:]*)(?::.*)?$/.exec(authority) ?? [];
  return { scheme, host: host.replace(/\.$/, "") };
}
