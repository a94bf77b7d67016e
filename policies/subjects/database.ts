import type { ServerlessCapacity } from "../facts/aurora-serverless";
import type { Fact } from "../model/fact";
import type { Subject } from "../model/subject";

declare module "./kinds" {
  interface SubjectKinds {
    database: Database;
  }
}

export interface Database extends Subject {
  readonly name: string;
  /** Host names clients reach it by: its own and its proxies'. */
  readonly hosts: Fact<readonly string[]>;
  /** Its own name in AWS, which its host name begins with. */
  readonly identifier: Fact<string>;
  /** `postgres`, `mysql`, `aurora-postgresql`, …; absent: the declaration does not say. */
  readonly engine: Fact<string>;
  /** Each once; several of a cluster, of whose instances any may become the one that is written to. */
  readonly instanceClasses: Fact<readonly string[]>;
  /** The explicit `max_connections` of its parameter group as written; absent: the class's formula decides. */
  readonly maxConnections: Fact<string>;
  /** The share of `max_connections` its proxy may open; absent: no proxy. */
  readonly proxyMaxConnectionsPercent: Fact<number>;
  /** How far its serverless members grow; absent: nobody says. */
  readonly serverlessCapacity: Fact<ServerlessCapacity>;
  /** Whether it goes on in another zone when one fails; absent: it is a copy itself. */
  readonly replicated: Fact<boolean>;
}
