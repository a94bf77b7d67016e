import {
  absent,
  certain,
  chain,
  judge,
  known,
  pass,
  restingOn,
  unknown,
  unproven,
  type Fact,
  type Judgement,
  type Shown,
} from "../../model";
import { celerySetting, readSwitch, type CelerySetting } from "../../facts";
import { unreadRecords, type Variable, type Workload } from "../../subjects";
import { programsOf } from "../../wiring/celery-stores";
import { celerySeconds, secondsOf, type Seconds } from "../../wiring/timeouts";
import { rule, type RuleContext } from "../rule";

export const tasksSurviveInterruption = rule({
  id: "tasks-survive-interruption",
  title: "A task whose worker is stopped is done by another",
  severity: "high",
  audit: "Top risk 5: workflow scheduler not running",
  why: "Celery takes a message off the queue when its task begins, unless it is told otherwise: a deployment, a scale-in or the end of Spot capacity, with two minutes' notice, then ends tasks in the middle, and nobody does them again.",
  fix: "Let the worker acknowledge late (CELERY_TASK_ACKS_LATE=true and CELERY_TASK_REJECT_ON_WORKER_LOST=true, read by the application as task_acks_late and task_reject_on_worker_lost), make tasks repeatable, and give every task an end (CELERY_TASK_TIME_LIMIT) below the visibility timeout.",
  about: "workload",
  mends: {
    early: [{ variable: "CELERY_TASK_ACKS_LATE", value: "true" }],
    unsaid: [{ variable: "CELERY_TASK_ACKS_LATE", value: "true" }],
    lost: [{ variable: "CELERY_TASK_REJECT_ON_WORKER_LOST", value: "true" }],
    lostUnsaid: [{ variable: "CELERY_TASK_REJECT_ON_WORKER_LOST", value: "true" }],
    endless: [{ variable: "CELERY_TASK_TIME_LIMIT", value: "300" }],
  },
  examples: {
    bad: `new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: JSON.stringify([
    {
      name: "worker",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "worker", "--time-limit", "600"],
      environment: [{ name: "CELERY_TASK_ACKS_LATE", value: "false" }],
    },
  ]),
});`,
    good: `new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: JSON.stringify([
    {
      name: "worker",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "worker", "--time-limit", "600"],
      environment: [
        { name: "CELERY_TASK_ACKS_LATE", value: "true" },
        { name: "CELERY_TASK_REJECT_ON_WORKER_LOST", value: "true" },
      ],
    },
  ]),
});`,
  },
  whenNot:
    "Tasks that must never run twice and may be lost: an early acknowledgement is right for them; exempt the worker.",
  related: ["timeouts-ladder-holds", "stop-signal-reaches-process", "scheduler-uses-redis"],
  messages: {
    early:
      "{label} acknowledges a task when it begins ({variable} is off): a worker that is stopped in the middle loses it. It must be on.",
    unsaid:
      "{label} has no setting of when it acknowledges a task: unless its code has one, that is when it begins (Celery's own default), so a worker that is stopped in the middle loses it. Set task_acks_late.",
    lost: "{label} counts a task as done whose process was killed ({variable} is off), for want of memory say. It must be on.",
    lostUnsaid:
      "{label} acknowledges late, but has no setting of what becomes of a task whose process is killed: unless its code has one, it counts as done (Celery's own default). Set task_reject_on_worker_lost.",
    endless:
      "{label} has no setting that gives its tasks an end: unless its code does, one that hangs holds its process for good, and each stop kills it in the middle. Set task_time_limit.",
  },
  advises: { unsaid: "undeclared", lostUnsaid: "undeclared", endless: "undeclared" },
  applies: (workload) => {
    if (workerOf(workload) !== undefined) return known(true, workload.location);
    const { reading, location } = workload;
    if (reading.state === "unknown") return reading;
    const unread = reading.state === "known" ? reading.value.unread : [];
    const worker = workload.hasRole("worker");
    if (unread.length === 0 || worker.state === "absent") return absent(location);
    // What starts it may still say that it is none.
    return unknown(...unreadRecords(unread, location), ...(worker.state === "unknown" ? worker.unknowns : []));
  },
  check: (workload, context) => [
    ...acknowledgement(workload, context),
    judge(
      limitOf(workload),
      () => pass,
      () => context.fail("endless"),
    ),
  ],
});

type Message = "early" | "unsaid" | "lost" | "lostUnsaid" | "endless";
type Context = RuleContext<Message>;

function workerOf(workload: Workload) {
  return programsOf(workload).find((program) => program.kind === "celery" && program.worker);
}

function acknowledgement(workload: Workload, { fail }: Context): readonly Judgement[] {
  const late = switchOf(workload, "acks-late");
  if (late.state === "unknown") return [unproven(late)];
  if (late.state === "absent") return [certain(fail("unsaid"), late.location, late.basis)];
  if (!late.value.on) return [certain(fail("early", { variable: late.value.variable }), late.location, late.basis)];
  const rejects = restingOn(switchOf(workload, "reject-on-worker-lost"), [late]);
  return [
    judge(
      rejects,
      ({ on, variable }) => (on ? pass : fail("lost", { variable })),
      () => fail("lostUnsaid"),
    ),
  ];
}

interface Switch {
  readonly on: boolean;
  readonly variable: Shown;
}

/** A switch of Celery's in the environment; off where one of several is. */
function switchOf(workload: Workload, setting: CelerySetting): Fact<Switch> {
  const { variables, open, basis, location } = workload.environment.matching((name) => celerySetting(name) === setting);
  const read = variables.map((variable) => readVariable(variable));
  const off = read.find((fact) => fact.state === "known" && !fact.value.on);
  const undecided = read.find(({ state }) => state === "unknown");
  const [first] = read;
  const found = off ?? undecided ?? first;
  if (found !== undefined) return restingOn(found, read);
  return open.length > 0 ? unknown(...open) : absent(location, basis);
}

function readVariable({ value, shown, location }: Variable): Fact<Switch> {
  return chain(value, (text): Fact<Switch> => {
    const on = readSwitch(text);
    return on === undefined
      ? unknown({ location, because: "unsupported", producers: [] })
      : known({ on, variable: shown }, location);
  });
}

/** What ends a task, hard or softly, on the command line or in the environment. */
function limitOf(workload: Workload): Fact<Seconds> {
  const program = workerOf(workload);
  const facts = [
    ...(program?.kind === "celery"
      ? [secondsOf(workload, program.timeLimit), secondsOf(workload, program.softTimeLimit)]
      : []),
    celerySeconds(workload, "time-limit", Math.max),
    celerySeconds(workload, "soft-time-limit", Math.max),
  ];
  return (
    facts.find(({ state }) => state === "known") ??
    facts.find(({ state }) => state === "unknown") ??
    facts[0] ??
    absent(workload.location)
  );
}
