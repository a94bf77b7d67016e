import * as aws from "@pulumi/aws";
import { tasksSurviveInterruption } from "../../../policies/rules/scheduler/tasks-survive-interruption";
import { blueprint, component, ref, resource } from "../../../policies/testing";
import { BEAT, declaration, declaredWorkload, plain, ruleTester, task, WEB, WORKER } from "../fixtures";

const KEPT = {
  CELERY_TASK_ACKS_LATE: "true",
  CELERY_TASK_REJECT_ON_WORKER_LOST: "true",
  CELERY_TASK_TIME_LIMIT: "600",
};

const worker = (environment: Readonly<Record<string, unknown>>, ...options: readonly string[]) =>
  task("worker", { command: [...WORKER, ...options], environment });

/** Our own production program's worker: mostly on Spot. */
const product = (environment: Readonly<Record<string, string>>) =>
  blueprint(
    declaration({
      workloads: {
        worker: declaredWorkload({
          role: "worker",
          command: WORKER,
          environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, plain(value)])),
          service: {
            desiredCount: 2,
            scaling: { min: 2, max: 6 },
            minimumHealthyPercent: 100,
            maximumPercent: 200,
            capacity: "spot-with-on-demand-base",
            availabilityZoneRebalancing: true,
            circuitBreaker: { enable: true, rollback: true },
          },
        }),
      },
    }),
  );

const without = (name: keyof typeof KEPT) =>
  Object.fromEntries(Object.entries(KEPT).filter(([key]) => key !== name)) as Record<string, string>;

/** A declared job whose code is its own, with the schedule that starts it, in an order of registration. */
const scheduled = (order: "started first" | "schedule first", role: "job" | "migration" = "job") => {
  const command = ["python", "-m", "app.cleanup"];
  const root = blueprint(declaration({ workloads: { cleanup: declaredWorkload({ role, command, service: null }) } }));
  const part = component("cleanup", { parent: root });
  const started = task("cleanup", { command }, part);
  const schedule = resource(aws.scheduler.Schedule, "cleanup", {
    scheduleExpression: "rate(1 day)",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
      roleArn: "arn:aws:iam::111122223333:role/starts",
      ecsParameters: { taskDefinitionArn: ref(started, "arn") },
    },
  });
  return [root, part, ...(order === "started first" ? [started, schedule] : [schedule, started])];
};

const setting = resource(aws.ssm.Parameter, "late", { type: "String" }, { outputs: { insecureValue: "true" } });
const subject = "workload/worker";

ruleTester.run(tasksSurviveInterruption, {
  valid: [
    { name: "the declared worker", stack: [product(KEPT)], passes: { [subject]: "declared" } },
    { name: "a worker that loses nothing", stack: [worker(KEPT)], passes: { [subject]: "verified" } },
    {
      name: "older names, and a limit on the command line",
      stack: [worker({ CELERY_ACKS_LATE: "1", CELERY_REJECT_ON_WORKER_LOST: "yes" }, "--soft-time-limit", "300")],
      passes: { [subject]: "verified" },
    },
    { name: "a job with code of its own", stack: scheduled("started first"), passes: {} },
    { name: "one whose schedule comes before it", stack: scheduled("schedule first"), passes: {} },
    { name: "a migration in code of its own", stack: scheduled("started first", "migration"), passes: {} },
    {
      name: "who runs no tasks",
      stack: [
        task("beat", { command: BEAT, environment: { CELERY_TASK_ACKS_LATE: "false" } }),
        task("web", { command: WEB, environment: { CELERY_TASK_ACKS_LATE: "false" } }),
      ],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "early, in a blueprint",
      stack: [product({ ...KEPT, CELERY_TASK_ACKS_LATE: "false" })],
      subject,
      messageId: "early",
      stage: "blueprint",
    },
    {
      name: "nothing said, in a blueprint",
      stack: [product(without("CELERY_TASK_ACKS_LATE"))],
      subject,
      messageId: "unsaid",
      stage: "blueprint",
    },
    {
      name: "no end, in a blueprint",
      stack: [product(without("CELERY_TASK_TIME_LIMIT"))],
      subject,
      messageId: "endless",
      stage: "blueprint",
    },
    {
      name: "a killed process counts as done, in a blueprint",
      stack: [product(without("CELERY_TASK_REJECT_ON_WORKER_LOST"))],
      subject,
      messageId: "lostUnsaid",
    },
    {
      name: "early",
      stack: [worker({ ...KEPT, CELERY_TASK_ACKS_LATE: "False" })],
      subject,
      messageId: "early",
      says: "CELERY_TASK_ACKS_LATE is off",
      stage: "resource",
    },
    { name: "nothing said", stack: [worker(without("CELERY_TASK_ACKS_LATE"))], subject, messageId: "unsaid" },
    {
      name: "a killed process counts as done",
      stack: [worker({ ...KEPT, CELERY_TASK_REJECT_ON_WORKER_LOST: "off" })],
      subject,
      messageId: "lost",
    },
    { name: "no end", stack: [worker(without("CELERY_TASK_TIME_LIMIT"))], subject, messageId: "endless" },
  ],
  unproven: [
    {
      name: "a switch that is not known yet",
      stack: [setting, worker({ ...KEPT, CELERY_TASK_ACKS_LATE: ref(setting, "insecureValue") })],
      subject,
      path: "containerDefinitions",
      producer: "late",
    },
    {
      name: "a switch that is none",
      stack: [worker({ ...KEPT, CELERY_TASK_ACKS_LATE: "sometimes" })],
      subject,
      path: "containerDefinitions[0].environment.CELERY_TASK_ACKS_LATE",
    },
    {
      name: "a start script",
      stack: [task("worker", { command: ["/start-celeryworker"] })],
      subject,
      path: "containerDefinitions[0].command (start-script start-celeryworker)",
    },
  ],
});
