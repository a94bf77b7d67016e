import { isRecord, record } from "../../model/resource";
import type { DeclaredPart } from "../../model/graph";

/** A container that a blueprint declares: a workload's own, or with `sidecar` the one of that name beside it. */
export interface DeclaredContainer extends DeclaredPart {
  readonly sidecar?: string | undefined;
}

/** The steps from a declared workload to one of its containers. */
export function stepsTo({ sidecar }: DeclaredContainer): readonly string[] {
  return sidecar === undefined ? [] : ["sidecars", sidecar];
}

/** The containers beside a declared workload's own. */
export function sidecarsOf({ declaration, key }: DeclaredPart): readonly DeclaredContainer[] {
  const declared = declaration.leaf("workloads", key, ["sidecars"], record);
  if (declared.state !== "known") return [];
  return Object.entries(declared.value).flatMap(([sidecar, one]) =>
    isRecord(one) ? [{ declaration, key, sidecar }] : [],
  );
}

/** Whether a blueprint says which containers a workload has. */
export function statesSidecars({ declaration, key }: DeclaredPart): boolean {
  return declaration.leaf("workloads", key, ["sidecars"], record).state === "known";
}
