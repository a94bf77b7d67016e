import { type Scope, scopeOf } from "guardrails-policies/model";
import { parse } from "valibot";
import { oneLine, visible } from "../text";
import { architectureOf } from "./architecture";
import { budgetsOf, costOf, laddersOf } from "./arithmetic";
import { auditOf } from "./audit";
import { causesOf } from "./causes";
import { changesSince } from "./changes";
import { declaredStack } from "./declared";
import type { Evidence } from "./evidence";
import { exceptionsOf } from "./exceptions";
import { findingsOf } from "./findings";
import { folding } from "./fold";
import { groupBy } from "./group";
import { linksOf } from "./links";
import { REVIEW_SCHEMA_VERSION, type Review, type ReviewCounts, type ReviewFinding, reviewSchema } from "./schema";
import { NO_SIGN_OFF, signed, type SignOff } from "./sign-off";
import { countFindings } from "./status";

export interface ReviewOptions {
  /** The moment the review is of, ISO 8601 in UTC. */
  readonly now: string;
  /** The review to compare with; undefined: none. */
  readonly baseline?: Review;
  readonly signOff?: SignOff;
}

/** The review of one stack. Pure: the same evidence and options give the same document. */
export function buildReview(evidence: Evidence, { now, baseline, signOff = NO_SIGN_OFF }: ReviewOptions): Review {
  const { log, digests } = evidence;
  const declared = declaredStack(evidence.blueprint);
  const unfolded = findingsOf(evidence);
  const fold = folding(
    unfolded.map(({ node }) => node),
    declared,
  );
  const found = unfolded.map((finding) => ({ ...finding, node: fold(finding.node) }));
  const complete = log.end !== null && evidence.error === null;
  const { findings, signOff: signatures } = signed(signOff, found, { now, complete });
  const counts = countFindings(findings);
  const byRule = groupBy(findings, ({ rule }) => rule);
  const review: Review = {
    schemaVersion: REVIEW_SCHEMA_VERSION,
    generated: now,
    stack: {
      project: oneLine(evidence.project),
      name: oneLine(evidence.stack),
      environment: declared?.environment ?? null,
      region: declared?.region ?? null,
    },
    source: { kind: evidence.kind, complete, notes: evidence.notes.map((note) => visible(note)) },
    pack: log.pack === null ? null : { name: oneLine(log.pack.name), version: oneLine(log.pack.version) },
    verdict: verdictOf(evidence, findings, counts),
    counts,
    changes: baseline === undefined ? null : changesSince(baseline, findings, complete),
    audit: auditOf({ rules: log.rules, findings, declared, complete }),
    causes: [...causesOf(log.rules, findings)],
    rules: log.rules.map(({ id, title, severity, audit, why, fix }) => {
      const ofRule = byRule.get(oneLine(id)) ?? [];
      return {
        id: oneLine(id),
        title: oneLine(title),
        severity,
        audit: oneLine(audit),
        why: visible(why),
        fix: visible(fix),
        applicable: ofRule.length > 0,
        counts: countFindings(ofRule),
      };
    }),
    findings: [...findings],
    architecture: architectureOf(declared, findings, linksOf(evidence, fold)),
    budgets: budgetsOf(declared),
    ladders: laddersOf(declared, evidence.numbers),
    cost: costOf(evidence.outputs),
    exceptions: [...exceptionsOf(evidence.exceptions, findings, now)],
    signOff: signatures,
    notLookedAt: {
      resources: log.end?.resources ?? 0,
      judged: log.end?.judged ?? 0,
      types: (log.end?.notLookedAt ?? []).map(({ type, count, settingsOnly }) => ({
        type: oneLine(type),
        count,
        settingsOnly: settingsOnly ?? false,
      })),
      rulesWithoutSubject: (log.end?.notApplicable ?? []).map((id) => oneLine(id)),
    },
    digests,
  };
  // What is written has the schema's shape and its order of members, so that a document that is read back is the same bytes.
  return parse(reviewSchema, review);
}

const NOTHING: Readonly<Record<Exclude<Scope, "stack">, string>> = {
  nothing: "Nothing of this stack was looked at: no rule of this pack says anything about it.",
  settings: "Nothing of this stack but settings was looked at: no rule of this pack reads what it runs or holds.",
};

function verdictOf(
  { log, error }: Evidence,
  findings: readonly ReviewFinding[],
  { blocking, passed, unproven, failed }: ReviewCounts,
): Review["verdict"] {
  const advisoryMode =
    log.advisoryMode === undefined
      ? null
      : {
          reason: visible(log.advisoryMode.reason),
          owner: oneLine(log.advisoryMode.owner),
          until: oneLine(log.advisoryMode.until),
        };
  const of = (outcome: Review["verdict"]["outcome"], sentence: string): Review["verdict"] => ({
    outcome,
    sentence,
    advisoryMode,
  });
  if (error !== null)
    return of("unfinished", visible(`The run went wrong, so that nothing here is a verdict: ${error}`));
  // A refusal ends the run early, so that it needs no end to be one.
  if (blocking > 0) {
    const early = log.end === null ? " The run ended there: what it did not come to is not proven." : "";
    return of(
      "blocked",
      `Blocked: ${blocking} of ${findings.length} verdicts must be mended before this may be deployed.${early}`,
    );
  }
  if (log.end === null) return of("unfinished", "The pack did not finish judging, so that nothing here is a verdict.");
  const scope = scopeOf(log.verdicts, log.end);
  if (scope !== "stack") return of("nothing-judged", NOTHING[scope]);
  const rest = failed + unproven === 0 ? "" : ` ${failed} failed and ${unproven} not proven advise only.`;
  return of("passes", `Nothing blocks: ${passed} of ${findings.length} verdicts pass.${rest}`);
}
