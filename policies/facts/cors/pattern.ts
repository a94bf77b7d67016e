/**
 * Whom a regular expression lets in.
 *
 * The pattern is the program's own text, so it may be hostile: it runs in RE2 (`re2js`, plain JavaScript, kept up with Go's), whose time is
 * linear in the text whatever the pattern, never in the engine of JavaScript. Texts that it matches are made from its own structure;
 * where the part that says whose a host is (the public suffix and the label before it) is left open, a stranger can have a match.
 */
import { RE2JS } from "re2js";
import { type ReadPattern, readPattern } from "./pattern-tree";
import { ownership } from "./public-suffix";
import { openPlaces, type Sample, samplesOf } from "./samples";

/** Which part of an origin a framework wants matched: all of it, its beginning, or any part. */
export type Matching = "whole" | "beginning" | "part";

/**
 * - `closed`: whoever matches is spelt out by the pattern.
 * - `any`: anybody. `public-suffix`: anybody with a name under `suffix`.
 * - `nobody`: no origin matches as far as could be seen.
 * - `unreadable`: not a pattern, too large, or with assertions without which it would be open.
 */
export type PatternAnswer =
  | { readonly kind: "closed" | "any" | "nobody" | "unreadable" }
  | { readonly kind: "public-suffix"; readonly suffix: string };

/** Matches attempted for one pattern, times its length: what bounds the work. */
const WORK_CAP = 60_000;

export function patternAnswer(pattern: string, matching: Matching): PatternAnswer {
  const read = readPattern(pattern);
  const matches = read && matcher(read, matching);
  if (read === undefined || matches === undefined) return { kind: "unreadable" };
  const wanted = Math.min(80 + 12 * openPlaces(read.tree), 500);
  const count = Math.min(wanted, Math.max(60, Math.floor(WORK_CAP / Math.max(1, pattern.length))));
  const seenAhead = aheadOf(read);
  let accepted = false;
  let widened = false;
  let open: PatternAnswer | undefined;
  for (const sample of [...PROBES, ...completed(samplesOf(read.tree, read.ignoreCase, count), matching)]) {
    const host = hostOf(sample);
    if (host === undefined || !matches(sample.text)) continue;
    accepted = true;
    const answer = whose(host);
    if (answer !== undefined && !read.exact && !seenAhead(sample.text)) {
      widened = true;
      continue;
    }
    if (answer?.kind === "any") return answer;
    if (open === undefined || open.kind === "unreadable") open = answer ?? open;
  }
  if (open !== undefined) return open;
  return { kind: widened ? "unreadable" : accepted ? "closed" : "nobody" };
}

/** Whether a text that the widened pattern matches is one that the original does: where only its looks ahead were left out. */
function aheadOf({ ahead, ignoreCase }: ReadPattern): (text: string) => boolean {
  try {
    const flags = RE2JS.DOTALL | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    const looks = ahead?.map(({ source, wanted }) => ({ form: RE2JS.compile(`^(?:${source})`, flags), wanted }));
    return (text) => looks?.every(({ form, wanted }) => form.test(text) === wanted) ?? false;
  } catch {
    return () => false;
  }
}

function matcher(read: ReadPattern, matching: Matching): ((text: string) => boolean) | undefined {
  const flags = RE2JS.DOTALL | (read.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  try {
    const pattern = RE2JS.compile(matching === "beginning" ? `^(?:${read.source})` : read.source, flags);
    return matching === "whole" ? (text) => pattern.testExact(text) : (text) => pattern.test(text);
  } catch {
    return undefined;
  }
}

/** Origins of nobody in particular, tried on every pattern. */
const PROBES: readonly Sample[] = [
  "https://qzxv-stranger.com",
  "http://qzxv.net",
  "https://qzxv-stranger.vercel.app",
].map((text) => ({
  text,
  open: "1".repeat(text.length),
}));

const STARTS = ["", "https://", "https://qzxvstranger", "https://qzxv-stranger.com/"];
const ENDS = ["", ".qzxv-stranger.com", "qzxv.com", "-qzxv.com", ".com", "com"];

/** Samples with what the framework lets stand before and behind them. */
function completed(samples: readonly Sample[], matching: Matching): readonly Sample[] {
  if (matching === "whole") return samples;
  return samples.flatMap((sample, at) => {
    const start = matching === "part" ? (STARTS[at % STARTS.length] ?? "") : "";
    return ["", ENDS[at % ENDS.length] ?? "", ENDS[1] ?? ""].map((end) => ({
      text: start + sample.text + end,
      open: "1".repeat(start.length) + sample.open + "1".repeat(end.length),
    }));
  });
}

/** The host of a sample that is an origin as browsers send it. */
function hostOf({ text, open }: Sample): Sample | undefined {
  const [all, scheme = "", host = ""] = /^([a-z][a-z0-9+.-]*:\/\/)([^\s/:?#@\\]+)(?::\d{1,5})?$/.exec(text) ?? [];
  if (all === undefined) return undefined;
  return { text: host, open: open.slice(scheme.length, scheme.length + host.length) };
}

/** Whether somebody else can have a host like this; undefined: no. `unreadable`: the pattern leaves the top-level domain open, in part. */
function whose({ text, open }: Sample): PatternAnswer | undefined {
  const { suffix, owned } = ownership(text);
  if (suffix === undefined) {
    const top = text.lastIndexOf(".") + 1;
    if (!open.slice(top).includes("1")) return undefined;
    if (top === 0) return { kind: "any" };
    return open.charAt(top) === "1" ? { kind: "unreadable" } : undefined;
  }
  if (!open.slice(-owned).includes("1")) return undefined;
  // A wildcard rule of the list (`*.run.app`) makes the label a part of the suffix.
  if (open.slice(-suffix.length).includes("1")) return { kind: "any" };
  return { kind: "public-suffix", suffix };
}
