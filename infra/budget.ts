/** The connection budget of a declared architecture, and the pool it leaves to the web processes. */
import {
  type ConnectionBudget,
  type ConnectionClient,
  connectionBudget,
  servedConnections,
  type ConnectionLimits,
  peakTasks,
} from "guardrails-policies/facts";
import type { Blueprint, DeclaredService, MadeDatabase } from "guardrails-policies/model";

/** SQLAlchemy's default pool size, and as much again for bursts. */
const PREFERRED_POOL = { poolSize: 5, maxOverflow: 5 };

/**
 * Share of the usable connections the peak may take: ECS may count stopping tasks out, so two quick deployments can
 * briefly run more than `maximumPercent`.
 */
const TARGET_SHARE = 0.9;

interface Pool {
  readonly poolSize: number;
  readonly maxOverflow: number;
}

/** The budget of one declared database. */
export function budgetOf(blueprint: Blueprint<unknown>, name: string): ConnectionBudget {
  const clients = Object.entries(blueprint.workloads).flatMap(([workload, { database, environment, service }]) => {
    // A process has an engine of the same size for each database that its environment names.
    const reads = Object.values(environment).some(
      (variable) => variable.kind === "store" && variable.store.kind === "database" && variable.store.name === name,
    );
    const connects = database !== null && (database.name === name || reads);
    return connects ? [{ ...database, name: workload, peakTasks: tasksAtPeak(service) }] : [];
  });
  const database = blueprint.databases[name];
  if (database === undefined) return connectionBudget(clients, { maxConnections: 0 });
  if (database.given !== undefined) return connectionBudget(clients, connectionLimits(database, null));
  return connectionBudget(clients, connectionLimits(database, database.proxy));
}

/** What a database serves, no more than its class carries where that is known, through its proxy's share where it has one. */
export function connectionLimits(
  database: { readonly maxConnections: number; readonly instanceClass?: string | undefined },
  proxy: MadeDatabase["proxy"],
): ConnectionLimits {
  const maxConnections = servedConnections(database.maxConnections, database.instanceClass);
  return { maxConnections, ...(proxy === null ? {} : { proxyMaxConnectionsPercent: proxy.maxConnectionsPercent }) };
}

/** Tasks of a service that can run at once; a one-off task runs alone. */
export function tasksAtPeak(service: DeclaredService | null): number {
  if (service === null) return 1;
  return peakTasks({
    maxTasks: Math.max(service.desiredCount, service.scaling?.max ?? 0),
    maximumPercent: service.maximumPercent,
    ...(service.strategy === undefined ? {} : { strategy: service.strategy }),
  });
}

/**
 * The largest pool, up to the preferred one, with which the budget holds. What is set explicitly stays as it is: if then no
 * pool fits, the smallest is returned and the sum says so.
 *
 * @param web The web clients but for their pool, which is the same for all of them.
 * @param others Every other client of the database.
 */
export function affordablePool(
  explicit: { readonly poolSize: number | null; readonly maxOverflow: number | null },
  web: readonly Omit<ConnectionClient, keyof Pool>[],
  others: readonly ConnectionClient[],
  limits: ConnectionLimits,
): Pool {
  const pools = candidates(explicit);
  const fits = (pool: Pool): boolean => {
    const { peak, usable } = connectionBudget([...web.map((one) => ({ ...one, ...pool })), ...others], limits);
    return peak <= usable * TARGET_SHARE;
  };
  return pools.find(fits) ?? pools.at(-1) ?? PREFERRED_POOL;
}

/** Pools from the preferred one down, overflow given up before pool size. */
function candidates(explicit: { readonly poolSize: number | null; readonly maxOverflow: number | null }): Pool[] {
  const { poolSize, maxOverflow } = explicit;
  const sizes = poolSize === null ? downTo(PREFERRED_POOL.poolSize, 1) : [poolSize];
  const overflows = maxOverflow === null ? downTo(PREFERRED_POOL.maxOverflow, 0) : [maxOverflow];
  return sizes.flatMap((size) => overflows.map((overflow) => ({ poolSize: size, maxOverflow: overflow })));
}

function downTo(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, step) => from - step);
}
