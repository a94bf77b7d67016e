import { absent, chain, known, unknown, type Fact } from "../model/fact";
import { isRecord, list, read, text, type Resource } from "../model/resource";
import type { Stack } from "../model/stack";
import { containersOf } from "../platforms/ecs/containers";
import { balancersOf } from "../platforms/elb";
import type { LoadBalancer } from "../subjects/load-balancer";
import type { Workload } from "../subjects/workload";

/** The load balancers that send requests to a workload's own container; absent: none does. */
export function balancersBefore(stack: Stack, workload: Workload): Fact<readonly LoadBalancer[]> {
  return chain(workload.services, (services): Fact<readonly LoadBalancer[]> => {
    const facts = services.flatMap(({ urn }) => {
      const service = stack.graph.get(urn);
      return service === undefined ? [] : targetsOf(stack, service, containerName(stack, workload));
    });
    const found = facts.flatMap((fact) => (fact.state === "known" ? fact.value : []));
    const balancers = [...new Set(found)].flatMap(({ urn }) => stack.of("load-balancer", urn));
    if (balancers.length > 0) return known(balancers, workload.location);
    const unknowns = facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
    return unknowns.length > 0 ? unknown(...unknowns) : absent(workload.location);
  });
}

/** The name of its container; undefined: it could not be read, or nothing tells it apart. */
function containerName({ graph }: Stack, { location }: Workload): string | undefined {
  const definition = graph.get(location.urn);
  if (definition?.properties["containerDefinitions"] === undefined) return undefined;
  const containers = containersOf(definition);
  if (containers.state !== "known" || containers.value.length < 2) return undefined;
  return containers.value.find((container) => container.location.path === location.path)?.name;
}

/** The balancers in front of one service's container. */
function targetsOf(
  { graph }: Stack,
  service: Resource,
  container: string | undefined,
): readonly Fact<readonly Resource[]>[] {
  const entries = read(service, ["loadBalancers"], list);
  if (entries.state === "absent") return [];
  if (entries.state === "unknown") return [entries];
  const producers = (service.producers["loadBalancers"] ?? []).filter((urn) => /\btargetGroup:TargetGroup::/.test(urn));
  return [...entries.value.entries()].flatMap(([index, entry]): readonly Fact<readonly Resource[]>[] => {
    const name = isRecord(entry) ? entry["containerName"] : undefined;
    if (container !== undefined && typeof name === "string" && name !== container) return [];
    const arn = read(service, ["loadBalancers", index, "targetGroupArn"], text);
    const location = { urn: service.urn, path: `loadBalancers[${index}].targetGroupArn` };
    // Of several target groups nobody says before they exist which is whose.
    const own = entries.value.length === 1 ? producers : [];
    if (arn.state === "known") return [balancersOf(graph, { producers: own, arn: arn.value }, location)];
    if (arn.state === "absent") return [];
    return [own.length === 0 ? arn : balancersOf(graph, { producers: own, arn: undefined }, location)];
  });
}
