import type { Product } from "../facts";
import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    engine: Engine;
  }
}

/** Something of AWS's that has versions, each supported until a day. */
export interface Engine extends Subject {
  /** Absent: one whose life is not known here. */
  readonly product: Fact<Product>;
  /** Absent: AWS's own choice, which is a supported one. */
  readonly version: Fact<string>;
}
