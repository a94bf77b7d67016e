import type { Level, Severity } from "../model";
import type { PolicyConfiguration } from "./configuration";
import type { Profile } from "./profile";

export { profileOf, type Profile } from "./profile";

const LEVELS: Readonly<Record<Profile, Readonly<Record<Severity, Level>>>> = {
  production: { critical: "mandatory", high: "mandatory", medium: "advisory", low: "advisory" },
  development: { critical: "mandatory", high: "advisory", medium: "advisory", low: "advisory" },
};

/** What a level has to know of a rule. */
interface Levelled {
  readonly id: string;
  readonly severity: Severity;
  /** False: neither a level nor the advisory mode touches it, such as the gate's rule about itself. */
  readonly configurable?: boolean;
}

/** What a rule's finding does: the configured level, else its profile's; in advisory mode nothing blocks. */
export function levelOf(rule: Levelled, profile: Profile, configuration: PolicyConfiguration): Level {
  const level = ownLevel(rule, profile, configuration);
  const advises = configuration.mode?.expired === false && rule.configurable !== false;
  return advises && level === "mandatory" ? "advisory" : level;
}

/** What the configuration lowers below the level at which it blocks in production, by its keys; none in development. */
export function loweredInProduction(
  rules: readonly Levelled[],
  profile: Profile,
  configuration: PolicyConfiguration,
): readonly string[] {
  if (profile !== "production") return [];
  const lowered = rules.filter(
    (rule) => rule.severity === "critical" && ownLevel(rule, profile, configuration) !== "mandatory",
  );
  const { mode, baseline } = configuration;
  return [
    ...lowered.map(({ id }) => `rules.${id}`),
    ...(configuration.unproven.up === "mandatory" ? [] : ["unproven.up"]),
    ...(mode?.expired === true ? [`mode.advisory (ended on ${mode.until})`] : []),
    ...(baseline?.expired === true ? [`baseline (ended on ${baseline.until})`] : []),
  ];
}

/** The level without the advisory mode, which has an end and is shown: only what stays lowered is tampering. */
function ownLevel(rule: Levelled, profile: Profile, configuration: PolicyConfiguration): Level {
  return configuration.levels.get(rule.id) ?? LEVELS[profile][rule.severity];
}
