import { corsSettings } from "./cors-setting";
import { handedOverInEnvironment, handedOverInStores, handedOverToResources } from "./handed-over";
import { plainCredentials } from "./plain-credential";

export type { Kind, SubjectKinds } from "./kinds";
export { jsonFields, type Credential, type Provenance, type Secret } from "./credential";
export type { Cache } from "./cache";
export type { HandedOver, HandedValue } from "./handed-over";
export type { CorsSetting } from "./cors-setting";
export type { Database } from "./database";
export { Environment, judgeEach, type Found, type Variable } from "./environment";
export type { CacheAccess, KeptSecret, KmsKey, StoredData } from "./protection";
export type { PolicyConfigurationSubject } from "./policy-configuration";
export type { Copies, DeploymentStrategy, Service, Workload } from "./workload";

/** Subjects that are found inside others. */
export const derivations = [
  corsSettings,
  plainCredentials,
  handedOverInEnvironment,
  handedOverInStores,
  handedOverToResources,
];
