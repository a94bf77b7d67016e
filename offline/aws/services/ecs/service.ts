import { blocks, number, type Properties, text, texts } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, conflicts, matches, oneOf } from "../../checks";
import { autoname, type Place, resourceType } from "../../resource-type";
import { BUILT_IN_PROVIDERS, refuseStrategy } from "./capacity";
import { requireCluster } from "./cluster";
import { NAME, NAME_RULE, SERVICE } from "./common";
import { DEPLOYMENT_CHECKS, refuseDeployment } from "./deployment";
import { refuseLoadBalancers, refuseNetwork } from "./service-network";
import { requireTaskDefinition } from "./task-definition";

export const service = resourceType(SERVICE, {
  api: {
    service: "ECS",
    noun: "ECS Service",
    create: "CreateService",
    update: "UpdateService",
    delete: "DeleteService",
  },
  replaceOn: ["cluster", "iamRole", "launchType", "name", "schedulingStrategy"],
  defaults: {
    deploymentMaximumPercent: 200,
    deploymentMinimumHealthyPercent: 100,
    enableEcsManagedTags: false,
    enableExecuteCommand: false,
    schedulingStrategy: "REPLICA",
    waitForSteadyState: false,
  },
  autoname: autoname(255),
  checks: [
    matches("name", NAME, NAME_RULE),
    oneOf("launchType", ["EC2", "FARGATE", "EXTERNAL"]),
    oneOf("schedulingStrategy", ["REPLICA", "DAEMON"]),
    oneOf("propagateTags", ["SERVICE", "TASK_DEFINITION", "NONE"]),
    oneOf("availabilityZoneRebalancing", ["ENABLED", "DISABLED"]),
    oneOf("deploymentController.type", ["ECS", "CODE_DEPLOY", "EXTERNAL"]),
    between("healthCheckGracePeriodSeconds", 0, 2147483647),
    between("loadBalancers[].containerPort", 0, 65536),
    between("capacityProviderStrategies[].weight", 0, 1000),
    between("capacityProviderStrategies[].base", 0, 100000),
    conflicts("launchType", "capacityProviderStrategies"),
    ...DEPLOYMENT_CHECKS,
  ],
  unique: {
    property: "name",
    within: ["cluster"],
    taken: () => refusal("InvalidParameterException", "Creation of service was not idempotent."),
  },
  create: (place, inputs) => {
    const home = requireCluster(place, inputs.cluster);
    refuseService(place, inputs, home);
    const clusterName = text(home.name) ?? "default";
    const arn = place.arn("ecs", `service/${clusterName}/${text(inputs.name) ?? ""}`);
    return {
      id: arn,
      outputs: {
        arn,
        availabilityZoneRebalancing: inputs.availabilityZoneRebalancing ?? rebalancing(inputs),
        cluster: inputs.cluster ?? place.arn("ecs", "cluster/default"),
        iamRole: inputs.iamRole ?? "aws-service-role",
        launchType: inputs.launchType ?? (inputs.capacityProviderStrategies === undefined ? "EC2" : ""),
        platformVersion: inputs.platformVersion ?? (usesFargate(inputs) ? "LATEST" : ""),
      },
    };
  },
  update: (place, { inputs }) => {
    refuseService(place, inputs, requireCluster(place, inputs.cluster));
    return {};
  },
});

/** AWS's own choice for a service that says nothing: on where the deployment settings allow it. */
function rebalancing(inputs: Properties): string {
  return (number(inputs.deploymentMaximumPercent) ?? 200) > 100 && inputs.schedulingStrategy !== "DAEMON"
    ? "ENABLED"
    : "DISABLED";
}

function usesFargate(inputs: Properties): boolean {
  const strategy = blocks(inputs.capacityProviderStrategies);
  return (
    inputs.launchType === "FARGATE" ||
    strategy.some((item) => BUILT_IN_PROVIDERS.has(text(item.capacityProvider) ?? ""))
  );
}

function refuseService(place: Place, inputs: Properties, home: Properties): void {
  const task = requireTaskDefinition(place, inputs.taskDefinition);
  refuseNetwork(place, inputs, task);
  refuseLoadBalancers(place, inputs, task);
  refuseDeployment(place, inputs);
  // Nothing else says when a task is healthy to others. Source: `CreateService`, `healthCheckGracePeriodSeconds`.
  const balanced = [inputs.loadBalancers, inputs.vpcLatticeConfigurations].some((given) => blocks(given).length > 0);
  if ((number(inputs.healthCheckGracePeriodSeconds) ?? 0) > 0 && !balanced) {
    throw refusal(
      "InvalidParameterException",
      "Health check grace period is only valid for services configured to use load balancers",
    );
  }
  const maximum = number(inputs.deploymentMaximumPercent) ?? 200;
  const minimum = number(inputs.deploymentMinimumHealthyPercent) ?? 100;
  if (maximum <= 100 && minimum >= 100) {
    throw refusal(
      "InvalidParameterException",
      "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
    );
  }
  if (inputs.availabilityZoneRebalancing === "ENABLED" && maximum <= 100) {
    throw refusal(
      "InvalidParameterException",
      "Availability Zone rebalancing does not support maximumPercent <= 100. Please set maximumPercent above 100.",
    );
  }
  if (Array.isArray(inputs.capacityProviderStrategies)) {
    const associated = place.account.get(
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
      text(home.name) ?? "",
    );
    refuseStrategy(inputs.capacityProviderStrategies, new Set(texts(associated?.outputs.capacityProviders)));
  }
  if (usesFargate(inputs) && task !== undefined && !texts(task.requiresCompatibilities).includes("FARGATE")) {
    throw refusal("InvalidParameterException", "Task definition does not support launch_type FARGATE.");
  }
}
