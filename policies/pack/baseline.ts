import { createHash } from "node:crypto";
import type { VerdictRecord } from "../model";
import type { Baseline, Dated } from "./configuration";

/** A finding as the baseline knows it: which rule, about what, and what it says; no value takes part. */
export interface Finding {
  readonly rule: string;
  /** Unique to what was judged: two resources of one name have two. */
  readonly key?: string;
  /** The key of the declared part it realises: what a part is promised to be and what becomes of it are one finding. */
  readonly realises?: string;
  readonly subject: string;
  readonly messageId?: string;
}

/** 32 hexadecimal digits that stay the same while rule, resource and message do. */
export function fingerprint({ rule, key, realises, subject, messageId }: Finding): string {
  const identity = JSON.stringify([rule, realises ?? key ?? subject, messageId ?? ""]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}

export interface BaselineBook {
  /** Whether a finding was there before the pack, and the baseline still holds. */
  readonly covers: (finding: Finding) => boolean;
  /** Entries that no finding matched so far: mended, and to be taken out. */
  readonly gone: () => Baseline["findings"];
}

export function baselineBook(baseline: (Baseline & Dated) | undefined): BaselineBook {
  const entries = new Map(baseline?.findings.map((entry) => [entry.fingerprint, entry]));
  const met = new Set<string>();
  return {
    covers(finding) {
      if (entries.size === 0) return false;
      const print = fingerprint(finding);
      if (!entries.has(print)) return false;
      met.add(print);
      return baseline?.expired === false;
    },
    gone: () => [...entries.values()].filter((entry) => !met.has(entry.fingerprint)),
  };
}

/** Half a year: long enough to mend, short enough to be asked about. */
const FIRST_BASELINE_DAYS = 182;

/** What a run makes of a baseline. */
export interface BaselineUpdate {
  readonly baseline: Baseline;
  /** Entries that are mended and have left it. */
  readonly mended: number;
  /** Findings that have entered it. */
  readonly added: number;
  /** Findings that an earlier baseline does not know and that stay out of it. */
  readonly refused: number;
}

/**
 * The baseline of a run. Without an earlier one, everything that was found; with one it only shrinks: what is mended leaves it,
 * nothing new enters unless that is asked for.
 * @param exemptible whether findings of a rule may be let through; those of the gate about itself may not
 */
export function baselineOf(
  verdicts: readonly VerdictRecord[],
  exemptible: (rule: string) => boolean,
  earlier: Baseline | undefined,
  today: string,
  allowNew = false,
): BaselineUpdate {
  const known = new Set(earlier?.findings.map((entry) => entry.fingerprint));
  const found = verdicts
    .filter(({ verdict, rule }) => verdict !== "pass" && exemptible(rule))
    .map((record) => ({
      fingerprint: fingerprint(record),
      rule: record.rule,
      subject: record.subject,
      messageId: record.messageId ?? record.verdict,
    }))
    .sort((a, b) => (`${a.rule} ${a.subject} ${a.fingerprint}` < `${b.rule} ${b.subject} ${b.fingerprint}` ? -1 : 1));
  const distinct = [...new Map(found.map((entry) => [entry.fingerprint, entry])).values()];
  const findings = distinct.filter((entry) => earlier === undefined || allowNew || known.has(entry.fingerprint));
  const kept = findings.filter((entry) => known.has(entry.fingerprint)).length;
  return {
    baseline: {
      until:
        earlier?.until ?? new Date(Date.parse(today) + FIRST_BASELINE_DAYS * 86_400_000).toISOString().slice(0, 10),
      reason: earlier?.reason ?? "What was there when the policy pack was introduced.",
      owner: earlier?.owner ?? "platform",
      findings,
    },
    mended: known.size - kept,
    added: findings.length - kept,
    refused: distinct.length - findings.length,
  };
}
