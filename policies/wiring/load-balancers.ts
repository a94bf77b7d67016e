import { absent, chain, known, unknown, weaker, type Fact } from "../model/fact";
import type { Resource } from "../model/resource";
import type { Stack } from "../model/stack";
import type { Basis } from "../model/verdict";
import { balancersOf } from "../platforms/elb";
import type { LoadBalancer } from "../subjects/load-balancer";
import type { Service, Workload } from "../subjects/workload";

/** The load balancers that send requests to a workload's own container; absent: none does. */
export function balancersBefore(stack: Stack, workload: Workload): Fact<readonly LoadBalancer[]> {
  return chain(workload.services, (services): Fact<readonly LoadBalancer[]> => {
    const facts = services.flatMap((service) => inFrontOf(stack, service, workload.container));
    const found = facts.flatMap((fact) => (fact.state === "known" ? fact.value : []));
    const balancers = [...new Set(found)].flatMap(({ urn }) => stack.of("load-balancer", urn));
    if (balancers.length > 0) return known(balancers, workload.location);
    const unknowns = facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
    if (unknowns.length > 0) return unknown(...unknowns);
    const none = facts.flatMap((fact) => (fact.state === "absent" ? [fact.basis] : []));
    return absent(workload.location, none.reduce<Basis>(weaker, "verified"));
  });
}

/** The balancers in front of one service's container; of a proxy beside it others are. */
function inFrontOf(
  stack: Stack,
  { balanced }: Service,
  container: string | undefined,
): readonly Fact<readonly Resource[]>[] {
  if (balanced.state !== "known") return [balanced];
  return balanced.value.flatMap((entry): readonly Fact<readonly Resource[]>[] => {
    const other = container !== undefined && entry.container.state === "known" && entry.container.value !== container;
    return other ? [] : [chain(entry.targetGroup, (group) => balancersOf(stack.graph, group))];
  });
}
