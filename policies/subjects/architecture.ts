import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    architecture: Architecture;
  }
}

/** A stack as a whole, for what is true of none of its parts alone. */
export interface Architecture extends Subject {
  /** How many NAT gateways its private subnets share; absent: none. */
  readonly natGateways: Fact<"single" | "several">;
}
