/** What capacity a service's tasks are placed on. */
import { chain, known, map, orDefault, together, unknown, type Fact, type Unknown } from "../../model/fact";
import { integer, list, read, text, type Resource } from "../../model/resource";

/** Whether any task may be placed on Spot. Absent: no strategy of its own; the cluster's is not looked at. */
export function usesSpot(service: Resource): Fact<boolean> {
  const location = { urn: service.urn, path: "capacityProviderStrategies" };
  return chain(read(service, ["capacityProviderStrategies"], list), (strategies): Fact<boolean> => {
    const open: Unknown[] = [];
    for (const index of strategies.keys()) {
      const at = ["capacityProviderStrategies", index];
      const provider = read(service, [...at, "capacityProvider"], text);
      // A provider without numbers of its own runs what no other does.
      const weight = orDefault(read(service, [...at, "weight"], integer), 1);
      const base = orDefault(read(service, [...at, "base"], integer), 0);
      const spot = chain(provider, (name): Fact<boolean> => {
        if (name === "FARGATE") return known(false, location);
        if (name === "FARGATE_SPOT") return map(together({ weight, base }), shares);
        // Machines of somebody's own: their auto scaling group says what they are.
        return unknown({ location, because: "outside", producers: [] });
      });
      if (spot.state === "unknown") open.push(spot);
      else if (spot.state === "known" && spot.value) return spot;
    }
    return open.length > 0 ? unknown(...open.flatMap(({ unknowns }) => unknowns)) : known(false, location);
  });
}

/** Tasks that FARGATE's `base` asks for before the weights share out the rest (ECS API reference, CapacityProviderStrategyItem). */
export function onDemandBase(service: Resource): Fact<number> {
  const property = "capacityProviderStrategies";
  const none = known(0, { urn: service.urn, path: property });
  const base = chain(read(service, [property], list), (strategies): Fact<number> => {
    const bases = [...strategies.keys()].map((index) =>
      chain(read(service, [property, index, "capacityProvider"], text), (name) =>
        name === "FARGATE" ? orDefault(read(service, [property, index, "base"], integer), 0) : none,
      ),
    );
    // One provider at most may have a base.
    return bases.find((one) => one.state === "unknown" || (one.state === "known" && one.value > 0)) ?? none;
  });
  return orDefault(base, 0);
}

function shares({ weight, base }: { readonly weight: number; readonly base: number }): boolean {
  return weight > 0 || base > 0;
}
