/**
 * Service level objectives as metric math: the share of requests that broke a promise, and how fast that spends what the
 * promise leaves.
 *
 * Source: Google, "The Site Reliability Workbook", chapter 5, "Alerting on SLOs", multiwindow multi-burn-rate alerts.
 */
import type { AlarmSpec } from "./alarms";
import type { Calculation, Sources } from "./metrics";
import type { Promises } from "./profiles";

/** Percent of requests that are answered in time. */
export const LATENCY_TARGET = 99;

/** How fast the budget of 30 days burns, and the two windows in seconds that must both see it. */
export interface BurnRate {
  readonly name: "fast" | "slow";
  readonly rate: number;
  /** The long window is significant, the short one says that it has not stopped yet. */
  readonly long: number;
  readonly short: number;
}

export const BURN_RATES: readonly BurnRate[] = [
  // 2 % of a month's budget in an hour.
  { name: "fast", rate: 14.4, long: 3600, short: 300 },
  // 5 % in six hours.
  { name: "slow", rate: 6, long: 21_600, short: 1800 },
];

/** One burn rate of one objective: an alarm for each window, and the two together. */
export interface BurnAlarms {
  readonly name: string;
  readonly meaning: string;
  readonly long: AlarmSpec;
  readonly short: AlarmSpec;
  readonly speed: BurnRate["name"];
}

export function burnAlarms(promises: Promises, measured: Sources): BurnAlarms[] {
  const objectives: readonly Objective[] = [
    {
      name: "availability",
      promise: `${promises.availabilityTarget} % of requests without a server error`,
      target: promises.availabilityTarget,
      broken: (period) => failedShare(measured, period),
    },
    {
      name: "latency",
      promise: `${LATENCY_TARGET} % of requests within ${promises.latencyTargetMs} ms`,
      target: LATENCY_TARGET,
      broken: (period) => slowShare(measured, promises.latencyTargetMs / 1000, period),
    },
  ];
  return objectives.flatMap((objective) => BURN_RATES.map((burn) => burnAlarm(objective, burn)));
}

interface Objective {
  readonly name: string;
  readonly promise: string;
  /** Percent. */
  readonly target: number;
  /** The percentage of requests in a period that broke the promise. */
  readonly broken: (period: number) => Calculation;
}

function burnAlarm(
  { name, promise, target, broken }: Objective,
  { name: speed, rate, long, short }: BurnRate,
): BurnAlarms {
  const all = `${name}-burn-${speed}`;
  const window = (seconds: number): AlarmSpec => ({
    name: `${all}-${seconds / 60}m`,
    runbook: all,
    meaning: `In ${seconds / 60} minutes the budget of "${promise}" burnt ${rate} times too fast.`,
    signal: broken(seconds),
    when: "above",
    threshold: threshold(target, rate),
    breaches: [1, 1],
    // No requests, no broken promise.
    missing: "notBreaching",
  });
  return {
    name: all,
    meaning: `The error budget of "${promise}" burns ${rate} times too fast.`,
    long: window(long),
    short: window(short),
    speed,
  };
}

/** Percent of requests that may break the promise at this rate; whole digits, so that no rounding shows as a difference. */
function threshold(target: number, rate: number): number {
  return Math.round((100 - target) * rate * 1e4) / 1e4;
}

/** Fewer broken requests than this in a window are an incident of one client, and not of the service. */
const SIGNIFICANT = 5;

/**
 * Server errors of the application and of the load balancer itself. A request the balancer could not pass on is in no
 * `RequestCount`, so an outage with no target left is 100 %.
 */
function failedShare({ edge }: Sources, period: number): Calculation {
  const failed = "FILL(balancer, 0) + FILL(application, 0)";
  return {
    expression: `IF(${failed} >= ${SIGNIFICANT}, 100 * (${failed}) / (FILL(requests, 0) + FILL(balancer, 0)), 0)`,
    metrics: {
      application: edge("HTTPCode_Target_5XX_Count", "Sum", period),
      balancer: edge("HTTPCode_ELB_5XX_Count", "Sum", period),
      requests: edge("RequestCount", "Sum", period),
    },
  };
}

function slowShare({ edge }: Sources, seconds: number, period: number): Calculation {
  const slow = "answered - FILL(quick, 0)";
  return {
    expression: `IF(${slow} >= ${SIGNIFICANT}, 100 * (${slow}) / answered, 0)`,
    metrics: {
      answered: edge("TargetResponseTime", "SampleCount", period),
      quick: edge("TargetResponseTime", `TC(:${seconds})`, period),
    },
  };
}
