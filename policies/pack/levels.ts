import type { EnvironmentName, Level, Severity } from "../model";
import type { PolicyConfiguration } from "./configuration";

export type Profile = "production" | "development";

const LEVELS: Readonly<Record<Profile, Readonly<Record<Severity, Level>>>> = {
  production: { critical: "mandatory", high: "mandatory", medium: "advisory", low: "advisory" },
  development: { critical: "mandatory", high: "advisory", medium: "advisory", low: "advisory" },
};

/**
 * The stricter of what the configuration, the stack's name and the blueprint say; production where none says anything.
 * @param environment of the blueprint; undefined without one.
 */
export function profileOf(
  configuration: PolicyConfiguration,
  stackName: string,
  environment: EnvironmentName | undefined,
): Profile {
  const named = /^(dev|development|test|testing|sandbox|local)\b/i.test(stackName)
    ? "development"
    : /^(prod|production|live|staging|stage)\b/i.test(stackName)
      ? "production"
      : undefined;
  const declared = environment === undefined ? undefined : environment === "development" ? "development" : "production";
  const opinions = [configuration.profile, named, declared].filter((opinion) => opinion !== undefined);
  return opinions.length > 0 && opinions.every((opinion) => opinion === "development") ? "development" : "production";
}

export function levelOf(
  rule: { readonly id: string; readonly severity: Severity },
  profile: Profile,
  configuration: PolicyConfiguration,
): Level {
  return configuration.levels.get(rule.id) ?? LEVELS[profile][rule.severity];
}

/** What the configuration lowers below the level at which it blocks in production, by its keys; none in development. */
export function loweredInProduction(
  rules: readonly { readonly id: string; readonly severity: Severity }[],
  profile: Profile,
  configuration: PolicyConfiguration,
): readonly string[] {
  if (profile !== "production") return [];
  const lowered = rules.filter(
    (rule) => rule.severity === "critical" && levelOf(rule, profile, configuration) !== "mandatory",
  );
  return [
    ...lowered.map(({ id }) => `rules.${id}`),
    ...(configuration.unproven.up === "mandatory" ? [] : ["unproven.up"]),
  ];
}
