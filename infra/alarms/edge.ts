import type { Signal, Source, Sources } from "../metrics";
import { type AlarmSpec, FIVE_MINUTES, MINUTE } from "./spec";

export function edgeAlarms({ certificate, edge, fleets, targets }: Sources, latencyTargetMs: number): AlarmSpec[] {
  return [
    {
      name: "balancer-errors",
      meaning:
        "The load balancer itself answers with server errors: it finds no target, or loses the connection to one.",
      signal: edge("HTTPCode_ELB_5XX_Count", "Sum", FIVE_MINUTES),
      when: "at least",
      threshold: 10,
      breaches: [2, 3],
      missing: "notBreaching",
    },
    {
      name: "application-errors",
      meaning: "The application answers more than 2 % of requests with a server error.",
      signal: {
        // Ten at least: with little traffic one error is a large share.
        expression: "IF(failed >= 10, 100 * failed / requests, 0)",
        metrics: {
          failed: targets("HTTPCode_Target_5XX_Count", "Sum", FIVE_MINUTES),
          requests: targets("RequestCount", "Sum", FIVE_MINUTES),
        },
      },
      when: "above",
      threshold: 2,
      breaches: [2, 3],
      missing: "notBreaching",
    },
    {
      name: "latency-p95",
      meaning: `One request in twenty takes longer than ${latencyTargetMs} ms.`,
      signal: edge("TargetResponseTime", "p95", FIVE_MINUTES),
      when: "above",
      threshold: latencyTargetMs / 1000,
      breaches: [3, 3],
      missing: "notBreaching",
    },
    {
      name: "unhealthy-targets",
      meaning: "A web task is not ready: database, cache or the task itself does not answer.",
      // A starting task counts for some minutes; longer than that it does not start.
      signal: inAll(fleets, "UnHealthyHostCount", "Maximum"),
      when: "above",
      threshold: 0,
      breaches: [10, 10],
      missing: "notBreaching",
    },
    {
      name: "no-targets",
      needs: "web",
      meaning: "No web task is ready, so nobody is served.",
      signal: inAll(fleets, "HealthyHostCount", "Minimum"),
      when: "below",
      threshold: 1,
      breaches: [2, 2],
      missing: "breaching",
    },
    ...(certificate === null ? [] : [expiry(certificate)]),
  ];
}

/** ACM counts a certificate's days twice a day. */
const DAY = 86_400;

/**
 * Days. ACM renews its own 45 days before the end at the latest, and what is imported nobody renews (ACM user guide, "Managed
 * certificate renewal"): at 30 the renewal has failed for two weeks, or was forgotten, and there is time.
 */
const DAYS_TO_EXPIRY = 30;

function expiry(certificate: Source): AlarmSpec {
  return {
    name: "certificate-expiry",
    meaning: `The load balancer's certificate ends in less than ${DAYS_TO_EXPIRY} days, and nothing has renewed it.`,
    signal: certificate("DaysToExpiry", "Minimum", DAY),
    when: "below",
    threshold: DAYS_TO_EXPIRY,
    breaches: [1, 1],
    missing: "notBreaching",
  };
}

/** One count over every fleet; one that is empty has no data. */
function inAll(fleets: readonly Source[], name: string, statistic: string): Signal {
  const metrics = fleets.map((fleet, i) => [`fleet${i + 1}`, fleet(name, statistic, MINUTE)] as const);
  const [first, ...others] = metrics;
  if (first !== undefined && others.length === 0) return first[1];
  return {
    expression: metrics.map(([id]) => `FILL(${id}, 0)`).join(" + "),
    metrics: Object.fromEntries(metrics),
  };
}
