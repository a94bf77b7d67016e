export * from "./blueprint";
export * from "./verdict";
export * from "./suggestion";
export * from "./mending";
export { BECAUSE } from "./because";
export * from "./fact";
export * from "./judgement";
export * from "./shown";
export { isLeftOut, isUnknownValue, nameOf, resourceLabel, type Resource, typeOf } from "./resource";
export {
  countVerdicts,
  resourcesToJudge,
  scopeOf,
  settingsOnly,
  type Scope,
  type VerdictCounts,
  verdictSummary,
} from "./summary";
export { Index, ResourceGraph } from "./graph";
export { areApart, namedFrom, placeOf, placeOfArn, type Place } from "./place";
export { derivation, Platforms, type Derivation, type Platform, type Reader, type TypeRole } from "./platform";
export { within, type Subject } from "./subject";
export { kindRead, Stack } from "./stack";
export { entry } from "./entry";
