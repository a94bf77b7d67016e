import { celeryCommand } from "../../facts";
import { all, chain, judge, map, optional, pass, together, unproven, type Fact, type Workload } from "../../model";
import { rule } from "../rule";
import { hasRole } from "../subjects";

/** The longest a lock may outlive its holder: until then nothing is scheduled after a restart. */
const LOCK_SECONDS = 60;

/** RedBeat's lock lasts five loops, and a loop 300 s, unless configured (redbeat docs, config.rst). */
const REDBEAT_LOOPS_PER_LOCK = 5;
const BEAT_LOOP_SECONDS = 300;

export const schedulerRunsOnce = rule({
  id: "scheduler-runs-once",
  title: "Exactly one scheduler runs",
  severity: "high",
  audit: "Top risk 5: workflow scheduler not running",
  why: "Two beat processes send every periodic task twice and none sends it never; a deployment or a scaling policy makes two of one without anybody deciding it.",
  fix: "Run beat as its own ECS service: desiredCount 1, deploymentMaximumPercent 100, deploymentMinimumHealthyPercent 0, no scaling target, on-demand capacity, availabilityZoneRebalancing DISABLED, and a RedBeat lock of at most 60 s.",
  messages: {
    count: "{label} has a desired count of {found}; it must be exactly 1.",
    overlap:
      "{label} may run at {found} percent while a deployment replaces it, which is two schedulers; it must be at most 100.",
    scales: "{label} has a scaling target of up to {found} tasks; a scheduler must not scale.",
    spot: "{label} runs on Spot capacity, which is taken away with two minutes' notice; a scheduler must run on demand.",
    rebalances:
      "{label} lets ECS rebalance it across zones, which starts a second scheduler before it stops the first.",
    embedded: "{label} is a worker that embeds beat (-B): every copy of it is a scheduler.",
    unlocked:
      "{label} runs beat without a Redis lock, so an old and a new task may both send; use the RedBeat scheduler.",
    lock: "{label} holds its lock for {found} s, so after a crash nothing is scheduled for that long; it must be at most {wanted} s.",
  },
  subjects: (stack) =>
    stack.workloads().filter((workload) => hasRole(workload, "scheduler") || hasRole(workload, "worker")),
  check: (workload, { fail }) => {
    const { label, role } = workload;
    if (role.state === "unknown") return unproven(role);
    if (hasRole(workload, "worker")) {
      return judge(
        workload.command,
        (argv) => (celeryCommand(argv).kind === "worker-with-beat" ? fail("embedded", { label }) : pass),
        () => pass,
      );
    }
    const { service } = workload;
    return all([
      judge(
        chain(service, ({ desiredCount }) => desiredCount),
        (found) => (found === 1 ? pass : fail("count", { label, found })),
        () => fail("count", { label, found: "nothing (it is not a service)" }),
      ),
      judge(
        chain(service, ({ maximumPercent }) => maximumPercent),
        (found) => (found <= 100 ? pass : fail("overlap", { label, found })),
        () => pass,
      ),
      judge(
        chain(service, ({ scalingMaximum }) => scalingMaximum),
        (found) => fail("scales", { label, found }),
        () => pass,
      ),
      judge(
        chain(service, ({ spot }) => spot),
        (spot) => (spot ? fail("spot", { label }) : pass),
        () => pass,
      ),
      judge(
        chain(service, ({ zoneRebalancing }) => zoneRebalancing),
        (rebalances) => (rebalances ? fail("rebalances", { label }) : pass),
        () => pass,
      ),
      judge(
        lockSeconds(workload),
        (found) =>
          found === undefined
            ? fail("unlocked", { label })
            : found > LOCK_SECONDS
              ? fail("lock", { label, found, wanted: LOCK_SECONDS })
              : pass,
        () => pass,
      ),
    ]);
  },
});

/** Seconds a lock outlives its holder; undefined where beat takes none. */
function lockSeconds({ command, environment }: Workload): Fact<number | undefined> {
  const facts = together({
    argv: optional(command),
    lock: optional(environment.value("schedulerLockTimeout")),
    loop: optional(environment.value("schedulerMaxLoop")),
  });
  return map(facts, ({ argv, lock, loop }) => {
    if (argv === undefined || !/redbeat/i.test(celeryCommand(argv).scheduler ?? "")) return undefined;
    return Number(lock ?? REDBEAT_LOOPS_PER_LOCK * Number(loop ?? BEAT_LOOP_SECONDS));
  });
}
