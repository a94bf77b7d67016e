/** What ECS takes of no task with several containers: see config-limits.ts. */
import type { Check } from "./checks";
import type { Settings } from "./settings";
import { type Sidecar, waitGraph, waitsFor } from "./sidecars";
import { type Additions, additionsByName, taskSize } from "./workload-settings";

/** Amazon ECS service quotas: containers of a task definition. */
const MAX_CONTAINERS = 10;

export function sidecarMistakes(settings: Settings): Check[] {
  return additionsByName(settings).flatMap(([name, additions]) => ofTask(name, additions, settings));
}

function ofTask(workload: string, additions: Additions, settings: Settings): Check[] {
  const at = `workloads.${workload}`;
  const entries = Object.entries(additions.sidecars);
  const count = entries.length + 1;
  return [
    [`${at}.sidecars`, count, count <= MAX_CONTAINERS ? null : `${MAX_CONTAINERS} containers at most`],
    ...shares(workload, additions.sidecars, settings),
    ...entries.flatMap(([name, sidecar]) => ofSidecar(`${at}.sidecars.${name}`, name, sidecar, workload)),
    ...waiting(workload, additions, settings),
  ];
}

/** Something of the task's has to be left to the application. */
function shares(workload: string, sidecars: Readonly<Record<string, Sidecar>>, settings: Settings): Check[] {
  const size = taskSize(workload, settings);
  return (["cpu", "memory"] as const).map((part): Check => {
    const taken = Object.values(sidecars).reduce((sum, sidecar) => sum + sidecar[part], 0);
    const wanted = `together below the ${size[part]} of its task`;
    return [`workloads.${workload}.sidecars.${part}`, taken, taken < size[part] ? null : wanted];
  });
}

function ofSidecar(at: string, name: string, { variables, secrets }: Sidecar, workload: string): Check[] {
  const twice = Object.keys(variables).find((variable) => variable in secrets);
  return [
    [at, name, name === workload ? "named otherwise than its workload" : null],
    [`${at}.secrets`, twice ?? "", twice === undefined ? null : "other variables than its plain ones"],
  ];
}

/** What each container waits for (ECS API, ContainerDependency: what the conditions can be said of). */
function waiting(workload: string, additions: Additions, settings: Settings): Check[] {
  const graph = waitGraph(workload, additions);
  return Object.entries(graph).flatMap(([own, waits]) => {
    const key = `workloads.${workload}${own === workload ? "" : `.sidecars.${own}`}.dependsOn`;
    const others = Object.keys(graph).filter((name) => name !== own);
    return Object.entries(waits).flatMap(([name, condition]): Check[] => {
      if (!others.includes(name)) {
        return [[key, name, others.length === 0 ? "left out without sidecars" : `of ${others.join(", ")}`]];
      }
      const { essential, healthCheck } = additions.sidecars[name] ?? ownContainer(workload, settings);
      const ends = condition === "COMPLETE" || condition === "SUCCESS";
      const blind = condition === "HEALTHY" && healthCheck === null;
      const said = `${name}: ${condition}`;
      return [
        [key, said, ends && essential ? "START or HEALTHY of a container that is essential" : null],
        [key, said, blind ? "START of a container without a healthCheck" : null],
        [key, said, waitsFor(name, own, graph) ? "without a circle: each would wait for the other" : null],
      ];
    });
  });
}

/** Of the application's own container; what runs to its end has no health but its exit code. */
function ownContainer(workload: string, { workloads }: Settings): { essential: boolean; healthCheck: object | null } {
  const once = workload === "migration" || workloads[workload]?.role === "job";
  return { essential: true, healthCheck: once ? null : {} };
}
