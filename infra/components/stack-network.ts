import { interfaceEndpoints } from "../addresses";
import type { ProductBlueprint } from "../blueprint";
import type { Settings } from "../settings";
import type { Context } from "./context";
import { GivenNetwork } from "./given-network";
import type { Keys } from "./keys";
import { Network, type NetworkPlaces } from "./network";
import type { Product } from "./product";
import { offeredZones } from "./zones";

/** The network that is brought, or one of the stack's own. */
export function stackNetwork(
  settings: Settings<unknown>,
  blueprint: ProductBlueprint<unknown>,
  { context, keys }: { readonly context: Context; readonly keys: Keys },
  parent: Product,
): NetworkPlaces | Promise<NetworkPlaces> {
  const { own, availabilityZones, availabilityZoneCount } = settings.network;
  if (own !== null) return GivenNetwork.read("network", own, parent);
  const { internal } = settings.edge;
  const endpoints = interfaceEndpoints(blueprint);
  const make = (zones: readonly string[]) =>
    new Network("network", { context, keys, internal, declared: blueprint.network, zones, endpoints }, { parent });
  return availabilityZones === null
    ? offeredZones(availabilityZoneCount, blueprint.region, parent).then(make)
    : make(availabilityZones);
}
