import {
  isLeftOut,
  latestVerdicts,
  resourcesToJudge,
  scopeOf,
  settingsOnly,
  verdictSummary,
  words,
  type EndRecord,
  type NotLookedAt,
  type Platforms,
  type Resource,
  type TypeRole,
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
 * @param refusals what blocks beside the verdicts: a configuration that is not understood
 */
export function endRecord(
  resources: readonly Resource[],
  platforms: Platforms,
  rules: readonly Rule[],
  records: readonly VerdictRecord[],
  refusals: number,
): EndRecord {
  const roles = resources.map((resource) => ({ ...resource, role: roleIn(platforms, resource) }));
  const named = new Set(records.map(({ rule }) => rule));
  return {
    record: "end",
    blocking: refusals + latestVerdicts(records).filter(blocks).length,
    resources: resources.length,
    judged: roles.filter(({ role }) => role !== undefined && role !== "settings").length,
    notLookedAt: [
      ...countsByType(roles.filter(({ type, role }) => role === undefined && !ENGINE.test(type))),
      ...countsByType(roles.filter(({ role }) => role === "settings")).map((of) => ({
        ...of,
        settingsOnly: true as const,
      })),
    ].sort((a, b) => (a.type < b.type ? -1 : 1)),
    notApplicable: rules.filter(({ id }) => !named.has(id)).map(({ id }) => id),
  };
}

/** Undefined: nobody reads anything of it. */
function roleIn(platforms: Platforms, resource: Resource): TypeRole | undefined {
  return isLeftOut(resource) ? undefined : platforms.roleOf(resource.type);
}

function countsByType(resources: readonly Pick<Resource, "type">[]): readonly NotLookedAt[] {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => ({ type, count }));
}

function blocks({ verdict, level }: VerdictRecord): boolean {
  return verdict !== "pass" && level === "mandatory";
}

/**
 * A run in one line: what opens the gate first, then the sums, and how much of the stack they speak of. Where none of it was
 * looked at, or settings only, there are no sums: nothing may read as passed.
 */
export function runSummary(
  verdicts: readonly VerdictRecord[],
  end: EndRecord | undefined,
  { mode }: Pick<PolicyConfiguration, "mode">,
): string {
  const open = mode?.expired === false ? `ADVISORY MODE until ${mode.until} (${mode.owner}), nothing blocks; ` : "";
  if (end === undefined) return `${open}NOT FINISHED`;
  const total = resourcesToJudge(end);
  const scope = scopeOf(verdicts, end);
  if (scope !== "stack") {
    const but = scope === "settings" ? " but settings" : "";
    return `${open}judged 0 of ${total} resources: NOTHING of this stack${but} was looked at`;
  }
  const settings = settingsOnly(end);
  const rest = settings === 0 ? "" : `, of ${settings} more only settings`;
  return `${open}${verdictSummary(verdicts)}; judged ${end.judged} of ${total} resources${rest}`;
}
