import { groupBy } from "./group";
import type { RuleRecord } from "guardrails-policies/model";
import { oneLine } from "../text";
import { CHECKLIST, RISKS, risksIn, type Speaks } from "./audit-seed";
import type { DeclaredStack } from "./declared";
import type { Evidence } from "./evidence";
import type { Review, ReviewFinding } from "./schema";
import { countFindings, statusOf, worst } from "./status";

/** The audit's own tables, filled from this stack. */
export function auditOf(
  evidence: Evidence,
  findings: readonly ReviewFinding[],
  declared: DeclaredStack | null,
): Review["audit"] {
  const { rules } = evidence.log;
  return {
    risks: RISKS.map((seed) => {
      const row = rowOf(rules, findings, (audit) => risksIn(audit).includes(seed.number));
      return { ...seed, ...row, findings: distinct(row.found.filter(isOpen)), found: seed.found };
    }),
    heatMap: heatMap(rules, findings),
    checklist: CHECKLIST.map(({ phase, title, items }) => ({
      phase,
      title,
      items: items.map((item) => {
        const { status, rules: speaking, counts } = rowOf(rules, findings, item.speaks);
        return { title: item.title, why: item.why, status, rules: speaking, counts };
      }),
    })),
    statistics: statistics(evidence, findings, declared),
  };
}

function rowOf(rules: readonly RuleRecord[], findings: readonly ReviewFinding[], speaks: Speaks) {
  const speaking = rules.filter(({ audit }) => speaks(audit)).map(({ id }) => oneLine(id));
  const found = findings.filter(({ rule }) => speaking.includes(rule));
  return { status: worst(found, speaking.length > 0), rules: speaking, counts: countFindings(found), found };
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

function statistics(
  { log, resources }: Evidence,
  findings: readonly ReviewFinding[],
  declared: DeclaredStack | null,
): Review["audit"]["statistics"] {
  const counts = countFindings(findings);
  const byRule = groupBy(findings, ({ rule }) => rule);
  const guardrails = log.rules.map(({ id }) => worst(byRule.get(oneLine(id)) ?? []));
  const inForce = guardrails.filter((status) => status === "proven" || status === "declared").length;
  const missing = guardrails.filter((status) => status === "blocked" || status === "open").length;
  const unproven = guardrails.filter((status) => status === "unproven").length;
  const accepted = guardrails.filter((status) => status === "accepted").length;
  const idle = guardrails.length - inForce - missing - unproven - accepted;
  return [
    {
      title: "Verdicts",
      values: [
        value("passed on real values", counts.verified),
        value("passed as declared", counts.declared),
        value("failed", counts.failed),
        value("not proven", counts.unproven),
        value("blocking", counts.blocking),
        value("accepted in writing", findings.filter((finding) => statusOf(finding) === "accepted").length),
      ],
    },
    {
      title: "Guardrails",
      values: [
        value("in force", inForce),
        value("broken", missing),
        value("not proven", unproven),
        value("excepted", accepted),
        value("with nothing to guard", idle),
      ],
    },
    { title: "Resilience", values: resilience(declared, resources) },
  ];
}

const HEALTH_CHECKED = /^aws:(?:lb|alb)\/targetGroup:|^aws:route53\/healthCheck:/;

/** Without a blueprint nobody has said how much there is of anything. */
function resilience(
  declared: DeclaredStack | null,
  resources: Evidence["resources"],
): { readonly name: string; readonly value: string }[] {
  const health = value("health checks of load balancers and names", count(resources, HEALTH_CHECKED));
  if (declared === null) return [{ name: "single points of failure", value: "not known without a blueprint" }, health];
  const { singlePoints, services } = declared;
  return [
    {
      name: "single points of failure",
      value: singlePoints.length === 0 ? "none declared" : `${singlePoints.length}: ${singlePoints.join("; ")}`,
    },
    value("services that roll a bad deployment back", services.filter(({ rollsBack }) => rollsBack).length),
    value("services that do not", services.filter(({ rollsBack }) => !rollsBack).length),
    health,
  ];
}

function count(resources: Evidence["resources"], types: RegExp): number {
  return resources.filter(({ type }) => types.test(type)).length;
}

function value(name: string, of: number): { readonly name: string; readonly value: string } {
  return { name, value: String(of) };
}
