import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    "load-balancer": LoadBalancer;
  }
}

/** What takes requests from outside and hands them to target groups. AWS's own defaults are filled in where nothing is written. */
export interface LoadBalancer extends Subject {
  readonly name: string;
  /** `application`, `network` or `gateway`. */
  readonly type: Fact<string>;
  readonly internal: Fact<boolean>;
  /** Seconds after which it closes a connection on which nothing is said. */
  readonly idleTimeout: Fact<number>;
}
