import { isSchedulerSwitch, readSwitch } from "../facts";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";

/** The switch by which an application starts a scheduler of its own, where it is on. */
export function ownScheduler({ environment }: Workload): Variable | undefined {
  const { variables } = environment.matching(isSchedulerSwitch);
  return variables.find(({ value }) => value.state === "known" && readSwitch(value.value) === true);
}
