import { rules } from "../rules";
import { DISPATCHER, type PolicyConfiguration } from "./configuration";
import { dispatcherProperties, parsePolicyConfigFile } from "./configuration-file";

export { type Finding as BaselineFinding, fingerprint } from "./baseline";
export { DISPATCHER, PolicyConfigError, type Exemption, type PolicyConfiguration } from "./configuration";
export { createPolicies, type PackOptions } from "./policies";

/** {@link parsePolicyConfigFile} with this pack's rules. @throws PolicyConfigError */
export function parsePolicyConfig(file: unknown): PolicyConfiguration {
  return parsePolicyConfigFile(file, rules);
}

/** The file's own part for this pack, in the form that every engine takes. @throws PolicyConfigError */
export function policyConfigForEngine(file: unknown): unknown {
  return { [DISPATCHER]: dispatcherProperties(file, rules) };
}
