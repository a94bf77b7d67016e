import { text } from "../../../provider/values";
import { bareRefusal, refusal } from "../../api-error";
import { json, lengthBetween, matches, oneOf, oneOfNumbers } from "../../checks";
import { autoname, type Place, resourceType } from "../../resource-type";
import { keyExists } from "../kms";
import { reference } from "../support";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Days CloudWatch Logs can keep events; 0 is for ever. Source: PutRetentionPolicy. */
const RETENTIONS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logGroup = resourceType(LOG_GROUP, {
  api: {
    service: "CloudWatch Logs",
    noun: "CloudWatch Logs Log Group",
    create: "CreateLogGroup",
    delete: "DeleteLogGroup",
  },
  replaceOn: ["logGroupClass", "name", "namePrefix"],
  defaults: { retentionInDays: 0, skipDestroy: false },
  autoname: autoname(512),
  checks: [
    lengthBetween("name", 1, 512),
    matches("name", /^[.\-_/#A-Za-z0-9]+$/, "only alphanumeric characters and . - _ / # are allowed"),
    oneOfNumbers("retentionInDays", RETENTIONS),
    oneOf("logGroupClass", ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]),
  ],
  unique: {
    property: "name",
    taken: () => refusal("ResourceAlreadyExistsException", "The specified log group already exists"),
  },
  create: (place, inputs) => {
    refuseKey(place, text(inputs.kmsKeyId));
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("logs", `log-group:${name}`),
        deletionProtectionEnabled: inputs.deletionProtectionEnabled ?? false,
        logGroupClass: inputs.logGroupClass ?? "STANDARD",
        namePrefix: inputs.namePrefix ?? "",
      },
    };
  },
  update: (place, { inputs, changes }) => {
    if (changes("kmsKeyId")) refuseKey(place, text(inputs.kmsKeyId));
    return {};
  },
  delete: (_place, { outputs }) => {
    if (outputs.deletionProtectionEnabled === true) {
      throw refusal(
        "ValidationException",
        "The specified log group has deletion protection enabled and cannot be deleted.",
      );
    }
  },
});

/** CloudWatch Logs wants a key's ARN, and a key policy that lets it in (which is not looked at here). */
function refuseKey(place: Place, key: string | undefined): void {
  if (key === undefined || key === "") return;
  if (!key.startsWith("arn:")) {
    throw bareRefusal(
      "InvalidParameterException",
      `1 validation error detected: Value '${key}' at 'kmsKeyId' failed to satisfy constraint: Member must be a key ARN`,
    );
  }
  if (!keyExists(place, key))
    throw refusal("ResourceNotFoundException", "The specified KMS key does not exist or is not allowed to be used.");
}

const logGroupName = reference(["logGroupName"], LOG_GROUP, () =>
  refusal("ResourceNotFoundException", "The specified log group does not exist."),
);

export const logResourcePolicy = resourceType("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", {
  api: {
    service: "CloudWatch Logs",
    noun: "CloudWatch Logs Resource Policy",
    create: "PutResourcePolicy",
    update: "PutResourcePolicy",
    delete: "DeleteResourcePolicy",
  },
  replaceOn: ["policyName", "resourceArn"],
  title: "policyName",
  checks: [json("policyDocument", "object"), lengthBetween("policyDocument", 1, 5120)],
  create: (_place, inputs) => ({ id: text(inputs.policyName) ?? text(inputs.resourceArn) ?? "" }),
});

export const logMetricFilter = resourceType("aws:cloudwatch/logMetricFilter:LogMetricFilter", {
  api: {
    service: "CloudWatch Logs",
    noun: "CloudWatch Logs Metric Filter",
    create: "PutMetricFilter",
    update: "PutMetricFilter",
    delete: "DeleteMetricFilter",
  },
  replaceOn: ["logGroupName", "name"],
  autoname: autoname(512),
  checks: [
    lengthBetween("pattern", 0, 1024),
    lengthBetween("metricTransformation.name", 0, 255),
    lengthBetween("metricTransformation.namespace", 0, 255),
  ],
  references: [logGroupName],
  key: (outputs) =>
    outputs.logGroupName === undefined ? undefined : `${text(outputs.logGroupName) ?? ""}:${text(outputs.name) ?? ""}`,
  create: (_place, inputs) => ({
    id: text(inputs.name) ?? "",
    outputs: { applyOnTransformedLogs: inputs.applyOnTransformedLogs ?? false },
  }),
});
