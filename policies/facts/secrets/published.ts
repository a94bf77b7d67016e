/**
 * Recognises secrets that the world knows: published defaults, whole, extended, or re-spelt.
 *
 * Entropy is no proof: the keys in public compose files pass every length and character test, and they travel with suffixes
 * and years added. So exact values are recognised by digest, random keys also inside a longer value, and phrases after case,
 * separators and digits are removed.
 */
import { hash } from "node:crypto";
import { PUBLISHED_HASHES, PUBLISHED_STEMS } from "./published-data";
import { DIGEST_PREFIX, PUBLISHED_DIGESTS } from "./published-digests";

/** The shortest published value that is looked for at the start or end of a longer one: shorter ones are words. */
const SHORTEST_EMBEDDED = 16;

/** Longer values are not made by hand from a published key, and looking costs one digest a character. */
const LONGEST_SEARCHED = 256;

/** A stem this long is looked for inside a value; a shorter one must be all of its letters. */
const SHORTEST_CONTAINED_STEM = 8;

/** Characters a known word may have around it and still be the value: years, counters, separators. */
const DECORATION = 12;

const HASHES: ReadonlySet<string> = new Set(PUBLISHED_HASHES);

export function sha256(value: string): string {
  return hash("sha256", value, "hex");
}

/** Whether a value is one of the published ones (`hashes`: lower-case hexadecimal SHA-256), character for character. */
export function isPublished(value: string, hashes: ReadonlySet<string> = HASHES): boolean {
  return hashes.has(sha256(value)) || hashes.has(sha256(value.trim()));
}

/** Digests of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512, in bytes. */
const DIGEST_BYTES: ReadonlySet<number> = new Set([16, 20, 28, 32, 48, 64]);

/** Whether a value is the digest of a published phrase, in hexadecimal or base64: `echo -n secret | sha256sum`. */
export function isPublishedDigest(value: string): boolean {
  const text = value.trim();
  const bytes =
    /^[0-9a-f]+$/i.test(text) && DIGEST_BYTES.has(text.length / 2) ? Buffer.from(text, "hex") : base64(text);
  return DIGEST_BYTES.has(bytes.length) && PUBLISHED_DIGESTS.has(bytes.toString("hex").slice(0, DIGEST_PREFIX));
}

function base64(text: string): Buffer {
  return /^[A-Za-z0-9+/_-]{22,88}={0,2}$/.test(text) ? Buffer.from(text, "base64") : Buffer.alloc(0);
}

/** Whether a value starts or ends with a published one: `<published key>-MVP-TEST-ONLY`. */
export function embedsPublished(value: string, hashes: ReadonlySet<string> = HASHES): boolean {
  if (value.length <= SHORTEST_EMBEDDED || value.length > LONGEST_SEARCHED) return false;
  for (let length = SHORTEST_EMBEDDED; length < value.length; length += 1) {
    if (hashes.has(sha256(value.slice(0, length))) || hashes.has(sha256(value.slice(-length)))) return true;
  }
  return false;
}

/** Whether a value is a published phrase in another spelling: `Change-Me_2026`, `t0ps3cr3t!`, `super.secret.key-7f3a9c`. */
export function respellsPublished(value: string, known: readonly string[] = PUBLISHED_STEMS): boolean {
  const alphanumerics = value.replace(/[^a-z0-9]/gi, "").length;
  return stems(value).some((letters) => {
    for (const stem of known) {
      if (letters === stem) {
        if (value.length - stem.length <= Math.max(DECORATION, stem.length)) return true;
        continue;
      }
      // What is left out first is most of them: a stem that is too short for its own, or for what the value has besides.
      if (stem.length < SHORTEST_CONTAINED_STEM || alphanumerics - stem.length > stem.length) continue;
      // Words of the letters a–f alone turn up in hexadecimal keys by chance.
      if (letters.includes(stem) && !/^[a-f]+$/.test(stem)) return true;
    }
    return false;
  });
}

/** Digits that people write for letters. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { "4": "a", "3": "e", "0": "o", "1": "i", "5": "s", "7": "t" };

/** A value's letters in lower case: as written, and with look-alike digits inside words read as letters. */
export function stems(value: string): string[] {
  const lower = value.toLowerCase();
  const written = lower.replace(/[^a-z]/g, "");
  if (!/[a-z]\d+[a-z]/.test(lower)) return [written];
  const read = lower.replace(/[430157]/g, (digit) => LOOK_ALIKES[digit] ?? "").replace(/[^a-z]/g, "");
  return [written, read];
}
