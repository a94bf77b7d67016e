import type { Subject } from "../model/subject";
import type { Service } from "./workload";

declare module "./kinds" {
  interface SubjectKinds {
    deployment: Deployment;
  }
}

/** A service as a whole: how its copies are replaced by those of the next release. */
export interface Deployment extends Subject {
  readonly service: Service;
}
