import { text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { resourceType } from "../../resource-type";
import { reference } from "../support";
import { SERVICE } from "./common";

export const taskSet = resourceType("aws:ecs/taskSet:TaskSet", {
  api: { service: "ECS", noun: "ECS Task Set" },
  replaceOn: ["cluster", "service", "taskDefinition", "launchType"],
  references: [reference(["service"], SERVICE, () => refusal("ServiceNotFoundException", "Service not found."))],
  create: (place, inputs) => {
    const taskSetId = `ecs-svc/${place.account.next("ecs/task-set").toString().padStart(19, "1")}`;
    return {
      id: `${taskSetId},${text(inputs.service) ?? ""},${text(inputs.cluster) ?? ""}`,
      outputs: {
        arn: place.arn("ecs", `task-set/${taskSetId}`),
        taskSetId,
        stabilityStatus: "STEADY_STATE",
        status: "ACTIVE",
      },
    };
  },
});
