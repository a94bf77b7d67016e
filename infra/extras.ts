/** Builds the workloads that not every stack has: those of the map, each like the one of its role but for what its owner says. */
import type * as pulumi from "@pulumi/pulumi";
import { backlog } from "./backlog";
import type { ProductBlueprint } from "./blueprint";
import { WEB_PORT } from "./declared/workloads";
import * as parts from "./components";
import { DATABASE_ACCESS } from "./database-access";
import type { Sources } from "./metrics";
import { poolMetric } from "./monitor";
import type { Settings } from "./settings";
import { extrasOf } from "./workload-settings";

export interface ExtrasArgs {
  readonly platform: parts.Platform;
  readonly declared: ProductBlueprint<unknown>["workloads"];
  readonly settings: Settings<unknown>;
  readonly edge: parts.Edge;
  readonly measured: Sources;
  readonly deploymentAlarms: readonly pulumi.Input<string>[];
  /** Where people are let into while they are. */
  readonly database: parts.Door;
  /** The migration. */
  readonly after: readonly pulumi.Resource[];
}

export interface Extras {
  readonly services: readonly parts.Workload[];
  /** Those of them that work through queues. */
  readonly workers: readonly parts.Workload[];
  readonly jobs: readonly parts.Workload[];
  /** Where people come into the database through, as long as they may; null: nowhere. */
  readonly access: parts.Workload | null;
}

/** Between two routes there is room for one that somebody adds by hand. */
const PRIORITY_STEP = 10;

export function buildExtras(args: ExtrasArgs, parent: pulumi.ComponentResourceOptions): Extras {
  const { platform, declared, settings, edge, measured, after } = args;
  const run = (name: string, running: parts.Running): parts.Workload => {
    const itself = declared[name];
    if (itself === undefined) throw new Error(`the blueprint declares no workload ${name}`);
    const additions = settings.workloads[name];
    return new parts.Workload(
      name,
      { platform, declared: itself, ...(additions === undefined ? {} : { additions }), ...running },
      parent,
    );
  };
  const pools = extrasOf(settings, "worker").map(([name, pool]) =>
    run(name, {
      after,
      healthCheck: parts.workerAlive,
      backlog: backlog(name, pool, measured, poolMetric(name).name),
    }),
  );
  const webs = extrasOf(settings, "web").map(([name, web], index) => {
    const priority = (index + 1) * PRIORITY_STEP;
    const route = edge.route(name, { ...web, port: WEB_PORT, priority });
    const healthCheck = parts.httpAlive(WEB_PORT, web.livenessPath);
    const ingress = { edge, route, port: WEB_PORT };
    return run(name, { after, healthCheck, ingress, deploymentAlarms: args.deploymentAlarms });
  });
  const jobs = extrasOf(settings, "job").map(([name, { schedule, timezone }]) => {
    const job = run(name, {});
    if (schedule !== null) {
      new parts.Schedule(`${name}-schedule`, { platform, job, when: { schedule, timezone }, after }, parent);
    }
    return job;
  });
  const { databaseAccessUntil: until } = settings;
  const access = until === null ? null : run(DATABASE_ACCESS, { sessions: { until, into: args.database } });
  return { services: [...pools, ...webs], workers: pools, jobs, access };
}
