/** Containers beside the application's in a workload's tasks: what their owner decides, and what becomes of it in the blueprint. */
import type {
  ContainerCondition,
  DeclaredSidecar,
  DeclaredVariable,
  DeclaredWorkload,
} from "guardrails-policies/model";
import type { KeptSecret } from "./config-secrets";
import { TIMEOUTS } from "./timeouts";

/** One of them, for each of the tasks: an OpenTelemetry collector, an agent. */
export interface Sidecar extends Omit<DeclaredSidecar, "environment" | "stopTimeout"> {
  readonly variables: Readonly<Record<string, string>>;
  /** Secrets that are kept elsewhere, by the variable they are read into. */
  readonly secrets: Readonly<Record<string, KeptSecret>>;
}

/** What an owner says of a workload's containers. */
export interface Containers {
  readonly sidecars: Readonly<Record<string, Sidecar>>;
  readonly dependsOn: Waits | null;
}

/** The part of a declared workload that is about the containers beside its own; nothing where there are none. */
export function declareSidecars(
  workload: string,
  containers: Containers,
): Pick<DeclaredWorkload, "sidecars" | "dependsOn"> {
  const entries = Object.entries(containers.sidecars);
  if (entries.length === 0) return {};
  return {
    sidecars: Object.fromEntries(entries.map(([name, sidecar]) => [name, declareSidecar(workload, name, sidecar)])),
    dependsOn: ownDependencies(workload, containers),
  };
}

function declareSidecar(workload: string, name: string, sidecar: Sidecar): DeclaredSidecar {
  const { variables, secrets, ...rest } = sidecar;
  const plain = Object.entries(variables).map(([variable, value]): [string, DeclaredVariable] => {
    return [variable, { kind: "plain", value }];
  });
  const read = Object.entries(secrets).map(([variable, { key }]): [string, DeclaredVariable] => {
    return [variable, { kind: "secret", secret: sidecarSecret(workload, name, variable), key }];
  });
  // What it is to hand on comes until the last container has ended.
  return { ...rest, environment: Object.fromEntries([...plain, ...read]), stopTimeout: TIMEOUTS.stop };
}

/** The name in the blueprint of a secret that a sidecar reads; no name has two hyphens in a row, so no two of them are alike. */
export function sidecarSecret(workload: string, sidecar: string, variable: string): string {
  return `sidecar-${workload}--${sidecar}--${variable.toLowerCase().replaceAll("_", "-")}`;
}

/**
 * What a workload's own container waits for. Unless its owner says otherwise a sidecar starts before it, which is also what has
 * ECS stop it after it: the last that the application says is still heard (ECS API, ContainerDependency).
 */
export function ownDependencies(workload: string, containers: Containers): Waits {
  if (containers.dependsOn !== null) return containers.dependsOn;
  const graph = sidecarWaits(containers);
  const before = Object.keys(containers.sidecars).filter((name) => !waitsFor(name, workload, graph));
  return Object.fromEntries(before.map((name) => [name, "START"]));
}

/** What one container waits for, each with how long. */
type Waits = Readonly<Record<string, ContainerCondition>>;

/** By container. */
export type WaitGraph = Readonly<Record<string, Waits>>;

export function waitGraph(workload: string, containers: Containers): WaitGraph {
  return { ...sidecarWaits(containers), [workload]: ownDependencies(workload, containers) };
}

function sidecarWaits({ sidecars }: Containers): WaitGraph {
  return Object.fromEntries(Object.entries(sidecars).map(([name, { dependsOn }]) => [name, dependsOn]));
}

/** Whether a container waits for another, at first hand or through others. */
export function waitsFor(from: string, to: string, graph: WaitGraph, passed: readonly string[] = []): boolean {
  return Object.keys(graph[from] ?? {}).some(
    (next) => next === to || (!passed.includes(next) && waitsFor(next, to, graph, [...passed, from])),
  );
}
