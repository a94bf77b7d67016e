import type { ServiceLevel } from "../facts";
import type { Fact } from "../model/fact";
import type { Shown } from "../model/shown";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    "web-surface": WebSurface;
  }
}

/** Where callers ask for something and wait for the answer: an application load balancer, an API, an App Runner service. */
export interface WebSurface extends Subject {
  /** False: reached from inside only, or nobody waits for an answer there. */
  readonly open: Fact<boolean>;
  /** The alarms on how fast and how well it answers; absent: there is none. */
  readonly watched: Fact<readonly Watch[]>;
}

export interface Watch {
  readonly level: ServiceLevel;
  /** How a message speaks of the alarm. */
  readonly label: Shown;
  readonly tells: Fact<Tells>;
}

/** Who hears of an alarm: `off`: its actions are switched off; `nobody`: it has none; `inverted`: it fires while all is well. */
export type Tells = "somebody" | "off" | "nobody" | "inverted";
