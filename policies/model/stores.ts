import type { Fact } from "./fact";
import type { Subject } from "./subject";

export interface Database extends Subject {
  readonly name: string;
  /** Host names clients reach it by: its own and its proxy's. */
  readonly hosts: Fact<readonly string[]>;
  /** Its own name in AWS, which its host name begins with. */
  readonly identifier: Fact<string>;
  readonly instanceClass: Fact<string>;
  /** The explicit `max_connections` of its parameter group; absent: the class's formula decides. */
  readonly maxConnections: Fact<number>;
  /** The share of `max_connections` its proxy may open; absent: no proxy. */
  readonly proxyMaxConnectionsPercent: Fact<number>;
}

export interface Cache extends Subject {
  readonly name: string;
  /** Host names clients reach it by: primary, reader and configuration endpoints. */
  readonly hosts: Fact<readonly string[]>;
  /** Its own name in AWS, which is a part of its host names. */
  readonly identifier: Fact<string>;
  readonly port: Fact<number>;
  /** URNs of the security groups it is in; absent where they are not this stack's. */
  readonly securityGroups: Fact<readonly string[]>;
}
