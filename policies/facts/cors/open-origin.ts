/**
 * One way in which a CORS setting is open.
 *
 * - `any`: everybody. `null`: the origin of sandboxed frames and local files. `scheme-only`: every page of a scheme.
 * - `public-suffix`: everybody who takes a name under a suffix of the Public Suffix List. `pattern`: a pattern that leaves the owner open.
 * - `unanchored`: a pattern that is sound as a whole, but matches origins that only begin (or end) like it.
 * - `unreadable`: what could not be judged.
 */
export interface OpenOrigin {
  readonly kind: "any" | "null" | "scheme-only" | "public-suffix" | "pattern" | "unanchored" | "unreadable";
  /** For a message: made of words of this file and suffixes of the Public Suffix List, never of the value. */
  readonly shown: string;
  /** False: it may be sound, and nothing shows it. */
  readonly certain: boolean;
}

export const OF_NULL: OpenOrigin = { kind: "null", shown: "null", certain: true };
export const UNREADABLE: OpenOrigin = { kind: "unreadable", shown: "a value that cannot be read", certain: false };
export const UNANCHORED: OpenOrigin = {
  kind: "unanchored",
  shown: "a pattern that does not end with $",
  certain: true,
};

export function any(shown: "*" | "https://*" | "http://*" | "*://*"): OpenOrigin {
  return { kind: "any", shown, certain: true };
}

export function pattern(): OpenOrigin {
  return { kind: "pattern", shown: "a pattern that other people's hosts match", certain: true };
}

export function schemeOnly(scheme: string): OpenOrigin {
  const known = ["file", "data", "blob", "chrome-extension", "moz-extension", "capacitor", "ionic", "app"].includes(
    scheme,
  );
  return { kind: "scheme-only", shown: known ? `${scheme}://` : "every page of a scheme", certain: true };
}

/** `suffix` comes from the Public Suffix List. */
export function publicSuffix(suffix: string, by: "glob" | "pattern"): OpenOrigin {
  return {
    kind: "public-suffix",
    shown: by === "glob" ? `*.${suffix}` : `a pattern for hosts under ${suffix}`,
    certain: true,
  };
}
