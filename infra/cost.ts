/** What a declared stack costs a month by list price, before traffic: the floor it always pays, and the most it may grow to. */
import { type CostEstimate, type CostItem, monthlyCost } from "guardrails-policies/facts";
import type { Blueprint, DeclaredCache, DeclaredDatabase, DeclaredWorkload } from "guardrails-policies/model";
import { interfaceEndpoints } from "./addresses";
import { KEY_USES } from "./config-keys";
import { hoursAMonth, type WorkingHours } from "./config-hours";
import { MONITOR_LINE } from "./monitor";
import { NAT_MACHINE } from "./nat-machine";

/** What is paid for and not in the blueprint. */
export interface CostSettings {
  readonly storageGiB: number;
  readonly logRetentionDays: number;
  /** KMS keys that the stack makes; left out: one of each use. */
  readonly ownKeys?: number;
  /** Metrics that alarms read. */
  readonly alarmMetrics: number;
  readonly architecture: "X86_64" | "ARM64";
  /** Outside of them what scales has no tasks; null or left out: always. */
  readonly workingHours?: WorkingHours | null;
}

export interface CostRange {
  /** Every service at its smallest size. */
  readonly smallest: CostEstimate;
  /** Every service at its scaling maximum, all month. */
  readonly largest: CostEstimate;
}

export function costRange(blueprint: Blueprint<unknown>, settings: CostSettings): CostRange {
  const estimate = (size: Size) => monthlyCost(costItems(blueprint, settings, size), blueprint.region);
  return { smallest: estimate("smallest"), largest: estimate("largest") };
}

type Size = keyof CostRange;

/** Rules and groups of components/waf.ts; tests compare them with what is registered. */
const WEB_ACL_RULES = 6;

/** A composite alarm costs as much as five metrics (Amazon CloudWatch pricing); there are four, see slo.ts. */
const COMPOSITE_ALARM_METRICS = 4 * 5;

/** What one task writes in a month at log level info; an assumption, and the line to look at first when it is wrong. */
const LOG_GIGABYTES_PER_TASK = 2;

/** Flow log records of one task in a month, each connection once in ten minutes; an assumption as well. */
const FLOW_LOG_GIGABYTES_PER_TASK = 0.5;

/**
 * Metrics that Container Insights publishes with enhanced observability for each of these. About as many as the CloudWatch user
 * guide lists ("Amazon ECS Container Insights with enhanced observability metrics"); a task's are paid for while it runs.
 */
const INSIGHTS_METRICS = { cluster: 20, service: 20, taskDefinition: 15, task: 15, container: 15 } as const;

/** One item for each thing that is paid for by the hour or the month. */
export function costItems(blueprint: Blueprint<unknown>, settings: CostSettings, size: Size): CostItem[] {
  const { databases, caches, workloads } = blueprint;
  const tasks = Object.values(workloads).reduce((sum, { service }) => sum + tasksOf(service, size), 0);
  const { logRetentionDays: retentionDays } = settings;
  return [
    ...Object.entries(workloads).flatMap(([name, workload]) => fargate(name, workload, size, settings)),
    ...Object.entries(databases).flatMap(([name, database]) => databaseItems(name, database, settings)),
    ...Object.entries(caches).flatMap(([name, cache]) => cacheItems(name, cache)),
    ...network(blueprint),
    { kind: "load-balancer", name: "load balancer", count: 1, capacityUnits: 1 },
    ...(blueprint.edge?.firewall === false
      ? []
      : [{ kind: "web-acl" as const, name: "web firewall", rules: WEB_ACL_RULES }]),
    { kind: "secret", name: "secrets", count: secretsIn(blueprint) },
    { kind: "kms-key", name: "keys", count: settings.ownKeys ?? KEY_USES.length },
    { kind: "alarm", name: "alarms", count: settings.alarmMetrics + COMPOSITE_ALARM_METRICS },
    { kind: "dashboard", name: "dashboard", count: 1 },
    { kind: "metric", name: "metrics read from logs", count: logMetrics(blueprint) },
    { kind: "insights-metric", name: "Container Insights", count: insightsMetrics(blueprint, size) },
    { kind: "logs", name: "logs", gigabytes: tasks * LOG_GIGABYTES_PER_TASK, retentionDays },
    { kind: "logs", name: "flow logs", gigabytes: tasks * FLOW_LOG_GIGABYTES_PER_TASK, retentionDays },
  ];
}

