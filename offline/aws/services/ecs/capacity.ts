import { blocks, number, text, texts, type Value } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, lengthBetween } from "../../checks";
import { autoname, resourceType } from "../../resource-type";
import { requireCluster } from "./cluster";

export const BUILT_IN_PROVIDERS = new Set(["FARGATE", "FARGATE_SPOT"]);

export const clusterCapacityProviders = resourceType("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", {
  api: {
    service: "ECS",
    noun: "ECS Cluster Capacity Providers",
    create: "PutClusterCapacityProviders",
    update: "PutClusterCapacityProviders",
  },
  replaceOn: ["clusterName"],
  title: "clusterName",
  checks: [
    between("defaultCapacityProviderStrategies[].weight", 0, 1000),
    between("defaultCapacityProviderStrategies[].base", 0, 100000),
  ],
  create: (place, inputs) => {
    requireCluster(place, inputs.clusterName);
    refuseStrategy(inputs.defaultCapacityProviderStrategies, new Set(texts(inputs.capacityProviders)));
    return { id: text(inputs.clusterName) ?? "" };
  },
});

export function refuseStrategy(strategy: Value | undefined, associated: ReadonlySet<string>): void {
  const items = blocks(strategy);
  for (const item of items) {
    const provider = text(item.capacityProvider);
    if (provider !== undefined && !associated.has(provider)) {
      throw refusal(
        "InvalidParameterException",
        `The specified capacity provider '${provider}' is not associated with the cluster. Specify a capacity provider that is associated and try again.`,
      );
    }
  }
  if (items.filter((item) => (number(item.base) ?? 0) > 0).length > 1) {
    throw refusal(
      "InvalidParameterException",
      "Only one capacity provider in a capacity provider strategy can have a base value greater than 0.",
    );
  }
}

export const capacityProvider = resourceType("aws:ecs/capacityProvider:CapacityProvider", {
  api: { service: "ECS", noun: "ECS Capacity Provider" },
  replaceOn: ["name"],
  autoname: autoname(255),
  checks: [lengthBetween("name", 1, 255)],
  create: (place, inputs) => {
    const arn = place.arn("ecs", `capacity-provider/${text(inputs.name) ?? ""}`);
    return { id: arn, outputs: { arn } };
  },
});
