import type { DeclaredService } from "guardrails-policies/model";
import type { Sources } from "../metrics";
import { type AlarmSpec, FIVE_MINUTES, MINUTE } from "./spec";

/** Capacity of one service. A service that may scale to nothing, or not at all, lacks the alarm about it. */
export function serviceAlarms(
  name: string,
  { desiredCount, scaling }: DeclaredService,
  { service, tasks }: Sources,
): AlarmSpec[] {
  const minimum = scaling?.min ?? desiredCount;
  const fewer: AlarmSpec = {
    name: `${name}-tasks`,
    needs: name,
    runbook: "tasks-missing",
    meaning: `Fewer ${name} tasks run than the ${minimum} there always have to be.`,
    // A rolling deployment never has fewer; the scheduler's has none for a minute or two.
    signal: tasks(name)("RunningTaskCount", "Minimum", MINUTE),
    when: "below",
    threshold: minimum,
    breaches: [5, 5],
    missing: "breaching",
  };
  const memory: AlarmSpec = {
    name: `${name}-memory`,
    runbook: "task-memory",
    meaning: `${name} tasks use more than 90 % of their memory; at 100 % they are killed.`,
    signal: service(name)("MemoryUtilization", "Maximum", FIVE_MINUTES),
    when: "above",
    threshold: 90,
    breaches: [3, 3],
    missing: "notBreaching",
  };
  const largest: AlarmSpec = {
    name: `${name}-at-maximum`,
    runbook: "at-maximum",
    meaning: `${name} has run at its maximum of ${scaling?.max ?? desiredCount} tasks for half an hour and cannot grow.`,
    signal: tasks(name)("DesiredTaskCount", "Minimum", FIVE_MINUTES),
    when: "at least",
    threshold: scaling?.max ?? desiredCount,
    breaches: [6, 6],
    missing: "notBreaching",
  };
  return [...(minimum > 0 ? [fewer] : []), memory, ...(scaling !== null && scaling.max > scaling.min ? [largest] : [])];
}
