import { blocks, isObject, isUnknown, number, type Properties, text, texts } from "../../../provider/values";
import { refusal } from "../../api-error";
import { type Place } from "../../resource-type";
import { securityGroupExists, SUBNET } from "../ec2";
import { containersOf } from "./task-definition";

const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const LISTENER = "aws:lb/listener:Listener";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";

export function refuseNetwork(place: Place, inputs: Properties, task: Properties | undefined): void {
  const network = isObject(inputs.networkConfiguration) ? inputs.networkConfiguration : undefined;
  if (task?.networkMode === "awsvpc" && network === undefined && !isUnknown(inputs.networkConfiguration)) {
    throw refusal(
      "InvalidParameterException",
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  }
  if (network === undefined) return;
  for (const id of texts(network.subnets)) {
    if (place.account.get(SUBNET, id) === undefined) {
      throw refusal(
        "InvalidParameterException",
        `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
      );
    }
  }
  for (const id of texts(network.securityGroups)) {
    if (!securityGroupExists(place, id)) {
      throw refusal(
        "InvalidParameterException",
        `Error retrieving security group information for [${id}]: The security group '${id}' does not exist (ErrorCode: InvalidGroup.NotFound)`,
      );
    }
  }
}

export function refuseLoadBalancers(place: Place, inputs: Properties, task: Properties | undefined): void {
  const containers = task && containersOf(task.containerDefinitions);
  for (const item of blocks(inputs.loadBalancers)) {
    const container = text(item.containerName);
    const port = number(item.containerPort);
    const found = containers?.find(({ name }) => name === container);
    if (containers && container !== undefined && found === undefined) {
      throw refusal("InvalidParameterException", `The container ${container} does not exist in the task definition.`);
    }
    const mapped = blocks(found?.portMappings).map((mapping) => mapping.containerPort);
    if (found && port !== undefined && !mapped.includes(port)) {
      throw refusal(
        "InvalidParameterException",
        `The container ${container ?? ""} did not have a container port ${port} defined.`,
      );
    }
    const arn = text(item.targetGroupArn);
    if (arn === undefined) continue;
    const group = place.account.get(TARGET_GROUP, arn)?.outputs;
    if (group === undefined)
      throw refusal(
        "InvalidParameterException",
        "Unable to assume role and validate the specified targetGroupArn: target group not found.",
      );
    if (task?.networkMode === "awsvpc" && group.targetType !== "ip") {
      throw refusal(
        "InvalidParameterException",
        `The provided target group ${arn} has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.`,
      );
    }
    if (!routed(place, arn)) {
      throw refusal(
        "InvalidParameterException",
        `The target group with targetGroupArn ${arn} does not have an associated load balancer.`,
      );
    }
  }
}

/** Whether a listener or one of its rules forwards to the target group. */
function routed(place: Place, targetGroup: string): boolean {
  return [LISTENER, LISTENER_RULE].some((type) =>
    place.account
      .all(type)
      .some(({ outputs }) =>
        JSON.stringify(outputs.defaultActions ?? outputs.actions ?? []).includes(`"${targetGroup}"`),
      ),
  );
}
