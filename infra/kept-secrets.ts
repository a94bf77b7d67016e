/** Secrets that are kept and filled elsewhere, by their name in the blueprint. */
import type { KeptSecret } from "./config-secrets";
import type { Settings } from "./settings";
import { sidecarSecret } from "./sidecars";
import { additionsByName } from "./workload-settings";

export function keptSecrets(settings: Settings<unknown>): readonly (readonly [name: string, KeptSecret])[] {
  return [
    ...Object.entries(settings.externalSecrets).map(
      ([variable, kept]) => [externalSecretName(variable), kept] as const,
    ),
    ...sidecarSecrets(settings),
  ];
}

export function sidecarSecrets(settings: Settings<unknown>): readonly (readonly [name: string, KeptSecret])[] {
  return additionsByName(settings).flatMap(([workload, { sidecars }]) =>
    Object.entries(sidecars).flatMap(([sidecar, { secrets }]) =>
      Object.entries(secrets).map(([variable, kept]) => [sidecarSecret(workload, sidecar, variable), kept] as const),
    ),
  );
}

export function externalSecretName(variable: string): string {
  return `external-${variable.toLowerCase().replaceAll("_", "-")}`;
}
