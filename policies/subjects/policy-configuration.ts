import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    "policy-configuration": PolicyConfigurationSubject;
  }
}

/** The pack's own configuration, as a thing that can be judged. */
export interface PolicyConfigurationSubject extends Subject {
  /** What it lowers of that which blocks in production, by the keys of the configuration; none outside of production. */
  readonly lowered: readonly string[];
}
