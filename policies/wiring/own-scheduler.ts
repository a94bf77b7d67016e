import { isSchedulerSwitch, readSwitch } from "../facts";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { programsOf } from "./celery-stores";

/** The switch by which an application starts a scheduler of its own, where it is on. */
export function ownScheduler({ environment }: Workload): Variable | undefined {
  const { variables } = environment.matching(isSchedulerSwitch);
  return variables.find(({ value }) => value.state === "known" && readSwitch(value.value) === true);
}

/** How many processes serve at the same time for certain, as far as a service may scale; what is not known counts once. */
export function copiesServing(workload: Workload): number {
  const { services } = workload;
  if (services.state !== "known") return 0;
  const tasks = services.value.flatMap(({ desiredCount, scalingMaximum }) =>
    [desiredCount, scalingMaximum].flatMap((fact) => (fact.state === "known" ? [fact.value] : [])),
  );
  return Math.max(0, ...tasks) * processesOf(workload);
}

function processesOf(workload: Workload): number {
  const counts = programsOf(workload).map((program) => {
    const workers = program.kind === "server" && "value" in program.workers ? program.workers.value : 1;
    return typeof workers === "number" ? workers : 1;
  });
  return Math.max(1, ...counts);
}
