import { absent, chain, known, map, optional, together, unknown, type Fact } from "../model/fact";
import { words, type Shown } from "../model/shown";
import type { Service, Workload } from "../subjects/workload";
import { programsOf } from "./celery-stores";

/** How many serve, in words; absent: one process of one task. */
export function copiesServing(workload: Workload): Fact<Shown> {
  const tasks = chain(workload.services, (services): Fact<number> => {
    const counts = services.map(tasksOf);
    const sure = counts.reduce((sum, count) => sum + (count.state === "known" ? count.value : 0), 0);
    const unknowns = counts.flatMap((count) => (count.state === "unknown" ? count.unknowns : []));
    return sure < 2 && unknowns.length > 0 ? unknown(...unknowns) : known(sure, workload.location);
  });
  const processes = processesOf(workload);
  if (processes.state === "known" && processes.value > 1) return map(processes, () => words("several processes"));
  if (tasks.state === "known" && tasks.value > 1) return map(tasks, () => words("several tasks"));
  const all = together({ tasks: optional(tasks), processes: optional(processes) });
  return all.state === "unknown" ? all : absent(workload.location);
}

function tasksOf({ desiredCount, scalingMaximum }: Service): Fact<number> {
  if (desiredCount.state === "known" && desiredCount.value > 1) return desiredCount;
  return chain(together({ desired: desiredCount, most: optional(scalingMaximum) }), ({ desired, most }) =>
    known(Math.max(desired, most ?? 0), desiredCount.state === "known" ? desiredCount.location : { urn: "", path: "" }),
  );
}

/** Processes of one task that serve; the largest of its servers. */
function processesOf(workload: Workload): Fact<number> {
  const { location } = workload;
  const counts = programsOf(workload).flatMap((program) => (program.kind === "server" ? [program.workers] : []));
  const several = counts.find((count) => "value" in count && (count.value === "cores" || count.value > 1));
  if (several !== undefined) return known(2, location);
  const open = counts.some((count) => "unknown" in count);
  return open
    ? unknown({ location: { ...location, path: `${location.path}.command` }, because: "unread", producers: [] })
    : known(1, location);
}
