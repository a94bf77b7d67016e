/** CORS: the origins in a setting, and what is wrong with them. */
import { corsEntries } from "./entries";

export type { OpenOrigin } from "./open-origin";
export { openOrigins } from "./open-origins";
export { type NamedOrigin, namedOrigins, registeredDomain } from "./named-origins";
export { type OriginProblem, originProblem } from "./origin-problem";
export { readSwitch } from "./switch";
export { corsArguments, type CorsArgument } from "./arguments";
export { corsDirectives, type CorsHeader, corsInLabel, isCorsLabel } from "./headers";
export { corsInDocument } from "./documents";
export { membersInUse, readingsOf, type RunsAs } from "./per-environment";

/** The origins in a setting's value, however the list is written; none where it is too long to be read. */
export function parseOrigins(value: string): string[] {
  return (corsEntries("origins", value) ?? []).filter(({ kind }) => kind !== "unread").map(({ text }) => text);
}
