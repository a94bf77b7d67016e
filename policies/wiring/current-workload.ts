import type { Stack } from "../model/stack";
import { declaredWorkload } from "../platforms/ecs/declared-workload";
import type { Workload } from "../subjects/workload";

/** A workload as it is read now: what it was read from may have changed since. */
export function currentWorkload(
  stack: Stack,
  { key, name, container, location: { urn } }: Workload,
): Workload | undefined {
  const declaration = stack.graph.declarations.find((candidate) => candidate.urn === urn);
  // What is only declared stays as it is declared, while others of its blueprint are built.
  if (declaration !== undefined) return declaredWorkload(stack, { declaration, key: name, sidecar: container });
  return stack.of("workload", urn).find((current) => current.key === key);
}
