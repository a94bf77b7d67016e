import type * as pulumi from "@pulumi/pulumi";
import type { WorkloadRole } from "guardrails-policies/model";
import type { Endpoint } from "./access";

/** Where a client of a data store connects. */
export interface Door extends Endpoint {
  readonly host: pulumi.Output<string>;
  readonly port: number;
}

/** A data store by its name in the blueprint. */
export interface Store extends Door {
  /** The store itself, where a proxy stands in front of it. */
  readonly behindProxy: Door | null;
}

/** The store itself. */
export function directDoor(store: Store): Door {
  return store.behindProxy ?? store;
}

/** Where a workload connects: through the proxy, but for the migration, whose roles and sessions are not the proxy's to share. */
export function doorOf(store: Store, role: WorkloadRole): Door {
  return role === "migration" ? directDoor(store) : store;
}
