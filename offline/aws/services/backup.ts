import { randomUUID } from "node:crypto";
import { text } from "../../provider/values";
import { refusal } from "../api-error";
import { matches } from "../checks";
import { autoname, resourceType, type ResourceType } from "../resource-type";
import { roleExists } from "./iam";
import { requireKeys } from "./kms";
import { only, reference, referrers } from "./support";

const VAULT = "aws:backup/vault:Vault";
const PLAN = "aws:backup/plan:Plan";

const vault = resourceType(VAULT, {
  api: { service: "Backup", noun: "Backup Vault", create: "CreateBackupVault", delete: "DeleteBackupVault" },
  replaceOn: ["kmsKeyArn", "name"],
  defaults: { forceDestroy: false },
  autoname: autoname(50),
  checks: [
    matches(
      "name",
      /^[0-9A-Za-z_-]{2,50}$/,
      "must consist of letters, digits, hyphens and underscores, 2 to 50 characters",
    ),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("AlreadyExistsException", `Backup vault with the same name already exists: ${name}`),
  },
  create: (place, inputs) => {
    requireKeys(place, only(inputs.kmsKeyArn), "InvalidParameterValueException");
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("backup", `backup-vault:${name}`),
        kmsKeyArn: inputs.kmsKeyArn ?? place.arn("kms", `key/${randomUUID()}`),
        recoveryPoints: 0,
      },
    };
  },
});

const plan = resourceType(PLAN, {
  api: {
    service: "Backup",
    noun: "Backup Plan",
    create: "CreateBackupPlan",
    update: "UpdateBackupPlan",
    delete: "DeleteBackupPlan",
  },
  autoname: autoname(50),
  create: (place, inputs) => {
    for (const rule of Array.isArray(inputs.rules) ? inputs.rules : []) {
      const name =
        typeof rule === "object" && rule !== null && "targetVaultName" in rule ? text(rule.targetVaultName) : undefined;
      if (name !== undefined && place.account.get(VAULT, name) === undefined) {
        throw refusal("InvalidParameterValueException", `Backup vault does not exist: ${name}`);
      }
    }
    const id = randomUUID();
    return {
      id,
      outputs: { arn: place.arn("backup", `backup-plan:${id}`), version: Buffer.from(randomUUID()).toString("base64") },
    };
  },
  update: () => ({ version: Buffer.from(randomUUID()).toString("base64") }),
  recomputed: { version: ["rules", "name"] },
  delete: (place, { id }) => {
    if (referrers(place, "aws:backup/selection:Selection", "planId", id).length > 0) {
      throw refusal(
        "InvalidRequestException",
        "Related backup plan selections must be deleted prior to backup plan deletion",
      );
    }
  },
});

const selection = resourceType("aws:backup/selection:Selection", {
  api: {
    service: "Backup",
    noun: "Backup Selection",
    create: "CreateBackupSelection",
    delete: "DeleteBackupSelection",
  },
  replaceOn: ["conditions", "iamRoleArn", "name", "notResources", "planId", "resources", "selectionTags"],
  autoname: autoname(50),
  checks: [
    matches(
      "name",
      /^[0-9A-Za-z_.-]{1,50}$/,
      "must contain 1 to 50 alphanumeric, hyphen, underscore or period characters",
    ),
  ],
  references: [
    reference(["planId"], PLAN, (id) =>
      refusal("InvalidParameterValueException", `Cannot find Backup plan with ID ${id}`),
    ),
  ],
  create: (place, inputs) => {
    const role = text(inputs.iamRoleArn);
    if (role !== undefined && !roleExists(place, role)) {
      throw refusal("InvalidParameterValueException", `IAM Role ${role} cannot be assumed by AWS Backup`);
    }
    return { id: randomUUID() };
  },
});

export const BACKUP: readonly ResourceType[] = [vault, plan, selection];
