import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    alarm: Alarm;
  }
}

/** A CloudWatch alarm on one metric, or on a calculation with several. */
export interface Alarm extends Subject {
  /** The metrics it looks at, as `namespace name` each. */
  readonly metrics: Fact<readonly string[]>;
  /** Above this it fires; absent: it compares with a calculation, a band, or it fires below. */
  readonly above: Fact<Threshold>;
  /** Whether somebody or something is told when it fires. */
  readonly acts: Fact<boolean>;
}

export interface Threshold {
  readonly value: number;
  /** Whether the value itself is above. */
  readonly inclusive: boolean;
}
