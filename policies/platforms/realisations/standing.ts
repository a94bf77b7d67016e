import { BLUEPRINT_TYPE } from "../../model/blueprint";
import type { DeclaredPart } from "../../model/graph";
import type { Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { Subject } from "../../model/subject";
import type { Realisation } from "../../subjects/realisation";

/** What a resource is to the blueprints of its stack; undefined: there are none. */
export function standingOf(
  { graph }: Stack,
  { urn }: Resource,
  part: DeclaredPart | undefined,
): Realisation["standing"] | undefined {
  if (graph.declarations.length === 0) return undefined;
  if (part !== undefined) return "declared";
  // A URN's type names all that it descends from.
  return urn.includes(`${BLUEPRINT_TYPE}$`) ? "undeclared" : "beside";
}

/** The subject alone, without what else was read of it. */
export function bare({ key, realises, shown, label, location, declared, address }: Subject): Subject {
  return { key, realises, shown, label, location, declared, address };
}
