/** Alarms of a stack that sleeps outside of working hours: what runs nothing on purpose is not missing. */
import type { AlarmSpec } from "./alarms";
import { isMetric, type Sources } from "./metrics";

/**
 * Looks only while the service is meant to have tasks. By what is desired and not by the clock: CloudWatch's is UTC's.
 *
 * @param scaled Services that have no tasks outside of working hours.
 */
export function whileMeantToRun(spec: AlarmSpec, scaled: readonly string[], measured: Sources): AlarmSpec {
  const { needs: service, signal } = spec;
  if (service === undefined || !scaled.includes(service)) return spec;
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
