import { absent, chain, known, unknown, weaker, type Fact } from "../model/fact";
import type { Resource } from "../model/resource";
import type { Stack } from "../model/stack";
import type { Basis } from "../model/verdict";
import { balancersOf } from "../platforms/elb";
import type { LoadBalancer } from "../subjects/load-balancer";
import type { Service, Workload } from "../subjects/workload";

/**
 * The load balancers that send requests to a workload's own container, each known or not: one that is known says nothing of
 * the others. Absent, alone: none does.
 */
export function balancersBefore(
  stack: Stack,
  { services, container, location }: Workload,
): readonly Fact<LoadBalancer>[] {
  if (services.state !== "known") return [services];
  const facts = services.value.flatMap((service) => inFrontOf(stack, service, container));
  const found = facts.flatMap((fact) => (fact.state === "known" ? [fact.value] : []));
  const balancers = [...new Set(found)].flatMap(({ urn }) => stack.of("load-balancer", urn));
  const unknowns = facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
  const all = [
    ...balancers.map((balancer) => known(balancer, location, services.basis)),
    ...(unknowns.length > 0 ? [unknown(...unknowns)] : []),
  ];
  if (all.length > 0) return all;
  const none = facts.flatMap((fact) => (fact.state === "absent" ? [fact.basis] : []));
  return [absent(location, none.reduce<Basis>(weaker, services.basis))];
}

/** The balancers in front of one service's container; of a proxy beside it others are. */
function inFrontOf(stack: Stack, { balanced }: Service, container: string | undefined): readonly Fact<Resource>[] {
  if (balanced.state !== "known") return [balanced];
  return balanced.value.flatMap((entry): readonly Fact<Resource>[] => {
    const other = container !== undefined && entry.container.state === "known" && entry.container.value !== container;
    if (other) return [];
    const { targetGroup } = entry;
    if (targetGroup.state !== "known") return [targetGroup];
    return balancersOf(stack.graph, targetGroup.value).map((balancer) => chain(targetGroup, () => balancer));
  });
}
