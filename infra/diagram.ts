/** The declared architecture as a Mermaid flowchart: what runs, what it talks to, and what it may read. */
import type { Blueprint, DeclaredDatabase, DeclaredService, DeclaredWorkload } from "guardrails-policies/model";

/**
 * Mermaid source. Every node and every arrow comes from the blueprint, so the picture cannot say what the program does not
 * build.
 */
export function diagram(blueprint: Blueprint<unknown>): string {
  const { workloads, databases, caches, network } = blueprint;
  return [
    "flowchart LR",
    `  internet((internet)) --> edge["load balancer, TLS and WAF<br/>${blueprint.domain ?? "its own name"}"]`,
    `  subgraph vpc["VPC ${network.cidrBlock}, ${network.availabilityZones} zones, NAT: ${network.natGateways}"]`,
    "    subgraph public",
    "      edge",
    "    end",
    "    subgraph private",
    ...entries(workloads).map(([key, workload]) => `      ${key}["${workloadText(key, workload)}"]`),
    "    end",
    "    subgraph isolated",
    ...entries(databases).map(([key, database]) => `      ${key}[("${key}<br/>${databaseText(database)}")]`),
    ...entries(caches).map(
      ([key, cache]) =>
        `      ${key}[("${key}<br/>${cache.engine} ${cache.engineVersion}, ${cache.given === undefined ? `${cache.nodes} × ${cache.nodeType}` : "made elsewhere"}<br/>${cache.evictionPolicy}")]`,
    ),
    "    end",
    "  end",
    ...entries(workloads).flatMap(([key, workload]) => arrows(key, workload)),
    "",
  ].join("\n");
}

function workloadText(key: string, workload: DeclaredWorkload): string {
  const size = `${workload.cpu} CPU units, ${workload.memory} MiB`;
  return [key, runs(workload.service), size].join("<br/>");
}

function databaseText(database: DeclaredDatabase): string {
  const { engine, engineVersion, maxConnections } = database;
  const what =
    database.given === undefined
      ? `${database.instanceClass}${database.multiAz ? ", two zones" : ""}`
      : `made elsewhere`;
  return `${engine} ${engineVersion}, ${what}<br/>max_connections ${maxConnections}`;
}

function runs(service: DeclaredService | null): string {
  if (service === null) return "once, before each release";
  const count =
    service.scaling === null ? String(service.desiredCount) : `${service.scaling.min} to ${service.scaling.max}`;
  return `${count} ${count === "1" ? "task" : "tasks"}${service.capacity === "on-demand" ? "" : ", mostly Spot"}`;
}

function arrows(key: string, workload: DeclaredWorkload): string[] {
  const purposes = new Map<string, string[]>();
  for (const [, variable] of entries(workload.environment)) {
    if (variable.kind !== "store") continue;
    const { name, kind } = variable.store;
    const label = kind === "cache" ? variable.key : poolText(workload);
    purposes.set(name, [...(purposes.get(name) ?? []), label]);
  }
  const toStores = [...purposes].map(([store, labels]) => `  ${key} -- "${labels.join(", ")}" --> ${store}`);
  return workload.role === "web" ? [`  edge --> ${key}`, ...toStores] : toStores;
}

function poolText({ database }: DeclaredWorkload): string {
  if (database === null) return "connection";
  return `${database.processes} × (${database.poolSize} + ${database.maxOverflow}) per task`;
}

function entries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
