import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    cache: Cache;
  }
}

/** A Redis or Valkey of the stack, of whatever service. */
export interface Cache extends Subject {
  readonly name: string;
  /** Host names clients reach it by: primary, reader and configuration endpoints. */
  readonly hosts: Fact<readonly string[]>;
  /** Its own name in AWS, which is a part of its host names. */
  readonly identifier: Fact<string>;
  readonly port: Fact<number>;
  /** URNs of the security groups it is in; absent where they are not this stack's. */
  readonly securityGroups: Fact<readonly string[]>;
  /** Whether its keys are spread over shards that a client has to know of. */
  readonly clusterMode: Fact<boolean>;
  /** How many numbered databases (`/1`) a client may choose from; absent: nobody here knows. */
  readonly databases: Fact<number>;
  /** Whether it goes on when a node fails. */
  readonly replicated: Fact<boolean>;
  /** What it does when its memory ends (`noeviction`, `volatile-lru`, …); absent: nobody can set it, as of a serverless cache. */
  readonly evictionPolicy: Fact<string>;
  /** Percent of a node's memory that is kept free of data; absent: it has no nodes of its own. */
  readonly reservedMemoryPercent: Fact<number>;
}
