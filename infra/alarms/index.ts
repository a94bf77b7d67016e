/** What wakes somebody up, as data. */
import type { ProductBlueprint } from "../blueprint";
import type { Source, Sources } from "../metrics";
import { whileMeantToRun } from "../paused";
import { cacheAlarms } from "./cache";
import { databaseAlarms, givenDatabaseAlarms, replicaAlarms } from "./database";
import { edgeAlarms } from "./edge";
import { schedulerAlarms } from "./queues";
import { serviceAlarms } from "./services";
import type { AlarmSpec } from "./spec";

export { type AlarmSpec, metricsIn } from "./spec";

export interface AlarmGroup {
  readonly title: string;
  readonly alarms: readonly AlarmSpec[];
}

/** Promises and sizes the blueprint does not hold. */
export interface AlarmSettings {
  /** Whether what scales has no tasks outside of working hours. */
  readonly sleeps?: boolean;
  readonly storageGiB: number;
  readonly latencyTargetMs: number;
  readonly queueWaitSeconds: number;
}

export function alarmGroups(
  blueprint: ProductBlueprint<unknown>,
  settings: AlarmSettings,
  measured: Sources,
): AlarmGroup[] {
  const { databases, caches, workloads } = blueprint;
  const services = Object.entries(workloads).flatMap(([name, { service }]) =>
    service === null ? [] : serviceAlarms(name, service, measured),
  );
  const { postgres } = databases;
  const { redis } = caches;
  const watched = redis.given === undefined ? redis : { nodes: redis.given.nodes.length };
  const alarmsOf = (database: Source) =>
    postgres.given === undefined
      ? databaseAlarms(postgres, settings.storageGiB, database)
      : givenDatabaseAlarms(postgres, database);
  const groups = [
    { title: "Requests", alarms: edgeAlarms(measured, settings.latencyTargetMs) },
    { title: "Services", alarms: services },
    { title: "Scheduler and queues", alarms: schedulerAlarms(measured, settings.queueWaitSeconds) },
    ...(measured.database === null ? [] : [{ title: "Database", alarms: alarmsOf(measured.database) }]),
    ...(databases.replica === undefined
      ? []
      : [{ title: "Replica", alarms: replicaAlarms(databases.replica, measured.replica) }]),
    ...(measured.cacheNodes.length === 0
      ? []
      : [{ title: "Redis", alarms: cacheAlarms(watched, measured.cacheNodes) }]),
  ];
  if (!settings.sleeps) return groups;
  const scaled = Object.entries(workloads).flatMap(([name, { service }]) =>
    service === null || service.scaling === null ? [] : [name],
  );
  return groups.map(({ title, alarms }) => ({
    title,
    alarms: alarms.map((spec) => whileMeantToRun(spec, scaled, measured)),
  }));
}
