import type { EndRecord, RuleRecord, RunRecord, VerdictRecord } from "../../policies/model";

export const URN = "urn:pulumi:prod::shop::aws:ecs/taskDefinition:TaskDefinition::web";
export const SECRET_URN = "urn:pulumi:prod::shop::my:Product$aws:secretsmanager/secret:Secret::jwt";

export function ruleRecord(id: string): RuleRecord {
  return { id, title: `title of ${id}`, severity: "critical", audit: "risk 1", why: "because", fix: `fix of ${id}` };
}

export function runRecord(...rules: string[]): RunRecord {
  return { record: "run", schemaVersion: 1, pack: "guardrails", packVersion: "0.1.0", rules: rules.map(ruleRecord) };
}

export function verdictRecord(rule: string, subject: string, verdict: Partial<VerdictRecord> = {}): VerdictRecord {
  return {
    record: "verdict",
    rule,
    subject,
    key: `${URN}#${subject}`,
    verdict: "pass",
    stage: "blueprint",
    level: "mandatory",
    location: { urn: URN, path: "containerDefinitions" },
    ...verdict,
  };
}

export const END: EndRecord = {
  record: "end",
  blocking: 0,
  resources: 4,
  judged: 2,
  notLookedAt: [],
  notApplicable: [],
};

/** The text of a verdict file with these records. */
export function lines(...records: unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}
