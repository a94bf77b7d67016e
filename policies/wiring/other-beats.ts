import { brokerSetting, readCommand, type CeleryProgram } from "../facts";
import { Index } from "../model/graph";
import type { Stack } from "../model/stack";
import { commandOf, containersOf } from "../platforms/ecs/containers";
import { TASK_DEFINITION } from "../platforms/ecs/links";
import type { Workload } from "../subjects/workload";
import { beatScheduler } from "./beat-lock";
import { programsOf, storesOnCommandLine } from "./celery-stores";

/** Task definitions whose command lines start Celery's beat, by the application they start it for. */
const BEATS = new Index("definitions that start beat", [TASK_DEFINITION], (definition) => {
  const containers = containersOf(definition);
  if (containers.state !== "known") return [];
  return containers.value.flatMap((container) => {
    const command = commandOf(definition, container);
    const argv = command.state === "known" ? command.value : undefined;
    return readCommand(argv, () => undefined).programs.flatMap((program) =>
      program.kind === "celery" && program.beat && program.application !== undefined
        ? [`beat of ${program.application}`]
        : [],
    );
  });
});

export function celeryBeat(workload: Workload): CeleryProgram | undefined {
  return programsOf(workload).find((program): program is CeleryProgram => program.kind === "celery" && program.beat);
}

/**
 * Other services' workloads that run beat for the same application on the same broker, where neither has a lock: both send
 * every periodic task. What keeps a lock of its own, or a class that nobody here knows, is none of them.
 */
export function otherBeats(stack: Stack, workload: Workload): readonly Workload[] {
  const beat = celeryBeat(workload);
  if (beat?.application === undefined || !runsUnlocked(workload, beat)) return [];
  const broker = brokerOf(workload);
  if (broker === undefined) return [];
  return stack.graph
    .find(BEATS, `beat of ${beat.application}`)
    .filter(({ urn }) => urn !== workload.location.urn)
    .flatMap(({ urn }) => stack.of("workload", urn))
    .filter((other) => {
      const theirs = celeryBeat(other);
      if (theirs === undefined || theirs.application !== beat.application) return false;
      return runsUnlocked(other, theirs) && brokerOf(other) === broker;
    });
}

/** Celery's own schedulers and django-celery-beat's: none of them looks whether another one runs. */
const UNLOCKED =
  /^(?:|celery\.beat[.:](?:Persistent)?Scheduler|django(?:_celery_beat\.schedulers[.:]DatabaseScheduler)?)$/;

function runsUnlocked(workload: Workload, beat: CeleryProgram): boolean {
  const { services } = workload;
  if (services.state !== "known" || services.value.length === 0) return false;
  const scheduler = beatScheduler(workload, beat);
  return scheduler.state === "known" && UNLOCKED.test(scheduler.value);
}

/** What tells a broker from another: its URL, or where it is injected from; undefined: nothing does. */
function brokerOf(workload: Workload): string | undefined {
  const given = storesOnCommandLine(workload, "broker");
  const set = workload.environment.matching((name) => brokerSetting(name) === "broker").variables;
  const [broker] = given.length > 0 ? given : set;
  if (broker?.value.state === "known") return broker.value.value;
  return broker?.valueFrom?.state === "known" ? broker.valueFrom.value : undefined;
}
