import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    architecture: Architecture;
  }
}

export type WayOut = "single" | "several" | "instance";

/** A stack as a whole, for what is true of none of its parts alone. */
export interface Architecture extends Subject {
  /** What its private subnets share to reach the internet: one NAT gateway, several, or a machine instead; absent: nothing. */
  readonly natGateways: Fact<WayOut>;
}
