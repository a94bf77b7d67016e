import * as aws from "@pulumi/aws";
import { schedulerRunsOnce } from "../../../policies/rules/scheduler/scheduler-runs-once";
import { rules } from "../../../policies/rules";
import { blueprint, interpolate, ref, resource, run, type TestResource } from "../../../policies/testing";
import { BEAT, declaration, declaredWorkload, plain, ruleTester, singleton, task, WORKER } from "../fixtures";

const LOCK = { REDBEAT_LOCK_TIMEOUT: "30" };
const BROKER = { CELERY_BROKER_URL: "redis://broker.example.com:6379/0" };
const beat = task("beat", { command: BEAT, environment: LOCK });

type ServiceArgs = Partial<aws.ecs.ServiceArgs>;

function service(args: ServiceArgs = {}, of: TestResource = beat): TestResource {
  return resource(aws.ecs.Service, "beat", {
    name: "beat",
    taskDefinition: ref(of, "arn"),
    desiredCount: 1,
    deploymentMaximumPercent: 100,
    deploymentMinimumHealthyPercent: 0,
    availabilityZoneRebalancing: "DISABLED",
    ...args,
  });
}

const counter = resource(
  aws.ssm.Parameter,
  "copies",
  { type: "String" },
  {
    outputs: { insecureValue: 1, tier: 100, name: "FARGATE", version: 0, arn: "15" },
  },
);

/** All of it is unknown at preview, its command too; at up it is no scheduler. */
const unread = task("beat", { command: ["python", "-m", "app"], environment: { COPIES: ref(counter, "arn") } });

const scaling = resource(aws.appautoscaling.Target, "beat", {
  resourceId: "service/default/beat",
  scalableDimension: "ecs:service:DesiredCount",
  serviceNamespace: "ecs",
  minCapacity: 1,
  maxCapacity: 3,
});

const declared = (part: Partial<NonNullable<typeof singleton>>, environment: Record<string, string> = LOCK) =>
  blueprint(
    declaration({
      workloads: {
        scheduler: declaredWorkload({
          role: "scheduler",
          command: BEAT,
          environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, plain(value)])),
          service: { ...singleton, ...part },
        }),
      },
    }),
  );

const subject = "workload/beat";

/** What EventBridge Scheduler starts, and how many at a time. */
const schedule = (ecsParameters: Readonly<Record<string, unknown>>, scheduleExpression = "rate(1 hour)") =>
  resource(aws.scheduler.Schedule, "hourly", {
    scheduleExpression,
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
      roleArn: "r",
      ecsParameters: ecsParameters as never,
    },
  });
const hourly = resource(aws.cloudwatch.EventRule, "hourly", { name: "hourly", scheduleExpression: "rate(1 hour)" });
const target = (ecsTarget: Partial<aws.types.input.cloudwatch.EventTargetEcsTarget>, rule: unknown = "hourly") =>
  resource(aws.cloudwatch.EventTarget, "hourly", {
    rule: rule as string,
    arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
    ecsTarget: { taskDefinitionArn: "beat", ...ecsTarget },
  });

