import type { Location } from "./verdict";

/** What a rule judges: one workload, one variable, one database. */
export interface Subject {
  /** Stable name, the same in the blueprint and in the resources that realise it: `workload/web`. */
  readonly key: string;
  /** How a message speaks of it: `workload web`. */
  readonly label: string;
  /** Where a finding about it is shown. */
  readonly location: Location;
  /** URNs of the real resources that take part; none while it is only declared. */
  readonly sources: readonly string[];
}