/** One that was made elsewhere is on its owner's bill. */
function databaseItems(name: string, database: DeclaredDatabase, { storageGiB }: CostSettings): CostItem[] {
  if (database.given !== undefined) return [];
  const { instanceClass, multiAz, proxy } = database;
  // Two vCPUs are charged at least.
  const proxied = proxy === null ? {} : { proxyVcpus: 2 };
  return [{ kind: "database", name, instanceClass, multiAz, storageGiB, ...proxied }];
}

function cacheItems(name: string, cache: DeclaredCache): CostItem[] {
  if (cache.given !== undefined) return [];
  const { nodeType, nodes, engine } = cache;
  return [{ kind: "cache", name, nodeType, nodes, engine }];
}

/** One of each for all queues, one of what waits for each pool where there are several, and one of failed tasks. */
function logMetrics({ workloads }: Blueprint<unknown>): number {
  const pools = Object.values(workloads).filter(({ role }) => role === "worker").length;
  return MONITOR_LINE.metrics.length + (pools > 1 ? pools : 0) + 1;
}

function insightsMetrics({ workloads }: Blueprint<unknown>, size: Size): number {
  const all = Object.values(workloads);
  const sum = (count: (workload: DeclaredWorkload) => number) => all.reduce((total, one) => total + count(one), 0);
  const tasks = sum((one) => tasksOf(one.service, size));
  const containers = sum((one) => tasksOf(one.service, size) * (1 + Object.keys(one.sidecars ?? {}).length));
  const services = all.filter(({ service }) => service !== null).length;
  const { cluster, service, taskDefinition, task, container } = INSIGHTS_METRICS;
  return cluster + services * service + all.length * taskDefinition + tasks * task + containers * container;
}

function network(blueprint: Blueprint<unknown>): CostItem[] {
  const {
    edge,
    network: { natGateways, availabilityZones },
  } = blueprint;
  // A regional one is charged for each zone it has come to.
  const zonal = availabilityZones;
  const ways = { none: 0, instance: 1, single: 1, "per-zone": zonal, regional: zonal, given: 0 }[natGateways];
  const balanced = edge?.scheme === "internal" ? 0 : availabilityZones;
  const endpoints = interfaceEndpoints(blueprint).length;
  const addresses: CostItem = { kind: "public-address", name: "public addresses", count: ways + balanced };
  // What leads out of a network that was made elsewhere is on its owner's bill.
  if (natGateways === "given") return [addresses];
  // The load balancer has one in each zone.
  if (natGateways === "none")
    return [{ kind: "vpc-endpoint", name: "endpoints", count: endpoints, zones: availabilityZones }, addresses];
  if (natGateways === "instance")
    return [
      { kind: "machine", name: "NAT", count: ways, instanceType: NAT_MACHINE.type, storageGiB: NAT_MACHINE.diskGiB },
      addresses,
    ];
  return [{ kind: "nat-gateway", name: "NAT", count: ways }, addresses];
}

/** A one-off task runs for minutes and costs cents. */
function fargate(
  name: string,
  { cpu, memory, service }: DeclaredWorkload,
  size: Size,
  { architecture, workingHours = null }: CostSettings,
): CostItem[] {
  const hours = workingHours === null || service?.scaling === null ? {} : { hours: hoursAMonth(workingHours) };
  const tasks = tasksOf(service, size);
  const item = (of: string, count: number, capacity: "on-demand" | "spot"): CostItem[] =>
    count === 0 ? [] : [{ kind: "fargate", name: of, tasks: count, cpu, memory, capacity, architecture, ...hours }];
  if (service?.capacity !== "spot-with-on-demand-base") return item(name, tasks, "on-demand");
  const base = Math.min(1, tasks);
  return [...item(name, base, "on-demand"), ...item(`${name} on Spot`, tasks - base, "spot")];
}

function tasksOf(service: DeclaredWorkload["service"], size: Size): number {
  if (service === null) return 0;
  const { desiredCount, scaling } = service;
  return size === "smallest" ? (scaling?.min ?? desiredCount) : (scaling?.max ?? desiredCount);
}

/** Stored secrets: the ones some workload reads. */
function secretsIn({ workloads }: Blueprint<unknown>): number {
  const variables = Object.values(workloads).flatMap(({ environment }) => Object.values(environment));
  return new Set(variables.flatMap((variable) => (variable.kind === "plain" ? [] : [variable.secret]))).size;
}
