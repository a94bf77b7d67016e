import { absent, known } from "../model/fact";
import type { Service } from "../subjects/workload";

type Told = "desiredCount" | "scalingMaximum" | "maximumPercent" | "strategy";

/** A service of a platform that places and balances its copies by itself: what a program tells it, and nothing else. */
export function managedService(urn: string, told: Pick<Service, Told> & Partial<Service>): Service {
  const location = { urn, path: "" };
  const no = known(false, location);
  const none = absent(location);
  return {
    ...{ urn, onEveryMachine: no, spot: no, zoneRebalancing: no, circuitBreaker: none, alarmRollback: none },
    ...{ gracePeriod: none, zones: none, balanced: none, onDemandFirst: known(0, location) },
    ...told,
  };
}
