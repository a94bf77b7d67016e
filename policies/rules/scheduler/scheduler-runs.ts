import {
  absent,
  certain,
  known,
  mayPass,
  named,
  pass,
  unknown,
  unproven,
  weaker,
  words,
  type Finding,
  type Judgement,
  type Shown,
  type Stack,
} from "../../model";
import { celerySetting } from "../../facts";
import type { Variable, Workload } from "../../subjects";
import { celeryCensus, isScheduleSetting, type Presence } from "../../wiring/celery-census";
import { programsOf } from "../../wiring/celery-stores";
import { platformSchedules } from "../../wiring/starters";
import { rule, type RuleContext } from "../rule";

export const schedulerRuns = rule({
  id: "scheduler-runs",
  title: "What is scheduled is sent, and what is sent is done",
  severity: "high",
  audit: "Top risk 5: workflow scheduler not running",
  why: "A schedule that no beat reads, a beat without workers and a queue that nobody consumes fail in silence: nothing is in any log, and tasks are simply never done.",
  fix: "Run beat as a service of its own beside the workers (celery -A app beat -S redbeat.RedBeatScheduler), and let some worker consume every queue that is published to (--queues, task_default_queue).",
  about: "workload",
  mends: { unconsumed: [{ property: "@", value: ({ consumed }) => String(consumed) }] },
  examples: {
    bad: `new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  containerDefinitions: JSON.stringify([
    { name: "beat", image: "shop:1", memory: 512, command: ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"] },
  ]),
});`,
    good: `new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  containerDefinitions: JSON.stringify([
    { name: "beat", image: "shop:1", memory: 512, command: ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"] },
  ]),
});
new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: JSON.stringify([{ name: "worker", image: "shop:1", memory: 512, command: ["celery", "-A", "shop", "worker"] }]),
});`,
  },
  whenNot:
    "A stack that holds a part of the product only: its scheduler or its workers are another stack's. The rule only advises there.",
  related: ["scheduler-runs-once", "scheduler-uses-redis", "tasks-survive-interruption"],
  messages: {
    noScheduler:
      "{label} is set up for periodic tasks ({variable}), and nothing in this stack sends them: no container starts celery beat or another scheduler.",
    noWorker: "{label} sends periodic tasks, and nothing in this stack does them: no container starts a worker.",
    unconsumed:
      "{label} publishes to a queue ({variable}) that no worker of this stack consumes: its tasks are never done. A worker must name it (--queues).",
  },
  // What is not here may be in another stack.
  advises: { noScheduler: "undeclared", noWorker: "undeclared", unconsumed: "undeclared" },
  applies: (workload) => {
    if (scheduleSetting(workload) !== undefined || defaultQueue(workload) !== undefined)
      return known(true, workload.location);
    const role = workload.hasRole("scheduler");
    return role.state === "known" && !role.value ? absent(workload.location) : role;
  },
  check: (workload, context) => {
    const { stack, fail } = context;
    const census = celeryCensus(stack);
    const role = workload.hasRole("scheduler");
    const isScheduler = role.state === "known" && role.value;
    const setting = scheduleSetting(workload);
    const queue = defaultQueue(workload);
    return [
      ...(isScheduler ? [presence(workload, stack, census.workers, fail("noWorker"))] : []),
      ...(!isScheduler && setting !== undefined
        ? [presence(workload, stack, census.schedulers, fail("noScheduler", { variable: setting }))]
        : []),
      ...(queue === undefined ? [] : [consumption(workload, queue, context)]),
      // While it may turn out to be a scheduler, what is told of its settings is not all.
      ...(role.state === "unknown" && (role.unknowns.some(mayPass) || (setting === undefined && queue === undefined))
        ? [unproven(role)]
        : []),
    ];
  },
});

type Context = RuleContext<"noScheduler" | "noWorker" | "unconsumed">;

/** A setting that shows periodic tasks. */
function scheduleSetting({ environment }: Workload): Shown | undefined {
  return environment.matching(isScheduleSetting).variables[0]?.shown;
}

function defaultQueue(workload: Workload): Variable | undefined {
  const [variable] = workload.environment.matching((name) => celerySetting(name) === "default-queue").variables;
  // What a worker does not say itself it consumes.
  const isWorker = programsOf(workload).some((program) => program.kind === "celery" && program.worker);
  return isWorker ? undefined : variable;
}

/** Whether there is one: the first that is found decides, its absence only the end. */
function presence(
  workload: Workload,
  stack: Stack,
  { found, unknowns, others }: Presence,
  otherwise: Finding,
): Judgement {
  const { location, environment } = workload;
  const role = workload.hasRole("scheduler");
  const isScheduler = role.state === "known" && role.value;
  if (found !== undefined) return certain(pass, location, found);
  if (unknowns.length > 0) return unproven(unknown(...unknowns));
  if (!stack.graph.closed) return unproven(stack.graph.missing(location));
  // A blueprint names its scheduler. Elsewhere a schedule of the platform's own may send what is periodic.
  const schedules = isScheduler || workload.declared ? [] : platformSchedules(stack);
  if (schedules.length > 0) return unproven(unknown(...schedules));
  return certain(otherwise, location, weaker(environment.all.basis, others));
}

function consumption(
  { location }: Workload,
  { value, shown, location: place }: Variable,
  { stack, fail }: Context,
): Judgement {
  const { queues, queueUnknowns, consumers, workers } = celeryCensus(stack);
  // Without a worker there is nothing to compare with, and another finding; that there is none others may only declare.
  const whenNone = stack.graph.closed
    ? certain(pass, location, workers.others)
    : unproven(stack.graph.missing(location));
  if (value.state === "unknown") return unproven(value);
  if (value.state === "absent" || value.value.trim() === "") return certain(pass, location, value.basis);
  if (consumers === undefined && queueUnknowns.length === 0) return whenNone;
  const basis = weaker(value.basis, consumers ?? "verified");
  if (queues.has(value.value.trim())) return certain(pass, location, basis);
  if (queueUnknowns.length > 0) return unproven(unknown(...queueUnknowns));
  if (!stack.graph.closed) return unproven(stack.graph.missing(location));
  return certain(
    fail("unconsumed", { variable: shown, consumed: consumedBy(queues) }),
    place,
    weaker(basis, workers.others),
  );
}

/** The one queue that is consumed; where there is a choice, or its name is not to be shown, Celery's own. */
function consumedBy(queues: ReadonlySet<string>): Shown {
  const [only = "", ...more] = queues;
  return named(more.length > 0 ? "" : only, words("celery"));
}
