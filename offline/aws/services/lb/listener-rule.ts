import { number, text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, oneOf } from "../../checks";
import { hex } from "../../names";
import { resourceType } from "../../resource-type";
import { reference, referrers } from "../support";
import { ACTION_TYPES, LISTENER, LISTENER_RULE, requireTargetGroups, SERVICE } from "./common";

export const listenerRule = resourceType(LISTENER_RULE, {
  api: {
    service: SERVICE,
    noun: "ELBv2 Listener Rule",
    create: "CreateRule",
    update: "ModifyRule",
    delete: "DeleteRule",
  },
  replaceOn: ["listenerArn"],
  title: "listenerArn",
  checks: [between("priority", 1, 99999), oneOf("actions[].type", ACTION_TYPES)],
  references: [
    reference(["listenerArn"], LISTENER, (arn) => refusal("ListenerNotFound", `Listener '${arn}' not found`)),
  ],
  create: (place, inputs) => {
    requireTargetGroups(place, inputs.actions);
    const owner = text(inputs.listenerArn) ?? "";
    const siblings = referrers(place, LISTENER_RULE, "listenerArn", owner).flatMap(
      ({ outputs }) => number(outputs.priority) ?? [],
    );
    const priority = number(inputs.priority);
    if (priority !== undefined && siblings.includes(priority))
      throw refusal("PriorityInUse", `Priority '${priority}' is currently in use`);
    const arn = `${owner.replace(":listener/", ":listener-rule/")}/${hex(16)}`;
    return { id: arn, outputs: { arn, priority: priority ?? Math.max(0, ...siblings) + 1 } };
  },
  update: (place, { inputs }) => {
    requireTargetGroups(place, inputs.actions);
    return {};
  },
});
