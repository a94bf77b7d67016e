/** Alarms of a stack that sleeps outside of working hours: what runs nothing on purpose is not missing. */
import type { AlarmSpec } from "./alarms";
import { isMetric, type Sources } from "./metrics";

/** The service whose tasks are what an alarm misses. */
function serviceOf({ name }: AlarmSpec, scaled: readonly string[]): string | undefined {
  if (name === "no-targets") return "web";
  if (name === "queue-age" || name === "queue-unconsumed") return "worker";
  return scaled.find((service) => name === `${service}-tasks`);
}

/**
 * Looks only while the service is meant to have tasks. By what is desired and not by the clock: CloudWatch's is UTC's.
 *
 * @param scaled Services that have no tasks outside of working hours.
 */
export function whileMeantToRun(spec: AlarmSpec, scaled: readonly string[], measured: Sources): AlarmSpec {
  const service = serviceOf(spec, scaled);
  if (service === undefined) return spec;
  const { signal } = spec;
  const { expression, metrics } = isMetric(signal) ? { expression: "found", metrics: { found: signal } } : signal;
  const period = Object.values(metrics)[0]?.period ?? 60;
  const calm = spec.when === "below" ? spec.threshold : 0;
  return {
    ...spec,
    signal: {
      expression: `IF(desired > 0, ${expression}, ${calm})`,
      metrics: { ...metrics, desired: measured.tasks(service)("DesiredTaskCount", "Maximum", period) },
    },
  };
}
