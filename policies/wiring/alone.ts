import { read, text } from "../model/resource";
import type { Stack } from "../model/stack";
import type { Workload } from "../subjects/workload";

/**
 * Whether nothing but a workload's own program runs where it finds itself under `localhost`: it is the only container of its
 * task, what its command starts was read to the end, and it does not share its machine's network.
 */
export function runsAlone({ graph }: Stack, { container, reading, location }: Workload): boolean {
  if (container !== undefined || reading.state !== "known") return false;
  const { programs, unread } = reading.value;
  const isRead = programs.length > 0 && unread.length === 0 && programs.every(({ kind }) => kind !== "other");
  const resource = graph.get(location.urn);
  if (!isRead || resource === undefined) return false;
  const network = read(resource, ["networkMode"], text);
  return network.state === "absent" || (network.state === "known" && network.value !== "host");
}
