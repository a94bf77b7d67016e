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
  /** Several of a cluster, of which any may become the one that is written to. */
  readonly servers: readonly DatabaseServer[];
  /** Of all its servers, each once. */
  readonly instanceClasses: Fact<readonly string[]>;
  /** Of all its servers, each once; absent: one of them sets none. */
  readonly maxConnections: Fact<readonly string[]>;
  /** The share of `max_connections` its proxy may open; absent: no proxy. */
  readonly proxyMaxConnectionsPercent: Fact<number>;
  /** How far its serverless members grow; absent: nobody says. */
  readonly serverlessCapacity: Fact<ServerlessCapacity>;
  /** Whether it goes on in another zone when one fails; absent: it is a copy itself. */
  readonly replicated: Fact<boolean>;
}

export interface DatabaseServer {
  readonly instanceClass: Fact<string>;
  /** The explicit `max_connections` of its parameter groups as written; absent: the class's formula decides. */
  readonly maxConnections: Fact<string>;
  /** What its parameter groups keep for superusers, as written; absent: as much as by default. */
  readonly superuserConnections: Fact<string>;
  /** What they keep for others with a privilege, as written; absent: as much as by default. */
  readonly reservedConnections: Fact<string>;
  /** What one user may have, as written; absent: as many as there are. */
  readonly userConnections: Fact<string>;
}
