/** What a runbook, a review and the next deployment need to know of a stack. */
import * as pulumi from "@pulumi/pulumi";
import type { Blueprint, DeclaredSecret } from "guardrails-policies/model";
import { type AccessCommands, accessCommands } from "./access-command";
import { addressBudget } from "./addresses";
import { budgetOf } from "./budget";
import type { AlertTopics } from "./components/alert-topics";
import type { Cluster } from "./components/cluster";
import type { Database } from "./components/database";
import type { Edge } from "./components/edge";
import type { Keys } from "./components/keys";
import type { NetworkPlaces } from "./components/network";
import type { Observability } from "./components/observability";
import type { Workload } from "./components/workload";
import type { CostRange } from "./cost";

export interface StackParts {
  readonly blueprint: Blueprint<unknown>;
  readonly keys: Keys;
  readonly edge: Edge;
  readonly cluster: Cluster;
  readonly network: NetworkPlaces;
  readonly migration: Workload;
  readonly jobs: readonly Workload[];
  /** null: nobody is let into the database. */
  readonly access: Workload | null;
  readonly postgres: Database;
  /** Of the database in it. */
  readonly databaseName: string;
  readonly topics: AlertTopics;
  readonly observability: Observability;
}

export interface StackOutputs {
  readonly url: pulumi.Output<string>;
  readonly cluster: pulumi.Output<string>;
  readonly migrationCommand: pulumi.Output<string>;
  /** How each job is started by hand, by its name. */
  readonly jobCommands: Readonly<Record<string, pulumi.Output<string>>>;
  /** How a person gets into the database, while `databaseAccessUntil` lets them. */
  readonly databaseAccess?: AccessCommands;
  /** What a runbook's commands are about. */
  readonly arns: Readonly<Record<string, pulumi.Output<string>>>;
  /** CloudWatch's names. */
  readonly dashboard: pulumi.Output<string>;
  readonly logGroups: readonly string[];
  /** Of each database, by its name: the replica's clients count against the replica. */
  readonly connectionBudget: Readonly<Record<string, BudgetOutput>>;
  readonly costEstimate: CostOutput;
  /** Addresses a private subnet needs at worst, and has. */
  readonly addressBudget: string;
  /** Rules of the firewall that count instead of blocking: which, why, and who says so. */
  readonly firewallExclusions: readonly string[];
  /** Where the load balancer's access and connection logs are. */
  readonly loadBalancerLogs: pulumi.Output<string>;
  /** The declared architecture as it was deployed: evidence, without secret values. */
  readonly blueprint: unknown;
}

export interface BudgetOutput {
  /** One line a client: `web: 8 tasks × 2 processes × 1 engine × (5 + 5) = 160`. */
  readonly lines: readonly string[];
  readonly sum: string;
}

export interface CostOutput {
  /** US dollars by list price, before traffic: `$312.40 to $801.22 a month`. */
  readonly monthly: string;
  /** One line for each thing that is paid for, services at their smallest size: `redis: 2 × cache.m6g.large × 730 h = $239.29`. */
  readonly lines: readonly string[];
  readonly prices: string;
}

export function describeOutputs(parts: StackParts): StackOutputs {
  return {
    url: parts.edge.url,
    cluster: parts.cluster.clusterName,
    migrationCommand: runCommand(parts.migration, parts),
    jobCommands: Object.fromEntries(parts.jobs.map((job) => [job.name, runCommand(job, parts)])),
    ...(parts.access === null ? {} : { databaseAccess: describeAccess(parts.access, parts) }),
    arns: describeArns(parts),
    dashboard: parts.observability.dashboardName,
    logGroups: describeLogGroups(parts.blueprint),
    connectionBudget: describeBudgets(parts.blueprint),
    costEstimate: describeCost(parts.observability.cost),
    addressBudget: describeAddresses(parts.blueprint),
    firewallExclusions: describeExclusions(parts.blueprint),
    loadBalancerLogs: parts.edge.logBucket.bucketName,
    blueprint: withoutSecretValues(parts.blueprint),
  };
}

