import * as aws from "@pulumi/aws";
import { schedulerRuns } from "../../../policies/rules/scheduler/scheduler-runs";
import type { DeclaredWorkload } from "../../../policies/model";
import { blueprint, component, ref, resource } from "../../../policies/testing";
import {
  BEAT,
  declaration,
  declaredWorkload,
  plain,
  redisUrl,
  ruleTester,
  singleton,
  task,
  WEB,
  WORKER,
} from "../fixtures";

const beat = (environment: Readonly<Record<string, unknown>> = {}) => task("beat", { command: BEAT, environment });
const worker = (...options: readonly string[]) => task("worker", { command: [...WORKER, ...options] });
const web = (environment: Readonly<Record<string, string>>) => task("web", { command: WEB, environment });

/** Our own production program's workloads; a name leaves one out. */
function product(without?: "scheduler" | "worker", queue = "default") {
  const environment = { CELERY_TASK_DEFAULT_QUEUE: plain(queue) };
  const workloads: Record<string, DeclaredWorkload> = {
    web: declaredWorkload({ environment }),
    worker: declaredWorkload({ role: "worker", command: [...WORKER, "--queues", "default,mail"], environment }),
    scheduler: declaredWorkload({
      role: "scheduler",
      command: BEAT,
      service: singleton,
      environment: { ...environment, REDBEAT_REDIS_URL: redisUrl("scheduler-lock", 5) },
    }),
    monitor: declaredWorkload({
      role: "monitor",
      command: ["python", "-c", "pass"],
      service: singleton,
      environment: { REDBEAT_REDIS_URL: redisUrl("scheduler-lock", 5) },
    }),
  };
  const kept = Object.entries(workloads).filter(([name]) => name !== without);
  return blueprint(declaration({ workloads: Object.fromEntries(kept) }));
}

/** Two parts of a blueprint as they are registered, the monitor with one value that is computed. */
function built() {
  const root = product();
  const part = (name: string) => component(name, { parent: root });
  const [monitor, scheduler] = [part("monitor"), part("scheduler")];
  const computed = { QUEUE: ref(setting, "insecureValue") };
  return {
    phase: "preview" as const,
    stack: [
      root,
      monitor,
      scheduler,
      task("scheduler", { command: BEAT }, scheduler),
      task("monitor", { command: ["python", "-c", "pass"], environment: computed }, monitor),
      worker(),
    ],
  };
}
const BEAT_SETTING = { CELERY_BEAT_SCHEDULER: "redbeat.RedBeatScheduler" };
const nightly = (more: Partial<aws.scheduler.ScheduleArgs> = {}) =>
  resource(aws.scheduler.Schedule, "nightly", {
    scheduleExpression: "cron(0 3 * * ? *)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: "arn:aws:lambda:eu-west-1:111122223333:function:nightly", roleArn: "r" },
    ...more,
  });
const night = (more: aws.cloudwatch.EventRuleArgs) =>
  resource(aws.cloudwatch.EventRule, "night", { name: "night", ...more });
const ofNight = resource(aws.cloudwatch.EventTarget, "night", {
  rule: "night",
  arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
  ecsTarget: { taskDefinitionArn: "worker" },
});

const setting = resource(aws.ssm.Parameter, "queue", { type: "String" }, { outputs: { insecureValue: "celery" } });

