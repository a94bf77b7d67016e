import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    "target-group": TargetGroup;
  }
}

/** What a load balancer sends requests to, and how it looks whether that is well. */
export interface TargetGroup extends Subject {
  readonly name: string;
  /** `HTTP`, `HTTPS`, `TCP`, …; absent: it calls a function. */
  readonly protocol: Fact<string>;
  readonly check: TargetCheck;
}

/** AWS's own defaults are filled in where nothing is written. */
export interface TargetCheck {
  readonly enabled: Fact<boolean>;
  /** Absent: none is written, which is `/` where the check speaks HTTP. */
  readonly path: Fact<string>;
  readonly protocol: Fact<string>;
  /** Status codes that are well, as AWS writes them (`200,302`, `200-299`); absent: AWS's own, 200. */
  readonly matcher: Fact<string>;
  /** Seconds between two looks. */
  readonly interval: Fact<number>;
  /** Looks in a row that a target has to fail. */
  readonly unhealthyThreshold: Fact<number>;
}
