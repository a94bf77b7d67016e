/** What the types of load balancing have in common: their tokens, names and target groups. */
import { blocks, isObject, type Properties } from "../../../provider/values";
import { refusal } from "../../api-error";
import { type Place } from "../../resource-type";
import { only } from "../support";

export const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
export const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
export const LISTENER = "aws:lb/listener:Listener";
export const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
export const SERVICE = "Elastic Load Balancing v2";
export const NAME = /^[0-9A-Za-z](?!.*-$)[0-9A-Za-z-]*$/;
export const NAME_RULE = "only alphanumeric characters and hyphens allowed, cannot begin or end with a hyphen";

/** What a listener or a rule does with a request. */
export const ACTION_TYPES = [
  "authenticate-cognito",
  "authenticate-oidc",
  "fixed-response",
  "forward",
  "redirect",
  "jwt-validation",
];

export function requireTargetGroups(place: Place, actions: Properties[string] | undefined): void {
  for (const action of blocks(actions)) {
    const forward = isObject(action.forward) ? blocks(action.forward.targetGroups) : [];
    for (const arn of [...only(action.targetGroupArn), ...forward.flatMap((group) => only(group.arn))]) {
      if (place.account.get(TARGET_GROUP, arn) === undefined)
        throw refusal("TargetGroupNotFound", `Target groups '${arn}' not found`);
    }
  }
}
