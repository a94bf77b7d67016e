/** The origins that a setting names, with what can be said of each without showing it. */
import { parse } from "tldts";
import type { CorsSettingKind } from "../names/cors";
import { remembered, rememberedOf } from "../remember";
import { type CorsEntry, corsEntries, isPlainOrigin, looksLikePattern } from "./entries";
import { originParts } from "./glob";
import { type OriginProblem, originProblem } from "./origin-problem";

export interface NamedOrigin {
  /** Its place in the list, from 1. */
  readonly position: number;
  readonly problem: OriginProblem | undefined;
  /** The domain somebody registered, under a suffix of the Public Suffix List; undefined: an address, an internal name, a pattern. Never shown. */
  readonly domain: string | undefined;
  /** Whether it stands for hosts below a domain: `https://*.example.com`. */
  readonly subdomains: boolean;
  /** Whether no browser ever names an origin so: with a path, a slash at its end, or the port that goes without saying. */
  readonly neverSent: boolean;
}

/** Empty where the setting is a switch, names none, or cannot be read. */
export function namedOrigins(kind: CorsSettingKind, value: string): readonly NamedOrigin[] {
  return named(value, kind);
}

const named = rememberedOf(readOrigins, (kind: CorsSettingKind) => kind);

function readOrigins(value: string, kind: CorsSettingKind): readonly NamedOrigin[] {
  const entries = (corsEntries(kind, value) ?? []).filter((entry) => entry.kind === "origins" || isPattern(entry.kind));
  return entries.map(({ kind: of, text }, index) => ({
    position: index + 1,
    problem: originProblem(text),
    domain: isPattern(of) ? undefined : registeredDomain(text),
    subdomains: isPattern(of) || looksLikePattern(text) ? OPEN_PART.test(text) : originParts(text).host.includes("*"),
    neverSent: of === "origins" && isNeverSent(text),
  }));
}

/**
 * An `Origin` header is a scheme, a host and a port that is not the scheme's own (RFC 6454, section 6.2), and a list is compared
 * with it as text (Starlette: tests/policies/facts/libraries).
 */
function isNeverSent(text: string): boolean {
  if (text.includes("*") || !isPlainOrigin(text)) return false;
  const [, scheme = "", port = "", rest = ""] = /^(https?):\/\/[^/?#]*?(?::(\d+))?([/?#].*)?$/i.exec(text) ?? [];
  return rest !== "" || port === OWN_PORTS[scheme.toLowerCase()];
}

const OWN_PORTS: Readonly<Record<string, string | undefined>> = { http: "80", https: "443" };

/** A part of a pattern that any name fits. */
const OPEN_PART = /\.\*|\.\+|\[\^|\\w[*+]/;

function isPattern(kind: CorsEntry["kind"]): boolean {
  return kind.startsWith("regex");
}

/** `example.co.uk` of an origin, URL or host; undefined: it has none. */
export const registeredDomain = remembered(readDomain);

function readDomain(text: string): string | undefined {
  const { host } = originParts(text);
  const found = parse(host.replace(/^(?:\*\.)+/, ""), { allowPrivateDomains: true, extractHostname: false });
  return found.isIp === true || (found.isIcann !== true && found.isPrivate !== true)
    ? undefined
    : (found.domain ?? undefined);
}
