import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    "entry-point": EntryPoint;
  }
}

/** Where requests come in from the internet, and a web firewall can stand. */
export interface EntryPoint extends Subject {
  /** False: reached from inside only, it serves files only, or only what stands before it reaches it. */
  readonly open: Fact<boolean>;
  /** The firewall before it; absent: the stack puts none there. */
  readonly firewall: Fact<Firewall>;
}

/** What a web ACL does with clients that ask too often: `counts`: it only counts them. */
export type Firewall = "limits" | "counts" | "does-not-limit";
