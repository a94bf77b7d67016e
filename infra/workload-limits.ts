/** What no stack can have of its workloads: see config-limits.ts. */
import { FARGATE_CPUS, fargateMemories, isFargateSize } from "guardrails-policies/facts";
import { type Check, isNetwork, MAX_TASKS, range } from "./checks";
import { contractNames } from "./contract";
import type { Settings } from "./settings";
import {
  type Additions,
  CORE_WORKLOADS,
  type CoreWorkload,
  type ExtraWorkload,
  TAKEN_NAMES,
} from "./workload-settings";

/** What ECS describes in one call, which the deployment's check makes (ECS API, DescribeServices). */
const MAX_SERVICES = 10;

export function workloadMistakes(settings: Settings): Check[] {
  const { workloads, externalSecrets } = settings;
  const names = Object.keys(workloads);
  const known = [...CORE_WORKLOADS, ...names];
  const readers = Object.values(externalSecrets).flatMap((secret) => secret.workloads);
  const stranger = readers.find((name) => !known.includes(name));
  const services = Object.values(workloads).filter(({ role }) => role !== "job").length + CORE_SERVICES;
  return [
    ...CORE_WORKLOADS.flatMap((name) => additions(name, settings.additions[name], name, settings)),
    ...Object.entries(workloads).flatMap(([name, workload]) => extraWorkload(name, workload, settings)),
    ["workloads", services, services <= MAX_SERVICES ? null : `at most ${MAX_SERVICES} services with the stack's own`],
    [
      "externalSecrets",
      stranger ?? "",
      stranger === undefined ? null : `read by workloads there are: ${known.join(", ")}`,
    ],
  ];
}

const BEGINS_WITH_ENVIRONMENT = /^(production|staging|development)(-|$)/;

/** Web, worker, scheduler and monitor. */
const CORE_SERVICES = CORE_WORKLOADS.length - 1;

function extraWorkload(name: string, workload: ExtraWorkload, settings: Settings): Check[] {
  const at = (property: string) => `workloads.${name}.${property}`;
  const { cpu, memory } = workload;
  const others = Object.entries(settings.workloads).filter(([other]) => other !== name);
  const queues = workload.role === "worker" ? workload.queues : [];
  const elsewhere = new Set([
    ...settings.worker.queues,
    ...others.flatMap(([, other]) => (other.role === "worker" ? other.queues : [])),
  ]);
  const shared = queues.find((queue) => elsewhere.has(queue));
  const lost = workload.role === "web" && workload.hosts.length + workload.paths.length === 0;
  return [
    [at("name"), name, TAKEN_NAMES.includes(name) ? `none of ${TAKEN_NAMES.join(", ")}` : null],
    // `shop-production-staging-x` is also the workload x of the product shop-production.
    [at("name"), name, BEGINS_WITH_ENVIRONMENT.test(name) ? "a name that begins with no environment's" : null],
    [at("cpu"), cpu, FARGATE_CPUS.includes(cpu) ? null : `one of ${FARGATE_CPUS.join(", ")}`],
    [
      at("memory"),
      memory,
      isFargateSize(cpu, memory) ? null : `one of ${fargateMemories(cpu).join(", ")} with cpu ${cpu}`,
    ],
    ...(workload.role === "job"
      ? []
      : [
          [
            at("maxTasks"),
            workload.maxTasks,
            range(workload.maxTasks, Math.max(1, workload.minTasks), MAX_TASKS),
          ] satisfies Check,
        ]),
    ...additions(name, workload, workload, settings),
    // What a pool scales on counts what waits for it alone.
    [at("queues"), shared ?? "", shared === undefined ? null : "queues that no other pool consumes"],
    [at("hosts"), "", lost ? "set, or paths must be: nothing would reach it" : null],
  ];
}

function additions(
  name: string,
  { variables, egress }: Additions,
  workload: CoreWorkload | ExtraWorkload,
  settings: Settings,
): Check[] {
  const contract = contractNames(settings, workload);
  const shadowed = Object.keys(variables).find((variable) => contract.has(variable));
  const ways = egress.map(({ port, to }) => `${port} ${to}`);
  const twice = ways.find((way, index) => ways.indexOf(way) !== index);
  const crooked = egress.find(({ to }) => to.includes("/") && !isNetwork(to));
  return [
    [
      `workloads.${name}.variables`,
      shadowed ?? "",
      shadowed === undefined ? null : "names the stack does not set itself",
    ],
    [`workloads.${name}.egress`, twice ?? "", twice === undefined ? null : "a list of different ways"],
    [
      `workloads.${name}.egress`,
      crooked?.to ?? "",
      crooked === undefined ? null : "a list of networks, each by its first address",
    ],
  ];
}