ruleTester.run(schedulerRuns, {
  valid: [
    {
      name: "our own production program",
      stack: [product()],
      passes: {
        "workload/web": "declared",
        "workload/scheduler": "declared",
        "workload/monitor": "declared",
      },
    },
    {
      name: "a scheduler, its worker, and who adds to the schedule",
      stack: [beat(), worker(), web({ REDBEAT_REDIS_URL: "redis://redis.example.com/1" })],
      passes: { "workload/beat": "verified", "workload/web": "verified" },
    },
    {
      name: "beat inside a worker is both",
      stack: [worker("-B"), web({ CELERY_BEAT_SCHEDULER: "redbeat.RedBeatScheduler" })],
      passes: { "workload/worker": "verified", "workload/web": "verified" },
    },
    {
      name: "a queue that one of several workers consumes",
      stack: [
        worker("-Q", "high,low"),
        task("mail", { command: [...WORKER, "-Q", "mail"] }),
        web({ CELERY_TASK_DEFAULT_QUEUE: "mail" }),
      ],
      passes: { "workload/web": "verified" },
    },
    {
      // What it is asked for is only declared while its own settings are unknown: at `up` they may not be there.
      name: "a built part whose settings are not known yet, beside a built scheduler",
      ...built(),
      passes: { "workload/web": "declared", "workload/monitor": "declared", "workload/scheduler": "verified" },
    },
    { name: "nothing of Celery's", stack: [web({ LOG_LEVEL: "INFO" }), worker()], passes: {} },
  ],
  invalid: [
    {
      name: "no scheduler in a blueprint",
      stack: [product("scheduler")],
      subject: "workload/monitor",
      messageId: "noScheduler",
      says: "REDBEAT_REDIS_URL",
      stage: "blueprint",
    },
    {
      name: "no worker in a blueprint",
      stack: [product("worker")],
      subject: "workload/scheduler",
      messageId: "noWorker",
      stage: "blueprint",
    },
    {
      name: "periodic tasks and nobody who sends them",
      stack: [worker(), web({ CELERY_BEAT_SCHEDULER: "redbeat.RedBeatScheduler" })],
      subject: "workload/web",
      messageId: "noScheduler",
    },
    ...(
      [
        ["a schedule that is off", [nightly({ state: "DISABLED" })]],
        ["what only waits for an event", [night({ eventPattern: '{"source":["aws.s3"]}' }), ofNight]],
        ["a rule that is off", [night({ scheduleExpression: "rate(1 day)", state: "DISABLED" }), ofNight]],
        ["a rule that starts nothing", [night({ scheduleExpression: "rate(1 day)" })]],
      ] as const
    ).map(([name, schedules]) => ({
      name: `${name} sends nothing`,
      stack: [worker(), web(BEAT_SETTING), ...schedules],
      subject: "workload/web",
      messageId: "noScheduler",
    })),
    {
      name: "no scheduler in a blueprint, whatever else is due",
      phase: "up",
      stack: [product("scheduler"), nightly()],
      subject: "workload/monitor",
      messageId: "noScheduler",
    },
    {
      name: "a scheduler without workers, and a schedule",
      stack: [beat(), nightly()],
      subject: "workload/beat",
      messageId: "noWorker",
    },
    { name: "a scheduler without workers", stack: [beat()], subject: "workload/beat", messageId: "noWorker" },
    {
      name: "a queue that nobody consumes",
      stack: [worker("-Q", "high,low"), web({ CELERY_TASK_DEFAULT_QUEUE: "default" })],
      subject: "workload/web",
      messageId: "unconsumed",
      says: "CELERY_TASK_DEFAULT_QUEUE",
    },
    {
      name: "beat publishes where no worker looks",
      stack: [worker("-Q", "jobs"), beat({ CELERY_TASK_DEFAULT_QUEUE: "celery" })],
      subject: "workload/beat",
      messageId: "unconsumed",
    },
  ],
  unproven: [
    {
      name: "a container that may be the worker",
      stack: [beat(), task("jobs", { command: ["/app/run.sh"] })],
      subject: "workload/beat",
      path: "containerDefinitions[0].command (start-script run.sh)",
    },
    ...(
      [
        ["EventBridge Scheduler", [nightly()], "nightly"],
        ["a rule of EventBridge", [night({ scheduleExpression: "rate(1 day)" }), ofNight], "night"],
        ["a rule that is made elsewhere", [ofNight], "night"],
      ] as const
    ).map(([name, schedules]) => ({
      name: `${name} may send what is periodic`,
      stack: [worker(), web(BEAT_SETTING), ...schedules],
      subject: "workload/web",
      path: "target",
    })),
    {
      name: "a queue that is not known yet",
      stack: [setting, worker(), beat({ CELERY_TASK_DEFAULT_QUEUE: ref(setting, "insecureValue") })],
      subject: "workload/beat",
      path: "containerDefinitions",
      producer: "queue",
    },
  ],
});
