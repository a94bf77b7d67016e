import { runInNewContext } from "node:vm";
import { BURN_RATES, burnAlarms, LATENCY_TARGET } from "../../infra/slo";
import { type Calculation, isMetric, sources } from "../../infra/metrics";

const MEASURED = sources({
  prefix: "shop-production",
  databaseIdentifier: "shop-production-postgres",
  cacheNodeIds: ["shop-production-redis-001"],
  loadBalancer: "app/lb/1",
  targetGroup: "targetgroup/tg/2",
});

const alarms = burnAlarms({ availabilityTarget: 99.9, latencyTargetMs: 500 }, MEASURED);

function calculation(name: string): Calculation {
  const signal = alarms.find((burn) => burn.name === name)?.short.signal;
  if (signal === undefined || isMetric(signal)) throw new Error(`${name} is no calculation`);
  return signal;
}

/** CloudWatch's metric math for one period; a metric that is left out has no data in it. */
function evaluate({ expression, metrics }: Calculation, data: Readonly<Record<string, number>>): number {
  const unknown = Object.keys(data).filter((id) => !(id in metrics));
  expect(unknown).toStrictEqual([]);
  const values = Object.fromEntries(Object.keys(metrics).map((id) => [id, data[id]]));
  const functions = {
    FILL: (value: number | undefined, missing: number) => value ?? missing,
    IF: (condition: boolean, yes: number, no: number) => (condition ? yes : no),
  };
  return Number(runInNewContext(expression, { ...values, ...functions }));
}

describe("burn-rate alarms", () => {
  it("watch two objectives at two speeds in two windows each", () => {
    expect(alarms.map(({ name, long, short }) => [name, long.name, short.name])).toStrictEqual([
      ["availability-burn-fast", "availability-burn-fast-60m", "availability-burn-fast-5m"],
      ["availability-burn-slow", "availability-burn-slow-360m", "availability-burn-slow-30m"],
      ["latency-burn-fast", "latency-burn-fast-60m", "latency-burn-fast-5m"],
      ["latency-burn-slow", "latency-burn-slow-360m", "latency-burn-slow-30m"],
    ]);
  });

  it("spend 2 % of 30 days in an hour, and 5 % in six", () => {
    const month = 30 * 24 * 3600;
    const spent = BURN_RATES.map(({ rate, long }) => Number(((100 * rate * long) / month).toFixed(6)));
    expect(spent).toStrictEqual([2, 5]);
    // The workbook's short window: a twelfth of the long one.
    for (const { long, short } of BURN_RATES) expect(long / short).toBe(12);
  });

  it("have the rate's share of the budget as threshold, without a rounding error", () => {
    const thresholds = alarms.map(({ long, short }) => [long.threshold, short.threshold]);
    expect(thresholds).toStrictEqual([
      [1.44, 1.44],
      [0.6, 0.6],
      [14.4, 14.4],
      [6, 6],
    ]);
  });

  it.each([95, 99, 99.5, 99.9, 99.95, 99.99, 99.999])("can fire for an availability of %s %%", (availabilityTarget) => {
    for (const { long } of burnAlarms({ availabilityTarget, latencyTargetMs: 500 }, MEASURED)) {
      expect(long.threshold).toBeGreaterThan(0);
      expect(long.threshold).toBeLessThan(100);
    }
  });

  it("read all metrics of a window with the window's period", () => {
    for (const { long, short } of alarms) {
      for (const { name, signal } of [long, short]) {
        const minutes = Number(/-(\d+)m$/.exec(name)?.[1]);
        if (isMetric(signal)) throw new Error(`${name} is no calculation`);
        for (const metric of Object.values(signal.metrics)) expect(metric.period).toBe(minutes * 60);
      }
    }
  });
});

describe("the share of failed requests", () => {
  const failed = calculation("availability-burn-fast");

  it("counts errors of the application and of the load balancer", () => {
    expect(evaluate(failed, { application: 6, balancer: 4, requests: 996 })).toBe(1);
  });

  it("is everything when no target is left, and so no request was counted", () => {
    expect(evaluate(failed, { balancer: 300 })).toBe(100);
  });

  it("is nothing without requests, and for a handful of errors", () => {
    expect(evaluate(failed, {})).toBe(0);
    expect(evaluate(failed, { application: 4, requests: 5 })).toBe(0);
  });
});

describe("the share of slow requests", () => {
  const slow = calculation("latency-burn-fast");

  it("counts what took longer than promised", () => {
    expect(slow.metrics["quick"]?.statistic).toBe("TC(:0.5)");
    expect(evaluate(slow, { answered: 200, quick: 150 })).toBe(25);
    expect(LATENCY_TARGET).toBe(99);
  });

  it("is everything when nothing was quick, and nothing for a handful", () => {
    expect(evaluate(slow, { answered: 10 })).toBe(100);
    expect(evaluate(slow, { answered: 4 })).toBe(0);
  });
});
