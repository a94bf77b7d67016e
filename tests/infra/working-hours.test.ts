/** A stack that sleeps: what scales has tasks in working hours only, no alarm takes that for a failure, and it costs less. */
import { alarmGroups } from "../../infra/alarms";
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { cronAt, hoursAMonth } from "../../infra/config-hours";
import { costRange } from "../../infra/cost";
import { isMetric, sources } from "../../infra/metrics";
import { runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const WEEK = '{"from":"07:30","to":"19:00","timezone":"Europe/Berlin"}';
const STAGING = { ...REQUIRED, environment: "staging" };

it("gives what scales its bounds in the morning and none in the evening, within the budget's", async () => {
  const config = { "guardrails:environment": "staging", "guardrails:workingHours": WEEK };
  const resources = await runProgram({ ...PRODUCTION, ...config });
  const actions = resources
    .filter(({ type }) => type === "aws:appautoscaling/scheduledAction:ScheduledAction")
    .map(({ name, inputs }) => [name, inputs["schedule"], inputs["timezone"], inputs["scalableTargetAction"]]);
  actions.sort(([one], [other]) => String(one).localeCompare(String(other)));
  const zone = "Europe/Berlin";
  expect(actions).toStrictEqual([
    ["web-evening", "cron(0 19 ? * MON-FRI *)", zone, { minCapacity: 0, maxCapacity: 0 }],
    ["web-morning", "cron(30 7 ? * MON-FRI *)", zone, { minCapacity: 2, maxCapacity: 4 }],
    ["worker-evening", "cron(0 19 ? * MON-FRI *)", zone, { minCapacity: 0, maxCapacity: 0 }],
    ["worker-morning", "cron(30 7 ? * MON-FRI *)", zone, { minCapacity: 2, maxCapacity: 3 }],
  ]);
}, 60_000);

it.each([
  ["MON-FRI", 12, 261],
  ["FRI-MON", 12, 209],
  ["MON,WED", 1, 9],
  ["SUN-SAT", 1, 30],
])("counts the hours of a month: %s, %d a day", (days, length, hours) => {
  expect(hoursAMonth({ days, from: "07:00", to: `${String(7 + length).padStart(2, "0")}:00`, timezone: "UTC" })).toBe(
    hours,
  );
  expect(cronAt("07:05", days)).toBe(`cron(5 7 ? * ${days} *)`);
});

it("costs tasks by the hours they run, and what does not scale by all of them", () => {
  const settings = { storageGiB: 50, logRetentionDays: 90, alarmMetrics: 60, architecture: "X86_64" } as const;
  const { workingHours } = parseConfig({ ...STAGING, workingHours: WEEK });
  const blueprint = declareBlueprint(parseConfig(STAGING), "eu-west-1");
  const cost = (name: string, more: object) =>
    costRange(blueprint, { ...settings, ...more }).smallest.lines.find((line) => line.name === name)?.monthly ?? 0;
  expect(cost("web", { workingHours }) / cost("web", {})).toBeCloseTo(250 / 730, 2);
  expect(cost("scheduler", { workingHours })).toBe(cost("scheduler", {}));
});

it("looks for tasks only while there are to be any, and for everything else as ever", () => {
  const blueprint = declareBlueprint(parseConfig(STAGING), "eu-west-1");
  const measured = sources({
    prefix: "shop",
    databaseIdentifier: "db",
    cacheNodeIds: ["a"],
    loadBalancer: "lb",
    targetGroup: "tg",
  });
  const settings = { storageGiB: 50, latencyTargetMs: 1000, queueWaitSeconds: 300 };
  const alarms = (sleeps: boolean) =>
    alarmGroups(blueprint, { ...settings, sleeps }, measured).flatMap(({ alarms: all }) => all);
  const changed = alarms(true).filter((spec, i) => JSON.stringify(spec) !== JSON.stringify(alarms(false)[i]));
  expect(changed.map(({ name }) => name).sort()).toStrictEqual([
    "no-targets",
    "queue-age",
    "queue-unconsumed",
    "web-tasks",
    "worker-tasks",
  ]);
  for (const { name, signal, threshold, when } of changed) {
    if (isMetric(signal)) throw new Error(`${name} does not ask whether tasks are meant to run`);
    expect(signal.expression).toMatch(/^IF\(desired > 0, /);
    const calm = Number(/, ([\d.]+)\)$/.exec(signal.expression)?.[1]);
    const breaches = { above: calm > threshold, "at least": calm >= threshold, below: calm < threshold };
    expect([name, breaches[when]]).toStrictEqual([name, false]);
    expect(signal.metrics["desired"]).toMatchObject({ name: "DesiredTaskCount" });
  }
});

it.each([
  ["production", WEEK],
  ["staging", '{"from":"19:00","to":"07:00"}'],
  ["staging", '{"from":"7","to":"19:00"}'],
  ["staging", '{"from":"07:00","to":"19:00","days":"weekdays"}'],
  ["staging", '{"from":"07:00","to":"19:00","timezone":"Mars/Olympus"}'],
])("refuses hours that mean nothing: %s %s", (environment, workingHours) => {
  expect(() => parseConfig({ ...REQUIRED, environment, workingHours })).toThrow("guardrails:workingHours is ");
});
