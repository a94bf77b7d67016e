import { groupBy } from "./group";
import type { RuleRecord } from "guardrails-policies/model";
import { count, oneLine } from "../text";
import { CHECKLIST, RISKS, risksIn, STATISTICS, type Speaks } from "./audit-seed";
import type { DeclaredStack } from "./declared";
import type { Review, ReviewFinding, Status } from "./schema";
import { countFindings, rowStatus, statusOf, worst } from "./status";

export interface AuditOptions {
  readonly rules: readonly RuleRecord[];
  readonly findings: readonly ReviewFinding[];
  readonly declared: DeclaredStack | null;
  /** Whether the pack came to the end of the stack. */
  readonly complete: boolean;
}

/** The audit's own tables, filled from this stack. */
export function auditOf(options: AuditOptions): Review["audit"] {
  const { rules, findings } = options;
  return {
    risks: RISKS.map((seed) => {
      const row = rowOf(options, (audit) => risksIn(audit).includes(seed.number));
      return { ...seed, ...row, findings: distinct(row.found.filter(isOpen)), found: seed.found };
    }),
    heatMap: heatMap(rules, findings),
    checklist: CHECKLIST.map(({ phase, title, items }) => ({
      phase,
      title,
      items: items.map((item) => {
        const { status, rules: speaking, counts } = rowOf(options, item.speaks);
        return { title: item.title, why: item.why, status, rules: speaking, counts };
      }),
    })),
    statistics: statistics(options),
  };
}

function rowOf({ rules, findings, complete }: AuditOptions, speaks: Speaks) {
  const speaking = rules.filter(({ audit }) => speaks(audit)).map(({ id }) => oneLine(id));
  const found = findings.filter(({ rule }) => speaking.includes(rule));
  return {
    status: rowStatus(found, { rules: speaking, complete }),
    rules: speaking,
    counts: countFindings(found),
    found,
  };
}

function isOpen({ verdict }: ReviewFinding): boolean {
  return verdict !== "pass";
}

function distinct(findings: readonly ReviewFinding[]): string[] {
  return [...new Set(findings.map(({ fingerprint }) => fingerprint))];
}

/** Findings of rules that name none of the audit's risks. */
const OTHER = "other";

/** Components by risk, the worst first; what was judged nowhere has no row. */
function heatMap(rules: readonly RuleRecord[], findings: readonly ReviewFinding[]): Review["audit"]["heatMap"] {
  const risksOf = new Map(rules.map(({ id, audit }) => [oneLine(id), risksIn(audit)]));
  const columns = [...RISKS.map(({ number }) => String(number)), OTHER];
  const byNode = new Map<string, Map<string, ReviewFinding[]>>();
  for (const finding of findings) {
    const risks = risksOf.get(finding.rule) ?? [];
    const row = byNode.get(finding.node) ?? new Map<string, ReviewFinding[]>();
    byNode.set(finding.node, row);
    for (const column of risks.length === 0 ? [OTHER] : risks.map(String)) {
      const cell = row.get(column);
      if (cell === undefined) row.set(column, [finding]);
      else cell.push(finding);
    }
  }
  const rows = [...byNode].map(([node, row]) => {
    const all = countFindings([...row.values()].flat());
    const cells = columns.map((column) => {
      const cell = row.get(column);
      if (cell === undefined) return null;
      const { failed, unproven, passed } = countFindings(cell);
      return { status: worst(cell), failed, unproven, passed };
    });
    return { node, cells, weight: [all.blocking, all.failed, all.unproven] };
  });
  const sorted = rows.sort((a, b) => heavier(a.weight, b.weight) || (a.node < b.node ? -1 : 1));
  return { columns, rows: sorted.map(({ node, cells }) => ({ node, cells })) };
}

function heavier(a: readonly number[], b: readonly number[]): number {
  return a.map((weight, index) => (b[index] ?? 0) - weight).find((difference) => difference !== 0) ?? 0;
}

function statistics({ rules, findings, declared, complete }: AuditOptions): Review["audit"]["statistics"] {
  const counts = countFindings(findings);
  const byRule = groupBy(findings, ({ rule }) => rule);
  const guardrails = rules.map(({ id }) => {
    const rule = oneLine(id);
    return rowStatus(byRule.get(rule) ?? [], { rules: [rule], complete });
  });
  const guards = (...statuses: readonly Status[]) => guardrails.filter((status) => statuses.includes(status)).length;
  const failed = (severity: ReviewFinding["severity"]) =>
    findings.filter((finding) => finding.verdict === "fail" && finding.severity === severity).length;
  const about = (speaks: Speaks) => {
    const speaking = new Set(rules.filter(({ audit }) => speaks(audit)).map(({ id }) => oneLine(id)));
    return findings.filter(({ rule }) => speaking.has(rule));
  };
  return [
    {
      title: "Verdicts",
      values: [
        value("passed on real values", counts.verified),
        value("passed as planned", counts.declared),
        value("failed", counts.failed),
        value("not proven", counts.unproven),
        value("blocking", counts.blocking),
        value("accepted in writing", findings.filter((finding) => statusOf(finding) === "accepted").length),
      ],
    },
    {
      title: "Guardrails",
      values: [
        value("in force", guards("proven", "declared")),
        value("missing or broken", guards("blocked", "open")),
        value("not proven", guards("unproven")),
        value("excepted", guards("accepted")),
        value("with nothing to guard", guards("not-applicable")),
      ],
    },
    {
      title: "What fails, by severity",
      values: (["critical", "high", "medium", "low"] as const).map((severity) => value(severity, failed(severity))),
    },
    {
      title: "Against what the audit counted",
      values: STATISTICS.map(({ title, found, speaks }) => ({
        name: `${title}: the audit counted ${found}`,
        value: title === SINGLE_POINTS ? singlePoints(declared, about(speaks)) : holding(about(speaks)),
      })),
    },
  ];
}

/** The one statistic that a blueprint itself answers. */
const SINGLE_POINTS = "Single points of failure";

/** What a blueprint declares one of; of a program without one, what the rules about it found. */
function singlePoints(declared: DeclaredStack | null, found: readonly ReviewFinding[]): string {
  if (declared !== null) {
    const points = declared.singlePoints;
    return points.length === 0 ? "none declared" : `${points.length} declared: ${points.join("; ")}`;
  }
  const { failed, unproven } = countFindings(found);
  const open = unproven === 0 ? "" : `${unproven} not proven`;
  if (failed === 0) return found.length === 0 ? "nothing was judged" : open || "none where it was judged";
  const named = found
    .filter(({ verdict }) => verdict === "fail")
    .map(({ message, subject }) => oneLine(message ?? subject));
  return [`${failed}: ${named.join("; ")}`, ...(open === "" ? [] : [open])].join("; ");
}

function holding(found: readonly ReviewFinding[]): string {
  if (found.length === 0) return "nothing was judged";
  const { passed, failed, unproven } = countFindings(found);
  return `${count(passed, "verdict holds", "verdicts hold")}, ${failed} fail, ${unproven} not proven`;
}

function value(name: string, of: number): { readonly name: string; readonly value: string } {
  return { name, value: String(of) };
}
