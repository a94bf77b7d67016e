import type { Fact } from "../model/fact";
import type { Shown } from "../model/shown";
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
  readonly exceptions: WrittenExceptions;
}

/** What is wrong with the exceptions a configuration holds for this stack, each by its key in the configuration. */
export interface WrittenExceptions {
  /** How many there are for this stack, sound ones too. */
  readonly count: number;
  /** Exemptions whose last day has passed. */
  readonly ended: readonly EndedException[];
  /** The same of what is accepted of other tools' checks: nothing here judges those. */
  readonly endedAcceptances: readonly EndedException[];
  /** Those whose reason or owner is there and says nothing. */
  readonly unexplained: readonly UnexplainedException[];
  /** Exemptions that covered nothing; known once everything was judged. */
  readonly unused: Fact<readonly Shown[]>;
  /** Entries of the baseline that nothing found matches any more; known once everything was judged. */
  readonly mended: Fact<number>;
}

export interface EndedException {
  readonly what: Shown;
  /** `YYYY-MM-DD`, its last day. */
  readonly end: Shown;
}

export interface UnexplainedException {
  readonly what: Shown;
  readonly lacks: "reason" | "owner";
}
