import { text } from "../../provider/values";
import { refusal } from "../api-error";
import { between, json, lengthBetween, matches, oneOf } from "../checks";
import { kmsKeyId } from "../names";
import { autoname, type Place, resourceType, type ResourceType } from "../resource-type";
import { only } from "./support";

const KEY = "aws:kms/key:Key";
const ALIAS = "aws:kms/alias:Alias";

/** Whether a key, by id, ARN or alias, is there and not about to be deleted. AWS-managed aliases always are. */
export function keyExists(place: Place, reference: string): boolean {
  const name = reference.replace(/^arn:[^:]+:kms:[^:]*:\d*:/, "").replace(/^key\//, "");
  if (name.startsWith("alias/aws/")) return true;
  if (name.startsWith("alias/")) return place.account.get(ALIAS, name) !== undefined;
  return place.account.get(KEY, name) !== undefined;
}

/** @throws ApiError when one of the known references is not a key of the account */
export function requireKeys(place: Place, references: readonly string[], code = "NotFoundException"): void {
  for (const reference of references) {
    if (!keyExists(place, reference)) throw refusal(code, `Key '${reference}' does not exist`);
  }
}

const key = resourceType(KEY, {
  api: { service: "KMS", noun: "KMS Key", create: "CreateKey", delete: "ScheduleKeyDeletion" },
  replaceOn: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
  defaults: {
    bypassPolicyLockoutSafetyCheck: false,
    customerMasterKeySpec: "SYMMETRIC_DEFAULT",
    enableKeyRotation: false,
    isEnabled: true,
    keyUsage: "ENCRYPT_DECRYPT",
  },
  title: "description",
  checks: [
    between("deletionWindowInDays", 7, 30),
    between("rotationPeriodInDays", 90, 2560),
    lengthBetween("description", 0, 8192),
    oneOf("keyUsage", ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"]),
    json("policy", "object"),
  ],
  create: (place, inputs) => {
    refusePolicy(place, text(inputs.policy));
    const id = kmsKeyId(inputs.multiRegion === true);
    return {
      id,
      outputs: {
        arn: place.arn("kms", `key/${id}`),
        keyId: id,
        description: inputs.description ?? "",
        multiRegion: inputs.multiRegion ?? false,
        policy: inputs.policy ?? defaultPolicy(place),
        rotationPeriodInDays: inputs.rotationPeriodInDays ?? (inputs.enableKeyRotation === true ? 365 : 0),
      },
    };
  },
  update: (place, { inputs, changes }) => {
    if (changes("policy")) refusePolicy(place, text(inputs.policy));
    return {};
  },
});

/** A key nobody may administer any more would be lost: AWS wants the caller to keep `kms:PutKeyPolicy`. */
function refusePolicy(place: Place, policy: string | undefined): void {
  if (policy === undefined) return;
  if (!policy.includes(place.account.id)) {
    throw refusal(
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    );
  }
}

function defaultPolicy(place: Place): string {
  return JSON.stringify({
    Id: "key-default-1",
    Statement: [
      {
        Action: "kms:*",
        Effect: "Allow",
        Principal: { AWS: place.globalArn("iam", "root") },
        Resource: "*",
        Sid: "Enable IAM User Permissions",
      },
    ],
    Version: "2012-10-17",
  });
}

const alias = resourceType(ALIAS, {
  api: { service: "KMS", noun: "KMS Alias", create: "CreateAlias", delete: "DeleteAlias" },
  replaceOn: ["name", "namePrefix"],
  autoname: autoname(255, "name", (name) => (name.startsWith("alias/") ? name : `alias/${name}`)),
  checks: [
    lengthBetween("name", 1, 256),
    matches("name", /^alias\/[a-zA-Z0-9/_-]+$/, 'must begin with "alias/" and comprise only [a-zA-Z0-9/_-]'),
    matches("name", /^(?!alias\/aws\/)/, 'cannot begin with the reserved "alias/aws/"'),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("AlreadyExistsException", `An alias with the name ${name} already exists`),
  },
  create: (place, inputs) => {
    requireKeys(place, only(inputs.targetKeyId));
    return { id: text(inputs.name) ?? "", outputs: names(place, text(inputs.name), text(inputs.targetKeyId)) };
  },
  update: (place, { inputs }) => {
    requireKeys(place, only(inputs.targetKeyId));
    return names(place, text(inputs.name), text(inputs.targetKeyId));
  },
  recomputed: { targetKeyArn: ["targetKeyId"] },
});

function names(place: Place, name = "", target = "") {
  return {
    arn: place.arn("kms", name),
    namePrefix: "",
    targetKeyArn: target.startsWith("arn:") ? target : place.arn("kms", `key/${target}`),
  };
}

export const KMS: readonly ResourceType[] = [key, alias];
