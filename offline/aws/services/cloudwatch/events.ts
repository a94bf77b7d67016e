import { text } from "../../../provider/values";
import { bareRefusal, refusal } from "../../api-error";
import { conflicts, json, lengthBetween, matches, oneOf } from "../../checks";
import { prefixedName } from "../../names";
import { autoname, resourceType } from "../../resource-type";
import { reference, referrers } from "../support";

const EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";
const EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";

export const eventRule = resourceType(EVENT_RULE, {
  api: { service: "EventBridge", noun: "EventBridge Rule", create: "PutRule", update: "PutRule", delete: "DeleteRule" },
  replaceOn: ["eventBusName", "name", "namePrefix"],
  defaults: { eventBusName: "default", forceDestroy: false },
  autoname: autoname(64),
  checks: [
    lengthBetween("name", 1, 64),
    json("eventPattern", "object"),
    matches(
      "scheduleExpression",
      /^(rate\(\d+ (minute|minutes|hour|hours|day|days)\)|cron\([^)]*\))$/,
      "must be rate(…) or cron(…)",
    ),
    oneOf("state", ["DISABLED", "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]),
    conflicts("isEnabled", "state"),
  ],
  create: (place, inputs) => {
    if (inputs.eventPattern === undefined && inputs.scheduleExpression === undefined) {
      throw bareRefusal("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    const name = text(inputs.name) ?? "";
    const bus = text(inputs.eventBusName) ?? "default";
    return {
      id: bus === "default" ? name : `${bus}/${name}`,
      outputs: {
        arn: place.arn("events", `rule/${bus === "default" ? "" : `${bus}/`}${name}`),
        namePrefix: inputs.namePrefix ?? "",
      },
    };
  },
  delete: (place, { outputs }) => {
    if (outputs.forceDestroy !== true && referrers(place, EVENT_TARGET, "rule", outputs.name ?? "").length > 0) {
      throw bareRefusal("ValidationException", "Rule can't be deleted since it has targets.");
    }
  },
});

export const eventTarget = resourceType(EVENT_TARGET, {
  api: {
    service: "EventBridge",
    noun: "EventBridge Target",
    create: "PutTargets",
    update: "PutTargets",
    delete: "RemoveTargets",
  },
  replaceOn: ["eventBusName", "rule", "targetId"],
  defaults: { eventBusName: "default", forceDestroy: false },
  title: "rule",
  checks: [lengthBetween("targetId", 1, 64), json("input"), conflicts("input", "inputPath", "inputTransformer")],
  references: [
    reference(
      ["rule"],
      EVENT_RULE,
      (name) => refusal("ResourceNotFoundException", `Rule ${name} does not exist on EventBus default.`),
      "name",
    ),
  ],
  create: (_place, inputs) => {
    const targetId = text(inputs.targetId) ?? prefixedName("terraform-");
    return { id: `${text(inputs.rule) ?? ""}-${targetId}`, outputs: { targetId } };
  },
});
