/** How each workload's service runs: how many tasks, and how a release replaces them. */
import type { DeclaredService } from "guardrails-policies/model";
import type { ServiceSettings, Settings } from "../settings";

export interface Services {
  readonly web: DeclaredService;
  readonly worker: DeclaredService;
  readonly scheduler: DeclaredService;
  readonly monitor: DeclaredService;
  /** Of the map's workloads, by name; a job has none. */
  readonly extras: Readonly<Record<string, DeclaredService | null>>;
}

export function declareServices(settings: Settings<unknown>): Services {
  const circuitBreaker = { enable: true, rollback: true };
  const scaled = ({ minTasks, maxTasks }: ServiceSettings) => ({
    desiredCount: minTasks,
    scaling: { min: minTasks, max: maxTasks },
    // New tasks are healthy before old ones go; the budget counts both.
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    availabilityZoneRebalancing: true,
    circuitBreaker,
  });
  const single: DeclaredService = {
    desiredCount: 1,
    scaling: null,
    // Stop, then start: two schedulers would run every task twice. Rebalancing starts first, so it is off.
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    capacity: "on-demand",
    availabilityZoneRebalancing: false,
    circuitBreaker,
  };
  // What the load balancer sends requests to can have two fleets; the others take their work themselves. ECS's circuit breaker
  // is for rolling deployments only (ECS API, DeploymentCircuitBreaker); with two fleets the first one stays.
  const served: Partial<DeclaredService> =
    settings.deployment.strategy === "blue-green"
      ? { strategy: "BLUE_GREEN", circuitBreaker: { enable: false, rollback: false } }
      : {};
  return {
    web: { ...scaled(settings.web), capacity: "on-demand", ...served },
    // A task that is interrupted goes back on the queue, so most workers may be Spot; one stays when Spot is gone.
    worker: { ...scaled(settings.worker), capacity: "spot-with-on-demand-base" },
    scheduler: single,
    // Two would count everything twice.
    monitor: single,
    extras: Object.fromEntries(
      Object.entries(settings.workloads).map(([name, workload]) => [
        name,
        workload.role === "job"
          ? null
          : workload.role === "worker"
            ? { ...scaled(workload), capacity: workload.capacity }
            : { ...scaled(workload), capacity: "on-demand", ...served },
      ]),
    ),
  };
}
