import { imageReference } from "../facts";
import type { Way } from "../model/judgement";
import type { Stack } from "../model/stack";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";

/** How many others are offered as an example: each is one more run of the program. */
const MOST = 3;

/** The first few workloads of a stack, for examples: nobody looks again when there are more. */
export function firstWorkloads(stack: Stack): readonly Workload[] {
  return stack.aside(() =>
    stack.memo("", "all first workloads", () =>
      stack.inFirstBlocks("workload", "first workloads", (workloads) => workloads).flat(),
    ),
  );
}

/** Workloads of the same product, the first few of a stack: of one blueprint, or of one image. */
export function peersOf(stack: Stack, workload: Workload): readonly Workload[] {
  return firstWorkloads(stack).filter((other) => other.key !== workload.key && isPeer(workload, other));
}

function isPeer(one: Workload, other: Workload): boolean {
  if (one.declared || other.declared) return one.declared && other.declared;
  const [own, theirs] = [one, other].map(({ image }) =>
    image.state === "known" ? imageReference(image.value)?.repository : undefined,
  );
  return own !== undefined && own === theirs;
}

/** That a workload has a variable as another of its product has it, by each that has one that will do. */
export function asPeersHave(
  stack: Stack,
  workload: Workload,
  name: string | ((name: string) => boolean),
  willDo: (variable: Variable, peer: Workload) => boolean = () => true,
): readonly Way[] {
  const isMeant = typeof name === "string" ? (other: string) => other === name : name;
  return peersOf(stack, workload)
    .flatMap((peer) =>
      peer.written.all.variables
        .filter((variable) => isMeant(variable.name) && willDo(variable, peer))
        .map((variable): Way => [{ variable: variable.name, like: peer }]),
    )
    .slice(0, MOST);
}
