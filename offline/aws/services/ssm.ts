import { number, text } from "../../provider/values";
import { refusal } from "../api-error";
import { between, lengthBetween, matches, oneOf } from "../checks";
import { autoname, resourceType, type ResourceType } from "../resource-type";
import { requireKeys } from "./kms";
import { only } from "./support";

export const PARAMETER = "aws:ssm/parameter:Parameter";

const parameter = resourceType(PARAMETER, {
  api: {
    service: "SSM",
    noun: "SSM Parameter",
    create: "PutParameter",
    update: "PutParameter",
    delete: "DeleteParameter",
  },
  replaceOn: ["name", "dataType"],
  autoname: autoname(2048),
  checks: [
    oneOf("type", ["String", "StringList", "SecureString"]),
    oneOf("tier", ["Standard", "Advanced", "Intelligent-Tiering"]),
    matches(
      "name",
      /^[a-zA-Z0-9_.\-/]+$/,
      "only a mix of letters, numbers and the following 4 symbols .-_/ are allowed",
    ),
    matches("name", /^(?!\/?(aws|ssm))/i, 'cannot be prefixed with "aws" or "ssm" (case-insensitive)'),
    lengthBetween("description", 0, 1024),
    between("valueWoVersion", 0, 2147483647),
  ],
  unique: {
    property: "name",
    taken: () =>
      refusal(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      ),
  },
  create: (place, inputs) => {
    refuseParameter(text(inputs.value) ?? text(inputs.valueWo) ?? text(inputs.insecureValue), text(inputs.tier));
    requireKeys(place, only(inputs.keyId), "InvalidKeyId");
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("ssm", `parameter${name.startsWith("/") ? "" : "/"}${name}`),
        dataType: inputs.dataType ?? "text",
        hasValueWo: inputs.valueWo !== undefined,
        insecureValue: inputs.insecureValue ?? "",
        keyId: inputs.keyId ?? (inputs.type === "SecureString" ? "alias/aws/ssm" : ""),
        value: inputs.value ?? inputs.insecureValue ?? "",
        version: 1,
      },
    };
  },
  update: (_place, { old, inputs, changes }) => {
    refuseParameter(text(inputs.value) ?? text(inputs.valueWo) ?? text(inputs.insecureValue), text(inputs.tier));
    return changes("value", "insecureValue", "valueWo", "valueWoVersion", "type")
      ? { version: (number(old.outputs.version) ?? 1) + 1 }
      : {};
  },
  recomputed: { version: ["value", "insecureValue", "valueWo", "valueWoVersion", "type"] },
});

function refuseParameter(value: string | undefined, tier: string | undefined): void {
  if (value === "")
    throw refusal(
      "ValidationException",
      "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  if (value !== undefined && (tier ?? "Standard") === "Standard" && Buffer.byteLength(value) > 4096) {
    throw refusal(
      "ValidationException",
      "Standard tier parameters support a maximum parameter value of 4096 characters.",
    );
  }
}

export const SSM: readonly ResourceType[] = [parameter];
