import type { PolicyConfiguration } from "guardrails-policies/pack";
import type { ConfiguredException } from "../document/evidence";

/** What a policy configuration lets through in writing. */
export function configuredExceptions(configuration: PolicyConfiguration): readonly ConfiguredException[] {
  const { mode, baseline, exemptions, acceptedChecks } = configuration;
  return [
    ...(mode === undefined
      ? []
      : [{ kind: "advisory-mode" as const, what: "every rule", resource: "*", ...of(mode), until: mode.until }]),
    ...(baseline === undefined
      ? []
      : [
          {
            kind: "baseline" as const,
            what: `${baseline.findings.length} known findings`,
            resource: "*",
            ...of(baseline),
            until: baseline.until,
          },
        ]),
    ...exemptions.map((exemption) => ({
      kind: "exemption" as const,
      what: exemption.rule,
      resource: exemption.setting === undefined ? exemption.resource : `${exemption.resource} ${exemption.setting}`,
      ...of(exemption),
      until: exemption.expires,
    })),
    ...acceptedChecks.map((accepted) => ({
      kind: "accepted-check" as const,
      what: accepted.checks.join(", "),
      resource: accepted.resource,
      ...of(accepted),
      until: accepted.expires,
    })),
  ];
}

function of({ reason, owner }: { readonly reason: string; readonly owner: string }) {
  return { reason, owner };
}
