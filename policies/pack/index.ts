import { rules } from "../rules";
import { parsePolicyConfigFile, type PolicyConfiguration } from "./configuration";

export { type Finding as BaselineFinding, fingerprint } from "./baseline";
export { DISPATCHER, PolicyConfigError, type Exemption, type PolicyConfiguration } from "./configuration";
export { createPolicies, type PackOptions } from "./policies";

/** {@link parsePolicyConfigFile} with this pack's rules. @throws PolicyConfigError */
export function parsePolicyConfig(file: unknown): PolicyConfiguration {
  return parsePolicyConfigFile(file, rules);
}
