import { interfaceEndpoints } from "../addresses";
import type { ProductBlueprint } from "../blueprint";
import type { Settings } from "../settings";
import type { Context } from "./context";
import { GivenNetwork } from "./given-network";
import type { Keys } from "./keys";
import { Network, type NetworkPlaces } from "./network";
import type { Product } from "./product";
import { zones } from "./zones";

/** The network that is brought, or one of the stack's own. */
export function stackNetwork(
  settings: Settings<unknown>,
  blueprint: ProductBlueprint<unknown>,
  { context, keys }: { readonly context: Context; readonly keys: Keys },
  parent: Product,
): NetworkPlaces | Promise<NetworkPlaces> {
  const { own } = settings.network;
  if (own !== null) return GivenNetwork.read("network", own, parent);
  const { internal } = settings.edge;
  const args = {
    ...{ context, keys, internal },
    declared: blueprint.network,
    zones: zones(settings.network, blueprint.region, parent),
    endpoints: interfaceEndpoints(blueprint),
  };
  return new Network("network", args, { parent });
}
