import {
  isLeftOut,
  latestVerdicts,
  resourcesToJudge,
  verdictSummary,
  words,
  type EndRecord,
  type Platforms,
  type Resource,
  type VerdictRecord,
} from "../model";
import type { Rule } from "../rules/rule";
import type { PolicyConfigurationSubject, WrittenExceptions } from "../subjects";
import type { PolicyConfiguration } from "./configuration";

/** The pack's own configuration as a subject, at the resource it was handed over with. */
export function configurationSubject(
  urn: string,
  lowered: readonly string[],
  exceptions: WrittenExceptions,
): PolicyConfigurationSubject {
  return {
    key: "gate/configuration",
    realises: undefined,
    shown: words("gate/configuration"),
    label: words("the policy configuration"),
    location: { urn, path: "" },
    declared: false,
    address: undefined,
    lowered,
    exceptions,
  };
}

/** Types of the engine's own, in which there is nothing to look at. */
const ENGINE = /^pulumi:(pulumi:|providers:)/;

/**
 * What was looked at, what was not, and how much blocks.
 * @param judged the number of those that were looked at
 * @param refusals what blocks beside the verdicts: a configuration that is not understood
 */
export function endRecord(
  resources: readonly Resource[],
  judged: number,
  platforms: Platforms,
  rules: readonly Rule[],
  records: readonly VerdictRecord[],
  refusals: number,
): EndRecord {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const { type } = resource;
    if (ENGINE.test(type) || (platforms.roleOf(type) !== undefined && !isLeftOut(resource))) continue;
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  const named = new Set(records.map(({ rule }) => rule));
  return {
    record: "end",
    blocking: refusals + latestVerdicts(records).filter(blocks).length,
    resources: resources.length,
    judged,
    notLookedAt: [...counts].map(([type, count]) => ({ type, count })).sort((a, b) => (a.type < b.type ? -1 : 1)),
    notApplicable: rules.filter(({ id }) => !named.has(id)).map(({ id }) => id),
  };
}

function blocks({ verdict, level }: VerdictRecord): boolean {
  return verdict !== "pass" && level === "mandatory";
}

/**
 * A run in one line: what opens the gate first, then the sums, and how much of the stack they speak of. Where none of it was
 * looked at there are no sums: nothing may read as passed.
 */
export function runSummary(
  verdicts: readonly VerdictRecord[],
  end: EndRecord | undefined,
  { mode }: Pick<PolicyConfiguration, "mode">,
): string {
  const open = mode?.expired === false ? `ADVISORY MODE until ${mode.until} (${mode.owner}), nothing blocks; ` : "";
  if (end === undefined) return `${open}NOT FINISHED`;
  const judged = `judged ${end.judged} of ${resourcesToJudge(end)} resources`;
  return end.judged === 0
    ? `${open}${judged}: NOTHING of this stack was looked at`
    : `${open}${verdictSummary(verdicts)}; ${judged}`;
}
