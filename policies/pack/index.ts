import { rules } from "../rules";
import type { VerdictRecord } from "../model";
import { baselineOf, type BaselineUpdate } from "./baseline";
import { DISPATCHER, type PolicyConfiguration } from "./configuration";
import { dispatcherProperties, parsePolicyConfigFile, withBaseline } from "./configuration-file";

export { type Finding as BaselineFinding, fingerprint } from "./baseline";
export { DISPATCHER, PolicyConfigError, type Exemption, type PolicyConfiguration } from "./configuration";
export { createPolicies, type PackOptions } from "./policies";
export { dispatcherSchema } from "./schema";

/** {@link parsePolicyConfigFile} with this pack's rules. @throws PolicyConfigError */
export function parsePolicyConfig(file: unknown): PolicyConfiguration {
  return parsePolicyConfigFile(file, rules);
}

/** The file's own part for this pack, in the form that every engine takes. @throws PolicyConfigError */
export function policyConfigForEngine(file: unknown): unknown {
  return { [DISPATCHER]: dispatcherProperties(file, rules) };
}

/**
 * A policy configuration file with the baseline that a run makes of its own; see {@link baselineOf}.
 * @param file `{}` where there is none yet
 * @param verdicts those that stand at the end of the run
 * @param today `YYYY-MM-DD`
 * @throws PolicyConfigError
 */
export function updateBaseline(
  file: unknown,
  verdicts: readonly VerdictRecord[],
  { today, allowNew }: { readonly today: string; readonly allowNew: boolean },
): BaselineUpdate & { readonly file: Readonly<Record<string, unknown>> } {
  const { baseline: earlier } = parsePolicyConfigFile(file, rules, today);
  const exemptible = new Set(rules.filter((rule) => rule.exemptible).map(({ id }) => id));
  const kept = earlier && {
    until: earlier.until,
    reason: earlier.reason,
    owner: earlier.owner,
    findings: earlier.findings,
  };
  const update = baselineOf(verdicts, (rule) => exemptible.has(rule), kept, today, allowNew);
  return { ...update, file: withBaseline(file, rules, update.baseline) };
}
