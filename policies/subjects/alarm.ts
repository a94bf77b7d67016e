import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";
import type { Tells } from "./web-surface";

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
  /** Whether it fires below a threshold and nowhere else; false of a calculation and of a band. */
  readonly below: Fact<boolean>;
  /** Whether it has actions of its own that are on. */
  readonly acts: Fact<boolean>;
  /** Who hears of it, by its own actions or another's. */
  readonly tells: Fact<Tells>;
}

export interface Threshold {
  readonly value: number;
  /** Whether the value itself is above. */
  readonly inclusive: boolean;
}
