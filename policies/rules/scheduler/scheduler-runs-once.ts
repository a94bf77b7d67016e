import { certain, chain, judge, known, map, pass, unproven, words, type Fact, type Judgement } from "../../model";
import { takeTurns } from "../../facts";
import type { Service, Workload } from "../../subjects";
import { beatLockSeconds, isLockedInCode } from "../../wiring/beat-lock";
import { withoutWords } from "../../wiring/command-mending";
import { copiesServing } from "../../wiring/copies-serving";
import { celeryBeat, otherBeats } from "../../wiring/other-beats";
import { ownScheduler } from "../../wiring/own-scheduler";
import { startersBehind, type Starter } from "../../wiring/starters";
import { rule, type RuleContext } from "../rule";

/** The longest a lock may outlive its holder: until then nothing is scheduled after a restart. */
const LOCK_SECONDS = 60;

export const schedulerRunsOnce = rule({
  id: "scheduler-runs-once",
  title: "Exactly one scheduler runs",
  severity: "high",
  audit: "Top risk 5: workflow scheduler not running",
  why: "Two beat processes send every periodic task twice and none sends it never; a deployment or a scaling policy makes two of one without anybody deciding it.",
  fix: "Run beat as its own ECS service: desiredCount 1, deploymentMaximumPercent 100, deploymentMinimumHealthyPercent 0, no scaling target, on-demand capacity, availabilityZoneRebalancing DISABLED, and a RedBeat lock of at most 60 s.",
  about: "workload",
  mends: {
    count: [{ property: "desiredCount", value: 1 }],
    overlap: [
      { property: "deploymentMaximumPercent", value: 100 },
      { property: "deploymentMinimumHealthyPercent", value: 0 },
    ],
    embedded: withoutWords("-B", "--beat"),
    rebalances: [{ property: "availabilityZoneRebalancing", value: "DISABLED" }],
    lock: [{ variable: "REDBEAT_LOCK_TIMEOUT", value: ({ wanted }) => String(wanted) }],
  },
  examples: {
    bad: `const beat = new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  containerDefinitions: JSON.stringify([
    {
      name: "beat",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"],
      environment: [
        { name: "REDBEAT_LOCK_TIMEOUT", value: "60" },
        { name: "CELERY_BEAT_MAX_LOOP_INTERVAL", value: "20" },
      ],
    },
  ]),
});
new aws.ecs.Service("beat", { taskDefinition: beat.arn, cluster: "main", desiredCount: 2 });`,
    good: `const beat = new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  containerDefinitions: JSON.stringify([
    {
      name: "beat",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"],
      environment: [
        { name: "REDBEAT_LOCK_TIMEOUT", value: "60" },
        { name: "CELERY_BEAT_MAX_LOOP_INTERVAL", value: "20" },
      ],
    },
  ]),
});
new aws.ecs.Service("beat", {
  taskDefinition: beat.arn,
  cluster: "main",
  desiredCount: 1,
  deploymentMaximumPercent: 100,
  deploymentMinimumHealthyPercent: 0,
  availabilityZoneRebalancing: "DISABLED",
});`,
  },
  whenNot: "A scheduler of another kind that elects its own leader: exempt its workload, and name what elects.",
  related: ["scheduler-uses-redis"],
  messages: {
    count: "{label} has a desired count of {found}; it must be exactly 1.",
    services: "{label} is run by {found} services, so there are as many schedulers; one must run it.",
    another:
      "{label} sends the periodic tasks of an application that {other} sends too, and no lock keeps them apart: each is sent twice.",
    everyMachine: "{label} runs on every machine of its cluster (DAEMON); a scheduler must run once.",
    overlap:
      "{label} may run at {found} percent while a deployment replaces it, which is two schedulers; it must be at most 100.",
    twoSets: "{label} is deployed as a second full set beside the first ({found}), which is two schedulers.",
    scales: "{label} has a scaling target of up to {found} tasks; a scheduler must not scale.",
    spot: "{label} runs on Spot capacity, which is taken away with two minutes' notice; a scheduler must run on demand.",
    rebalances:
      "{label} lets ECS rebalance it across zones, which starts a second scheduler before it stops the first.",
    started:
      "{label} is started {found} at a time by EventBridge, so everything it does is done as often; it must be one (taskCount).",
    again:
      "{label} is started again and again by EventBridge, and a scheduler never ends: each time there is one more. It must be a service.",
    everyCopy:
      "{label} starts the application's own scheduler ({variable}) and serves from {found}: unless the application lets one of them do it, what is due is done as often. It should run in a service of its own.",
    embedded: "{label} is a worker that embeds beat (-B): every copy of it is a scheduler.",
    unlocked:
      "{label} runs beat without a Redis lock, so an old and a new task may both send; use the RedBeat scheduler.",
    lockInCode:
      "{label} is told nothing of its lock and has its settings in code, which was not read: unless that says less, the lock outlives a crash by {found} s; it must be at most {wanted} s.",
    lock: "{label} holds its lock for {found} s, so after a crash nothing is scheduled for that long; it must be at most {wanted} s.",
  },
  // One task that is never two has nothing to lock against.
  // The application may elect one of its copies.
  advises: { unlocked: "undeclared", lockInCode: "undeclared", everyCopy: "always" },
  applies: (workload) => {
    const role = workload.hasRole("scheduler");
    const isNone = role.state === "absent" || (role.state === "known" && !role.value);
    return isNone && ownScheduler(workload) !== undefined ? known(true, workload.location) : role;
  },
  check: (workload, context) => {
    const role = workload.hasRole("scheduler");
    if (role.state !== "known" || !role.value) return inEveryCopy(workload, context);
    if (electsItself(workload)) return certain(pass, workload.location, role.basis);
    const starts = startersBehind(context.stack, workload).flatMap((starter) => startedBy(workload, starter, context));
    const { reading } = workload;
    // Another command may be what makes it a scheduler; whether its own embeds beat, or locks it, is not read then.
    const unread = reading.state === "unknown" ? [unproven(reading)] : [];
    return [...starts, ...[asService(workload, context)].flat(), ...unread];
  },
});

