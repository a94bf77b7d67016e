import type { VerdictRecord } from "guardrails-policies/model";
import { fingerprint } from "guardrails-policies/pack";
import { oneLine, visible } from "../text";
import type { Evidence, SourcePosition } from "./evidence";
import type { ReviewFinding } from "./schema";

/** Every verdict as the document has it, in the log's order. Nobody has signed anything yet. */
export function findingsOf({ log, positions, resources }: Evidence): readonly ReviewFinding[] {
  const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
  const severities = new Map(log.rules.map(({ id, severity }) => [id, severity]));
  const seen = new Map<string, number>();
  return log.verdicts.map((verdict) => {
    const print = fingerprint(verdict);
    const before = seen.get(print) ?? 0;
    seen.set(print, before + 1);
    return {
      id: before === 0 ? print : `${print}-${before + 1}`,
      fingerprint: print,
      rule: oneLine(verdict.rule),
      severity: verdict.verdict === "pass" ? null : (severities.get(verdict.rule) ?? null),
      subject: oneLine(verdict.subject),
      node: nodeOf(verdict),
      verdict: verdict.verdict,
      basis: verdict.basis ?? null,
      rehearsed: verdict.rehearsed ?? false,
      stage: verdict.stage,
      blocks: verdict.verdict !== "pass" && verdict.level === "mandatory",
      location: place(verdict.location),
      position: positionOf(verdict, positions, parents),
      messageId: verdict.verdict === "pass" ? null : oneLine(verdict.messageId ?? verdict.verdict),
      message: verdict.message === undefined ? null : visible(verdict.message),
      fix: verdict.fix === undefined ? null : visible(verdict.fix),
      unknowns: (verdict.unknowns ?? []).map(({ location, because, producers }) => ({
        location: place(location),
        because,
        producers: producers.map((urn) => oneLine(urn, LONGEST_URN)),
      })),
      exception: exceptionOf(verdict),
      signed: null,
    };
  });
}

/** A URN holds the types of every component around a resource. */
const LONGEST_URN = 2000;

function place({ urn, path }: { readonly urn: string; readonly path: string }): ReviewFinding["location"] {
  return { urn: oneLine(urn, LONGEST_URN), path: oneLine(path) };
}

/** `workload/web` of `workload/web/CORS_ORIGINS`: what the architecture shows. */
export function nodeOf({ subject }: Pick<VerdictRecord, "subject">): string {
  return oneLine(subject.split("/").slice(0, 2).join("/"));
}

/** Where the resource is made in which the value was found, else the one that was judged; else a component around one. */
function positionOf(
  verdict: VerdictRecord,
  positions: ReadonlyMap<string, SourcePosition>,
  parents: ReadonlyMap<string, string | null>,
): SourcePosition | null {
  const [judged = ""] = verdict.key.split("#");
  for (const start of [verdict.location.urn, judged]) {
    const seen = new Set<string>();
    for (let urn: string | null = start; urn !== null && !seen.has(urn); urn = parents.get(urn) ?? null) {
      seen.add(urn);
      const found = positions.get(urn);
      if (found !== undefined) return { ...found, file: oneLine(found.file) };
    }
  }
  return null;
}

function exceptionOf({ exemption, baseline }: VerdictRecord): ReviewFinding["exception"] {
  if (exemption !== undefined) {
    const { reason, owner, expires } = exemption;
    return { kind: "exemption", reason: visible(reason), owner: oneLine(owner), until: oneLine(expires) };
  }
  if (baseline === undefined) return null;
  return {
    kind: "baseline",
    reason: visible(baseline.reason),
    owner: oneLine(baseline.owner),
    until: oneLine(baseline.until),
  };
}
