import { storeEndpoint } from "../facts";
import type { DatabaseClient } from "./database-client";

/**
 * Whether a client's connections go through RDS Proxy, which lends one of its own for a transaction and takes it back, unless a session
 * is pinned to it (RDS user guide, *Avoiding pinning*): then many of the client's share few of the database's. asyncpg resets each
 * session that it hands back, which pins it (MagicStack/asyncpg#1153). A declared client is counted as its blueprint says.
 */
export function mayShareConnections({ workload, use }: DatabaseClient): boolean {
  if (workload.declared || use?.host === undefined) return false;
  if (storeEndpoint(use.host)?.role !== "proxy") return false;
  const { variables } = workload.environment.all;
  return !variables.some(
    ({ name, value }) => use.names.includes(name) && value.state === "known" && /^\w+\+asyncpg:/i.test(value.value),
  );
}
