/** What ECS refuses of a deployment with two fleets. Source: ECS API, `DeploymentConfiguration`, `AdvancedConfiguration`. */
import { blocks, isObject, number, type Properties, text, texts } from "../../../provider/values";
import { refusal } from "../../api-error";
import { oneOf } from "../../checks";
import type { Check, Place } from "../../resource-type";

const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
const ROLE = "aws:iam/role:Role";

export const DEPLOYMENT_CHECKS: readonly Check[] = [
  oneOf("deploymentConfiguration.strategy", ["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"]),
  oneOf("deploymentConfiguration.lifecycleHooks[].targetType", ["AWS_LAMBDA", "PAUSE"]),
  oneOf("deploymentConfiguration.lifecycleHooks[].lifecycleStages[]", [
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
  ]),
  (inputs) => {
    const minutes = isObject(inputs.deploymentConfiguration)
      ? number(Number(text(inputs.deploymentConfiguration.bakeTimeInMinutes) ?? "0"))
      : 0;
    return minutes !== undefined && minutes >= 0 && minutes <= 1440
      ? []
      : [{ property: "deploymentConfiguration.bakeTimeInMinutes", reason: "must be between 0 and 1440" }];
  },
];

const invalid = (detail: string) => refusal("InvalidParameterException", detail);

/** @throws ApiError */
export function refuseDeployment(place: Place, inputs: Properties): void {
  const configuration = isObject(inputs.deploymentConfiguration) ? inputs.deploymentConfiguration : {};
  const strategy = text(configuration.strategy) ?? "ROLLING";
  const controller = isObject(inputs.deploymentController) ? text(inputs.deploymentController.type) : undefined;
  if (strategy !== "ROLLING" && controller !== undefined && controller !== "ECS") {
    throw invalid(`The deployment strategy ${strategy} is only supported with the ECS deployment controller.`);
  }
  for (const hook of blocks(configuration.lifecycleHooks)) {
    if ((text(hook.targetType) ?? "AWS_LAMBDA") !== "AWS_LAMBDA") continue;
    requireRole(place, text(hook.roleArn));
  }
  for (const balanced of blocks(inputs.loadBalancers)) {
    const advanced = isObject(balanced.advancedConfiguration) ? balanced.advancedConfiguration : undefined;
    if (advanced === undefined) {
      if (strategy === "ROLLING") continue;
      throw invalid(`advancedConfiguration is required on loadBalancers with the deployment strategy ${strategy}.`);
    }
    const alternate = text(advanced.alternateTargetGroupArn);
    if (alternate !== undefined && place.account.get(TARGET_GROUP, alternate) === undefined) {
      throw invalid(`The alternate target group ${alternate} does not exist.`);
    }
    if (alternate !== undefined && alternate === text(balanced.targetGroupArn)) {
      throw invalid("The alternate target group must be another one than the target group.");
    }
    for (const arn of texts([advanced.productionListenerRule ?? null, advanced.testListenerRule ?? null])) {
      if (!arn.includes(":listener-rule/") || place.account.get(LISTENER_RULE, arn) === undefined) {
        throw invalid(`The listener rule ${arn} does not exist.`);
      }
    }
    requireRole(place, text(advanced.roleArn));
  }
}

function requireRole(place: Place, arn: string | undefined): void {
  const found = place.account.all(ROLE).some(({ outputs }) => outputs.arn === arn);
  if (arn !== undefined && !found) throw invalid(`Unable to assume the role ${arn}.`);
}