ruleTester.run(schedulerRunsOnce, {
  valid: [
    { name: "a declared singleton", stack: [declared({})], passes: { "workload/scheduler": "declared" } },
    { name: "a real singleton", stack: [beat, service()], passes: { [subject]: "verified" } },
    {
      name: "a lock of five short sleeps, by beat's own option",
      stack: [task("beat", { command: [...BEAT, "--max-interval", "5"], environment: BROKER }), service()],
      passes: { [subject]: "verified" },
    },
    {
      name: "the same option written together, over a setting of the application's",
      stack: [
        task("beat", {
          command: [...BEAT, "--max-interval=10"],
          environment: { ...BROKER, CELERY_BEAT_MAX_LOOP_INTERVAL: "300" },
        }),
        service(),
      ],
      passes: { [subject]: "verified" },
    },
    {
      name: "a worker without beat is no scheduler",
      stack: [task("worker", { command: WORKER })],
      passes: {},
    },
    {
      name: "a start at one moment, of one",
      stack: [beat, schedule({ taskDefinitionArn: "beat" }, "at(2026-12-01T03:00:00)")],
      passes: { [subject]: "verified" },
    },
    {
      name: "a schedule that is off, and one of something else",
      stack: [
        beat,
        service(),
        resource(aws.cloudwatch.EventRule, "hourly", {
          name: "hourly",
          scheduleExpression: "rate(1 hour)",
          state: "DISABLED",
        }),
        target({}),
        schedule({ taskDefinitionArn: "report", taskCount: 4 }),
      ],
      passes: { [subject]: "verified" },
    },
  ],
  invalid: [
    {
      name: "two tasks at a time, of a schedule",
      stack: [beat, schedule({ taskDefinitionArn: "beat", taskCount: 2 }, "at(2026-12-01T03:00:00)")],
      subject,
      messageId: "started",
      says: "2 at a time",
      stage: "gate",
    },
    {
      name: "three tasks at a time, of a rule",
      phase: "up",
      stack: [beat, hourly, target({ taskDefinitionArn: ref(beat, "arn"), taskCount: 3 })],
      subject,
      messageId: "started",
      says: "3",
    },
    {
      name: "one more each hour",
      stack: [beat, hourly, target({})],
      subject,
      messageId: "again",
      stage: "gate",
    },
    {
      name: "one more each hour beside its service",
      phase: "up",
      stack: [beat, service(), schedule({ taskDefinitionArn: ref(beat, "arn") })],
      subject,
      messageId: "again",
    },
    {
      name: "two copies, declared",
      stack: [declared({ desiredCount: 2 })],
      subject: "workload/scheduler",
      messageId: "count",
      stage: "blueprint",
    },
    {
      name: "two copies",
      phase: "up",
      stack: [beat, service({ desiredCount: 2 })],
      subject,
      messageId: "count",
      says: "2",
      stage: "gate",
    },
    {
      name: "an overlap while deploying",
      stack: [beat, service({ deploymentMaximumPercent: 200 })],
      subject,
      messageId: "overlap",
    },
    {
      name: "AWS's own deployment percentages",
      stack: [beat, service({ deploymentMaximumPercent: undefined as never })],
      subject,
      messageId: "overlap",
      says: "200",
    },
    {
      name: "a scaling target",
      phase: "up",
      stack: [beat, service(), scaling],
      subject,
      messageId: "scales",
      says: "3",
      stage: "gate",
    },
    {
      name: "Spot capacity",
      stack: [beat, service({ capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] })],
      subject,
      messageId: "spot",
    },
    {
      name: "zone rebalancing",
      stack: [beat, service({ availabilityZoneRebalancing: "ENABLED" })],
      subject,
      messageId: "rebalances",
    },
    {
      name: "beat inside a worker",
      stack: [task("worker", { command: [...WORKER, "-B"] })],
      subject: "workload/worker",
      messageId: "embedded",
      stage: "resource",
    },
    {
      name: "the plain scheduler, which takes no lock",
      stack: [task("beat", { command: BEAT.slice(0, 4) }), service()],
      subject,
      messageId: "unlocked",
    },
    {
      name: "RedBeat's own lock of 25 minutes",
      stack: [task("beat", { command: BEAT, environment: BROKER }), service()],
      subject,
      messageId: "lock",
      says: "1500 s",
    },
    {
      name: "a lock of five long sleeps, by beat's own option",
      stack: [task("beat", { command: [...BEAT, "--max-interval", "60"] }), service()],
      subject,
      messageId: "lock",
      says: "300 s",
    },
    {
      name: "a scheduler that only has a name like RedBeat's",
      stack: [task("beat", { command: [...BEAT.slice(0, 4), "-S", "notredbeat.X"], environment: BROKER }), service()],
      subject,
      messageId: "unlocked",
    },
  ],
  unproven: [
    {
      name: "a number of tasks that is computed",
      stack: [
        counter,
        beat,
        schedule({ taskDefinitionArn: "beat", taskCount: ref(counter, "version") }, "at(2026-12-01T03:00:00)"),
      ],
      subject,
      path: "target.ecsParameters.taskCount",
      producer: "copies",
    },
    {
      name: "a rule of somebody else's",
      stack: [beat, target({}, "of-another-stack")],
      subject,
      path: "rule",
    },
    {
      name: "a desired count that is computed",
      stack: [counter, beat, service({ desiredCount: ref(counter, "insecureValue") })],
      subject,
      path: "desiredCount",
      producer: "copies",
    },
    {
      name: "a deployment maximum that is computed, which decides on rebalancing too",
      stack: [
        counter,
        beat,
        service({ deploymentMaximumPercent: ref(counter, "tier"), availabilityZoneRebalancing: undefined }),
      ],
      subject,
      path: "deploymentMaximumPercent",
      producer: "copies",
    },
    {
      name: "a capacity provider that is computed",
      stack: [
        counter,
        beat,
        service({ capacityProviderStrategies: [{ capacityProvider: ref(counter, "name"), weight: 1 }] }),
      ],
      subject,
      path: "capacityProviderStrategies[0].capacityProvider",
      producer: "copies",
    },
    {
      name: "a Spot weight that is computed",
      stack: [
        counter,
        beat,
        service({
          capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: ref(counter, "version") }],
        }),
      ],
      subject,
      path: "capacityProviderStrategies[0].weight",
      producer: "copies",
    },
    {
      name: "a service whose command nobody knows yet",
      stack: [counter, unread, service({ desiredCount: 2, availabilityZoneRebalancing: "ENABLED" }, unread)],
      subject,
      path: "containerDefinitions",
      producer: "copies",
    },
  ],
});

