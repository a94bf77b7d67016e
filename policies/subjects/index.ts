import { corsInStartTexts, corsSettings } from "./cors-setting";
import { handedOverInEnvironment, handedOverInStores, handedOverToResources } from "./handed-over";
import { plainCredentials } from "./plain-credential";
import { settingsOfWorkloads } from "./plain-settings";

export type { Kind, SubjectKinds } from "./kinds";
export { jsonFields, type Credential, type Provenance, type Secret } from "./credential";
export type { Alarm, Threshold } from "./alarm";
export type { Architecture, WayOut } from "./architecture";
export type { Cache } from "./cache";
export type { HandedOver, HandedValue } from "./handed-over";
export type { CorsSetting } from "./cors-setting";
export type { Database, DatabaseServer } from "./database";
export type { EntryPoint, Firewall } from "./entry-point";
export type { Engine } from "./engine";
export { Environment, judgeEach, type Found, type Variable } from "./environment";
export type { Deployment } from "./deployment";
export type { LoadBalancer } from "./load-balancer";
export { unreadRecords } from "./command";
export type { CacheAccess, KeptSecret, KmsKey, StoredData } from "./protection";
export type {
  EndedException,
  PolicyConfigurationSubject,
  UnexplainedException,
  WrittenExceptions,
} from "./policy-configuration";
export type { PlainSettings, WrittenCommand } from "./plain-settings";
export type { Held, Realisation } from "./realisation";
export type { TargetGroup } from "./target-group";
export type { Tells, Watch, WebSurface } from "./web-surface";
export type { Balanced, CircuitBreaker, Copies, DeploymentStrategy, Service, Stop, Workload } from "./workload";

/** Subjects that are found inside others. */
export const derivations = [
  corsSettings,
  corsInStartTexts,
  settingsOfWorkloads,
  plainCredentials,
  handedOverInEnvironment,
  handedOverInStores,
  handedOverToResources,
];
