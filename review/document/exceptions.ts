import { oneLine, visible } from "../text";
import type { ConfiguredException } from "./evidence";
import type { Review, ReviewFinding } from "./schema";

type Exception = Review["exceptions"][number];

const DAY = 24 * 60 * 60 * 1000;

/** Whole days from a moment to the end of a day (UTC); negative: it is over. */
export function daysLeft(until: string, now: string): number {
  const end = Date.parse(`${until}T23:59:59.999Z`);
  if (Number.isNaN(end)) return -1;
  return Math.floor((end - Date.parse(now)) / DAY);
}

/**
 * Everything that is let through in writing, the first to end first: what the configuration says, with the findings each lets
 * through, and what the verdicts name that no configuration was there for.
 */
export function exceptionsOf(
  configured: readonly ConfiguredException[],
  findings: readonly ReviewFinding[],
  now: string,
): readonly Exception[] {
  const lowered = findings.filter(({ exception }) => exception !== null);
  const used = new Set<ReviewFinding>();
  const written = configured.map(({ kind, what, resource, reason, owner, until }): Exception => {
    const covered = lowered.filter(
      ({ exception, rule }) =>
        exception?.kind === kind &&
        exception.reason === visible(reason) &&
        exception.owner === oneLine(owner) &&
        exception.until === oneLine(until) &&
        (kind !== "exemption" || rule === oneLine(what)),
    );
    for (const finding of covered) used.add(finding);
    return entry({ kind, what, resource, reason, owner, until }, covered, now);
  });
  const unwritten = lowered
    .filter((finding) => !used.has(finding))
    .map((finding): Exception => {
      const { kind = "exemption", reason = "", owner = "", until = "" } = finding.exception ?? {};
      return entry({ kind, what: finding.rule, resource: finding.location.urn, reason, owner, until }, [finding], now);
    });
  return [...written, ...unwritten].sort(
    (a, b) => a.daysLeft - b.daysLeft || (a.what < b.what ? -1 : a.what > b.what ? 1 : 0),
  );
}

function entry(
  { kind, what, resource, reason, owner, until }: ConfiguredException,
  covered: readonly ReviewFinding[],
  now: string,
): Exception {
  return {
    kind,
    what: oneLine(what),
    resource: oneLine(resource, 1000),
    reason: visible(reason),
    owner: oneLine(owner),
    until: oneLine(until),
    daysLeft: daysLeft(until, now),
    findings: [...new Set(covered.map(({ fingerprint }) => fingerprint))],
  };
}