describe("a scheduler whose settings are in its code", () => {
  const levels = async (environment: Record<string, string>) => {
    const definition = task("beat", { command: BEAT, environment });
    const { verdicts } = await run(rules, [definition, service({}, definition)], { phase: "up" });
    return verdicts.filter(({ rule }) => rule === schedulerRunsOnce.id).map(({ level }) => level);
  };

  it.each<[string, Record<string, string>]>([
    ["only the product's Redis is given", { REDIS_URL: "redis://broker.example.com:6379/0" }],
    ["only which settings module it is", { DJANGO_SETTINGS_MODULE: "shop.settings.production" }],
    ["nothing at all", {}],
  ])("is only told of RedBeat's own lock: %s", async (_, environment) => {
    expect(await levels(environment)).toEqual(["advisory"]);
  });

  it.each<[string, Record<string, string>]>([
    ["the broker", BROKER],
    ["the lock's place", { REDBEAT_REDIS_URL: "redis://broker.example.com:6379/1" }],
    ["the lock's prefix", { APP_REDBEAT_KEY_PREFIX: "shop" }],
  ])("is not one that variables tell %s", async (_, environment) => {
    expect(await levels(environment)).toEqual(["mandatory"]);
  });
});

it.each([
  ["of the same name in another region is another's", "web", "pass"],
  ["of its own is its own", "beat", "fail"],
])("a scaling target worked out from a service %s", async (_, scaled, verdict) => {
  const web = task("web", { command: ["uvicorn", "app:app"] });
  const named = { outputs: { name: "beat" } };
  const args = {
    name: "beat",
    desiredCount: 1,
    deploymentMaximumPercent: 100,
    availabilityZoneRebalancing: "DISABLED",
  };
  const services = {
    beat: resource(aws.ecs.Service, "beat", { ...args, taskDefinition: ref(beat, "arn") }, named),
    web: resource(aws.ecs.Service, "web", { ...args, taskDefinition: ref(web, "arn") }, named),
  };
  const target = resource(aws.appautoscaling.Target, "beat", {
    resourceId: interpolate`service/default/${ref(scaled === "web" ? services.web : services.beat, "name")}`,
    scalableDimension: "ecs:service:DesiredCount",
    serviceNamespace: "ecs",
    minCapacity: 1,
    maxCapacity: 3,
  });
  // As a state shows it: what each was worked out from is there.
  const stack = [beat, web, services.beat, services.web, target];
  const { verdicts } = await run([schedulerRunsOnce], stack, { phase: "up", atEndOnly: true });
  expect(verdicts.filter(({ key }) => key.endsWith("::beat")).map((one) => one.verdict)).toEqual([verdict]);
});
