import { type Properties, text, type Value } from "../../../provider/values";
import { refusal } from "../../api-error";
import { matches, oneOf } from "../../checks";
import { autoname, type Place, resourceType } from "../../resource-type";
import { referrers } from "../support";
import { CLUSTER, NAME, NAME_RULE, SERVICE, TASK } from "./common";

export const cluster = resourceType(CLUSTER, {
  api: { service: "ECS", noun: "ECS Cluster", create: "CreateCluster", delete: "DeleteCluster" },
  replaceOn: ["name"],
  autoname: autoname(255),
  checks: [
    matches("name", NAME, NAME_RULE),
    oneOf("settings[].name", ["containerInsights"]),
    oneOf("settings[].value", ["enabled", "disabled", "enhanced"]),
  ],
  create: (place, inputs) => {
    const arn = place.arn("ecs", `cluster/${text(inputs.name) ?? ""}`);
    return {
      id: arn,
      outputs: { arn, settings: inputs.settings ?? [{ name: "containerInsights", value: "disabled" }] },
    };
  },
  delete: (place, { id, outputs }) => {
    if (
      place.account.all(SERVICE).some((service) => inCluster(service.outputs.cluster, id, text(outputs.name) ?? ""))
    ) {
      throw refusal("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.");
    }
    for (const task of referrers(place, TASK, "clusterArn", id)) place.account.remove(TASK, task.key);
  },
});

export function inCluster(value: Value | undefined, arn: string, name: string): boolean {
  return value === arn || value === name;
}

function findCluster(place: Place, value: Value | undefined): Properties | undefined {
  const wanted = text(value);
  if (wanted === undefined) return undefined;
  return place.account.all(CLUSTER).find(({ id, outputs }) => inCluster(wanted, id, text(outputs.name) ?? ""))?.outputs;
}

export function requireCluster(place: Place, value: Value | undefined): Properties {
  const found = findCluster(place, value ?? "default");
  if (found === undefined) throw refusal("ClusterNotFoundException", "Cluster not found.");
  return found;
}