/** What it runs is read to its end, and takes turns with its copies. */
function electsItself({ reading }: Workload): boolean {
  if (reading.state !== "known") return false;
  const { programs, unread } = reading.value;
  return takeTurns(programs) && unread.every(({ handsOver }) => handsOver);
}

function asService(workload: Workload, context: Context): Judgement | readonly Judgement[] {
  const { services } = workload;
  if (services.state === "unknown")
    return [...embedded(workload, context), unproven(services), ...locks(workload, context)];
  if (services.state === "absent") {
    const one = context.fail("count", { found: words("nothing (it is not a service)") });
    // Without a blueprint something else may run it: a schedule, a pipeline.
    return workload.declared
      ? certain(one, services.location, services.basis)
      : [...embedded(workload, context), ...locks(workload, context)];
  }
  const several = services.value.length > 1;
  return [
    ...embedded(workload, context),
    ...(several
      ? [certain(context.fail("services", { found: services.value.length }), services.location, services.basis)]
      : []),
    ...others(workload, context),
    ...services.value.flatMap((service) => singleton(service, context)),
    ...locks(workload, context),
  ];
}

/** A task that EventBridge starts, beside any service. */
function startedBy(workload: Workload, { location, tasks, again }: Starter, { fail }: Context): readonly Judgement[] {
  const fine = () => pass;
  return [
    judge(tasks, (found) => (found > 1 ? fail("started", { found }) : pass), fine),
    // A scheduler of another kind may look once and end; beat stays.
    ...(celeryBeat(workload) === undefined
      ? []
      : [judge(again, (repeated) => (repeated ? fail("again") : pass), fine)]),
  ].map((judgement) => (judgement.verdict === "unproven" ? judgement : { ...judgement, location }));
}

type Context = RuleContext<
  | "count"
  | "services"
  | "another"
  | "everyMachine"
  | "overlap"
  | "twoSets"
  | "scales"
  | "spot"
  | "rebalances"
  | "started"
  | "again"
  | "everyCopy"
  | "embedded"
  | "unlocked"
  | "lockInCode"
  | "lock"
>;

/** A server with a scheduler in it, that runs more than once. */
function inEveryCopy(workload: Workload, { fail }: Context): readonly Judgement[] {
  const variable = ownScheduler(workload);
  const copies = copiesServing(workload);
  if (variable === undefined || copies.state === "absent") return [];
  return [
    judge(
      copies,
      (found) => fail("everyCopy", { found, variable: variable.shown }),
      () => pass,
    ),
  ].map((judgement) => (judgement.verdict === "fail" ? { ...judgement, location: variable.location } : judgement));
}

function singleton(service: Service, { fail }: Context): readonly Judgement[] {
  const fine = () => pass;
  return [
    judge(service.onEveryMachine, (daemon) => (daemon ? fail("everyMachine") : pass), fine),
    judge(
      chain(service.onEveryMachine, (daemon) =>
        daemon ? known(1, { urn: service.urn, path: "" }) : service.desiredCount,
      ),
      (found) => (found === 1 ? pass : fail("count", { found })),
      () => fail("count", { found: words("nothing") }),
    ),
    judge(service.maximumPercent, (found) => (found <= 100 ? pass : fail("overlap", { found })), fine),
    judge(
      service.strategy,
      (found) => (found === "ROLLING" ? pass : fail("twoSets", { found: words("not a rolling deployment") })),
      fine,
    ),
    judge(service.scalingMaximum, (found) => fail("scales", { found }), fine),
    judge(onSpot(service), (spot) => (spot ? fail("spot") : pass), fine),
    judge(service.zoneRebalancing, (rebalances) => (rebalances ? fail("rebalances") : pass), fine),
  ];
}

/** Of one task the first is all there is; of more the number is told. */
function onSpot({ spot, onDemandFirst }: Service): Fact<boolean> {
  return chain(spot, (uses): Fact<boolean> => (uses ? map(onDemandFirst, (first) => first < 1) : spot));
}

function others(workload: Workload, { stack, fail }: Context): readonly Judgement[] {
  const [other] = otherBeats(stack, workload);
  if (other === undefined || workload.reading.state !== "known") return [];
  return [certain(fail("another", { other: other.label }), workload.reading.location, workload.reading.basis)];
}

function embedded(workload: Workload, { fail }: Context): readonly Judgement[] {
  const beat = celeryBeat(workload);
  if (beat?.worker !== true || workload.reading.state !== "known") return [];
  return [certain(fail("embedded"), workload.reading.location, workload.reading.basis)];
}

function locks(workload: Workload, { fail }: Context): readonly Judgement[] {
  const beat = celeryBeat(workload);
  // Other schedulers have no lock to look at, and an embedded one is a finding of its own.
  if (beat === undefined || beat.worker) return [];
  return [
    judge(
      beatLockSeconds(workload, beat),
      (found) =>
        found === undefined
          ? fail("unlocked")
          : Number.isFinite(found) && found > 0
            ? found > LOCK_SECONDS
              ? fail(isLockedInCode(workload, beat) ? "lockInCode" : "lock", { found, wanted: LOCK_SECONDS })
              : pass
            : fail("lock", { found: words("no number of"), wanted: LOCK_SECONDS }),
      () => pass,
    ),
  ];
}
