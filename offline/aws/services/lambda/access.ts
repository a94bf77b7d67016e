import { randomUUID } from "node:crypto";
import { text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, matches, oneOf } from "../../checks";
import { prefixedName, stableLower } from "../../names";
import { resourceType } from "../../resource-type";
import { referrers } from "../support";
import { requireFunction } from "./function";

export const permission = resourceType("aws:lambda/permission:Permission", {
  api: { service: "Lambda", noun: "Lambda Permission", create: "AddPermission", delete: "RemovePermission" },
  replaceOn: [
    "action",
    "eventSourceToken",
    "function",
    "functionUrlAuthType",
    "principal",
    "principalOrgId",
    "qualifier",
    "sourceAccount",
    "sourceArn",
    "statementId",
    "statementIdPrefix",
    "invokedViaFunctionUrl",
  ],
  title: "function",
  checks: [
    matches("action", /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/, "must be a Lambda action"),
    oneOf("functionUrlAuthType", ["NONE", "AWS_IAM"]),
  ],
  create: (place, inputs) => {
    requireFunction(place, inputs.function);
    const id = text(inputs.statementId) ?? prefixedName(text(inputs.statementIdPrefix) ?? "terraform-");
    return { id, outputs: { statementId: id, statementIdPrefix: inputs.statementIdPrefix ?? "" } };
  },
});

export const functionUrl = resourceType("aws:lambda/functionUrl:FunctionUrl", {
  api: {
    service: "Lambda",
    noun: "Lambda Function URL",
    create: "CreateFunctionUrlConfig",
    update: "UpdateFunctionUrlConfig",
    delete: "DeleteFunctionUrlConfig",
  },
  replaceOn: ["functionName", "qualifier"],
  defaults: { invokeMode: "BUFFERED" },
  title: "functionName",
  checks: [
    oneOf("authorizationType", ["NONE", "AWS_IAM"]),
    oneOf("invokeMode", ["BUFFERED", "RESPONSE_STREAM"]),
    between("cors.maxAge", 0, 86400),
  ],
  create: (place, inputs) => {
    const found = requireFunction(place, inputs.functionName);
    const name = text(found.name) ?? "";
    if (referrers(place, "aws:lambda/functionUrl:FunctionUrl", "functionName", name).length > 0) {
      throw refusal(
        "ResourceConflictException",
        `Failed to create function url config for [functionArn = ${text(found.arn) ?? ""}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        409,
      );
    }
    const urlId = stableLower(randomUUID(), 32);
    return {
      id: name,
      outputs: {
        functionArn: found.arn ?? "",
        functionUrl: `https://${urlId}.lambda-url.${place.region}.on.aws/`,
        urlId,
      },
    };
  },
});
