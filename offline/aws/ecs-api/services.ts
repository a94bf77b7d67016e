import { type DescribeServicesResponse, type Service } from "@aws-sdk/client-ecs";
import { number, type Properties, text, texts } from "../../provider/values";
import { type StoredResource } from "../account";
import { refusal } from "../api-error";
import { stableDigits } from "../names";
import { type Place } from "../resource-type";
import { findTaskDefinition, inCluster, requireCluster, SERVICE } from "../services/ecs";
import { type Wire } from "./wire";

/** Services as they are: each runs what it was last asked to, its deployment complete. @throws ApiError when ECS refuses */
export function describeServices(place: Place, request: Properties): Wire<DescribeServicesResponse> {
  const cluster = requireCluster(place, request.cluster);
  const wanted = texts(request.services);
  if (wanted.length === 0) throw refusal("InvalidParameterException", "Services cannot be empty.");
  if (wanted.length > 10) throw refusal("InvalidParameterException", "Services cannot be more than 10.");
  const here = place.account
    .all(SERVICE)
    .filter(({ outputs }) => inCluster(outputs.cluster, text(cluster.arn) ?? "", text(cluster.name) ?? ""));
  const found = wanted.map((name) => here.find(({ id, outputs }) => id === name || outputs.name === name) ?? name);
  return {
    services: found.flatMap((service) => (typeof service === "string" ? [] : [shown(place, cluster, service)])),
    failures: found.flatMap((name) => (typeof name === "string" ? [{ arn: arnOf(place, cluster, name), reason }] : [])),
  };
}

const reason = "MISSING";

function arnOf(place: Place, cluster: Properties, name: string): string {
  return name.startsWith("arn:") ? name : place.arn("ecs", `service/${text(cluster.name) ?? ""}/${name}`);
}

function shown(place: Place, cluster: Properties, { id, outputs }: StoredResource): Wire<Service> {
  const asked = text(outputs.taskDefinition) ?? "";
  const taskDefinition = text(findTaskDefinition(place, asked)?.arn) ?? asked;
  const desiredCount = number(outputs.desiredCount) ?? 0;
  const deployment = `ecs-svc/${stableDigits(`${id} ${taskDefinition}`, 19)}`;
  return {
    serviceArn: id,
    serviceName: text(outputs.name) ?? "",
    clusterArn: text(cluster.arn) ?? "",
    status: "ACTIVE",
    taskDefinition,
    desiredCount,
    runningCount: desiredCount,
    pendingCount: 0,
    deployments: [
      {
        id: deployment,
        status: "PRIMARY",
        taskDefinition,
        desiredCount,
        runningCount: desiredCount,
        pendingCount: 0,
        failedTasks: 0,
        rolloutState: "COMPLETED",
        rolloutStateReason: `ECS deployment ${deployment} completed.`,
      },
    ],
    events: [],
  };
}
