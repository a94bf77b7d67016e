import type { Evidence } from "../../review/document/evidence";
import type { ExportedState } from "../../review/collect/exported-state";
import { stateJudge } from "../../review/collect/state";
import { NOW } from "./reviews";

/** The evidence of a state, judged by the product's own pack. */
export function evidenceOfState(state: ExportedState, policyConfig?: unknown): Promise<Evidence> {
  return stateJudge({ policyConfig, now: NOW })(state);
}