function describeAccess(task: Workload, parts: StackParts): AccessCommands {
  const { clusterName } = parts.cluster;
  return accessCommands({
    start: runCommand(task, parts),
    clusterName,
    postgres: parts.postgres,
    database: parts.databaseName,
  });
}

function describeArns({ keys, edge, cluster, migration, postgres, topics }: StackParts): StackOutputs["arns"] {
  return {
    alarmTopic: topics.people.arn,
    cluster: cluster.arn,
    dataKey: keys.data,
    databaseMasterSecret: pulumi.output(postgres.master.arn),
    loadBalancer: edge.loadBalancer.arn,
    logsKey: keys.logs,
    migrationTask: migration.taskDefinitionArn,
    secretsKey: keys.secrets,
    signalTopic: topics.signals.arn,
    targetGroup: edge.targetGroup.arn,
  };
}

function describeLogGroups({ product, environment, workloads }: Blueprint<unknown>): string[] {
  return Object.keys(workloads).map((name) => `/${product}-${environment}/${name}`);
}

function describeCost({ smallest, largest }: CostRange): CostOutput {
  const { region, regionIsExact, asOf, unpriced } = smallest;
  const elsewhere = regionIsExact ? "" : ", not the stack's region, whose prices are not known here";
  const missing = unpriced.length === 0 ? "" : `; without ${unpriced.join(", ")}`;
  return {
    monthly: `$${smallest.monthly.toFixed(2)} to $${largest.monthly.toFixed(2)} a month${missing}`,
    lines: smallest.lines.map(
      ({ name, basis, monthly }) => `${name}: ${basis} = ${monthly === null ? "unknown" : `$${monthly.toFixed(2)}`}`,
    ),
    prices: `${region}, ${asOf}${elsewhere}`,
  };
}

export function describeBudgets(blueprint: Blueprint<unknown>): StackOutputs["connectionBudget"] {
  const names = Object.keys(blueprint.databases);
  return Object.fromEntries(names.map((name) => [name, describeBudget(blueprint, name)]));
}

/** Text, because an unlimited pool makes the sum infinite, which no output can hold as a number. */
function describeBudget(blueprint: Blueprint<unknown>, database: string): BudgetOutput {
  const { lines, peak, usable } = budgetOf(blueprint, database);
  const count = (connections: number) => (Number.isFinite(connections) ? String(connections) : "unlimited");
  return {
    lines: lines.map((line) => `${line.name}: ${line.arithmetic} = ${count(line.connections)}`),
    sum: `${count(peak)} of ${usable} connections`,
  };
}

function describeAddresses(blueprint: Blueprint<unknown>): string {
  const { peak, usable } = addressBudget(blueprint);
  return `${peak} of ${usable} addresses in each private subnet`;
}

export function describeExclusions({ edge }: Blueprint<unknown>): string[] {
  return (edge?.exclusions ?? []).map(
    ({ group, rule, reason, owner }) => `${group}/${rule} only counts: ${reason} (${owner})`,
  );
}

/** One task of it, where tasks of this stack run. */
function runCommand(task: Workload, { cluster, network }: StackParts): pulumi.Output<string> {
  const subnets = pulumi.all(network.privateSubnetIds).apply((ids) => ids.join(","));
  const placement = pulumi.interpolate`awsvpcConfiguration={subnets=[${subnets}],securityGroups=[${task.securityGroupId}],assignPublicIp=DISABLED}`;
  return pulumi.interpolate`aws ecs run-task --cluster ${cluster.clusterName} --launch-type FARGATE --task-definition ${task.taskDefinitionArn} --network-configuration '${placement}'`;
}

function withoutSecretValues(blueprint: Blueprint<unknown>): unknown {
  const secrets = Object.entries(blueprint.secrets).map(([key, secret]) => [key, withoutValue(secret)] as const);
  return { ...blueprint, secrets: Object.fromEntries(secrets) };
}

function withoutValue({ purpose, origin }: DeclaredSecret<unknown>): unknown {
  return { purpose, origin: origin.kind === "provided" ? { kind: origin.kind } : origin };
}
