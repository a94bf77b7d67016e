/** Each workload's pool of database connections: what is left to who serves, when everybody else has what it needs. */
import type { DeclaredDatabaseClient } from "guardrails-policies/model";
import { affordablePool, tasksAtPeak } from "../budget";
import type { Pools } from "../contract";
import type { Settings } from "../settings";
import { extrasOf } from "../workload-settings";
import type { Services } from "./services";
import { limitsOf } from "./stores";

/** Every workload's database client: those of the map by their names. */
export interface AllPools extends Pools {
  readonly extras: Readonly<Record<string, DeclaredDatabaseClient>>;
}

export function declarePools(settings: Settings<unknown>, services: Services): AllPools {
  const client = (processes: number, poolSize: number, maxOverflow: number): DeclaredDatabaseClient => ({
    name: "postgres",
    processes,
    engines: 1,
    poolSize,
    maxOverflow,
    poolTimeout: settings.database.poolTimeoutSeconds,
  });
  // A prefork child runs one task at a time and needs one connection; the parent is counted for safety.
  const worker = client(settings.worker.concurrency + 1, 1, 1);
  const scheduler = client(1, 1, 1);
  const migration = client(1, 1, 1);
  const webs = extrasOf(settings, "web");
  const others = Object.entries(settings.workloads).flatMap(([name, workload]) => {
    if (workload.role === "web") return [];
    // A job is one process that opens what it uses.
    return [[name, client(workload.role === "worker" ? workload.concurrency + 1 : 1, 1, 1)] as const];
  });
  const peakOf = (name: string) => tasksAtPeak(services.extras[name] ?? null);
  const pool = affordablePool(
    settings.database,
    [
      { name: "web", peakTasks: tasksAtPeak(services.web), processes: settings.web.concurrency, engines: 1 },
      ...webs.map(([name, { concurrency }]) => ({
        name,
        peakTasks: peakOf(name),
        processes: concurrency,
        engines: 1,
      })),
    ],
    [
      ...others.map(([name, pooled]) => ({ ...pooled, name, peakTasks: peakOf(name) })),
      { ...worker, name: "worker", peakTasks: tasksAtPeak(services.worker) },
      { ...scheduler, name: "scheduler", peakTasks: tasksAtPeak(services.scheduler) },
      { ...migration, name: "migration", peakTasks: tasksAtPeak(null) },
    ],
    limitsOf(settings),
  );
  const serving = (concurrency: number) => client(concurrency, pool.poolSize, pool.maxOverflow);
  const extras = [...others, ...webs.map(([name, { concurrency }]) => [name, serving(concurrency)] as const)];
  return { web: serving(settings.web.concurrency), worker, scheduler, migration, extras: Object.fromEntries(extras) };
}
