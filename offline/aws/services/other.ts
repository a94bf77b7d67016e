/** Types of which a stack uses one or two: registries, backups, budgets, service discovery, parameters. */
import { randomUUID } from "node:crypto";
import { number, type Properties, text } from "../../provider/values";
import { refusal } from "../api-error";
import { between, json, lengthBetween, matches, oneOf } from "../checks";
import { capitals, lowerAlphanumeric } from "../names";
import { autoname, resourceType, type ResourceType } from "../resource-type";
import { VPC } from "./ec2";
import { roleExists } from "./iam";
import { requireKeys } from "./kms";
import { only, reference, referrers } from "./support";

const REPOSITORY = "aws:ecr/repository:Repository";
const VAULT = "aws:backup/vault:Vault";
const PLAN = "aws:backup/plan:Plan";
const DISCOVERY_SERVICE = "aws:servicediscovery/service:Service";
export const PARAMETER = "aws:ssm/parameter:Parameter";

const repository = resourceType(REPOSITORY, {
  api: { service: "ECR", noun: "ECR Repository", create: "CreateRepository", delete: "DeleteRepository" },
  replaceOn: ["encryptionConfigurations", "name"],
  defaults: { imageTagMutability: "MUTABLE" },
  autoname: autoname(256, "name", (name) => name.toLowerCase()),
  checks: [
    lengthBetween("name", 2, 256),
    matches(
      "name",
      /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/,
      "must be lowercase letters, digits, and single . _ - or / between them",
    ),
    oneOf("imageTagMutability", ["MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"]),
    oneOf("encryptionConfigurations[].encryptionType", ["AES256", "KMS", "KMS_DSSE"]),
  ],
  unique: {
    property: "name",
    taken: (name) =>
      refusal("RepositoryAlreadyExistsException", `The repository with name '${name}' already exists in the registry`),
  },
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("ecr", `repository/${name}`),
        registryId: place.account.id,
        repositoryUrl: `${place.account.id}.dkr.ecr.${place.region}.amazonaws.com/${name}`,
      },
    };
  },
});

const lifecyclePolicy = resourceType("aws:ecr/lifecyclePolicy:LifecyclePolicy", {
  api: {
    service: "ECR",
    noun: "ECR Lifecycle Policy",
    create: "PutLifecyclePolicy",
    update: "PutLifecyclePolicy",
    delete: "DeleteLifecyclePolicy",
  },
  replaceOn: ["repository", "policy"],
  deleteBeforeReplace: true,
  title: "repository",
  checks: [json("policy", "object")],
  references: [
    reference(["repository"], REPOSITORY, (name) =>
      refusal("RepositoryNotFoundException", `The repository with name '${name}' does not exist in the registry`),
    ),
  ],
  create: (place, inputs) => ({ id: text(inputs.repository) ?? "", outputs: { registryId: place.account.id } }),
});

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

const budget = resourceType("aws:budgets/budget:Budget", {
  api: {
    service: "Budgets",
    noun: "Budgets Budget",
    create: "CreateBudget",
    update: "UpdateBudget",
    delete: "DeleteBudget",
  },
  replaceOn: ["accountId", "name", "namePrefix"],
  defaults: { timePeriodEnd: "2087-06-15_00:00" },
  autoname: autoname(100),
  checks: [
    oneOf("budgetType", [
      "USAGE",
      "COST",
      "RI_UTILIZATION",
      "RI_COVERAGE",
      "SAVINGS_PLANS_UTILIZATION",
      "SAVINGS_PLANS_COVERAGE",
    ]),
    oneOf("timeUnit", ["DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"]),
    oneOf("notifications[].comparisonOperator", ["GREATER_THAN", "LESS_THAN", "EQUAL_TO"]),
    oneOf("notifications[].notificationType", ["ACTUAL", "FORECASTED"]),
    oneOf("notifications[].thresholdType", ["PERCENTAGE", "ABSOLUTE_VALUE"]),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("DuplicateRecordException", `Error creating budget: ${name} - the budget already exists.`),
  },
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    const now = new Date();
    return {
      id: `${place.account.id}:${name}`,
      outputs: {
        arn: `arn:${place.partition}:budgets::${place.account.id}:budget/${name}`,
        accountId: place.account.id,
        limitAmount: inputs.limitAmount ?? "",
        limitUnit: inputs.limitUnit ?? "",
        timePeriodStart: inputs.timePeriodStart ?? `${now.toISOString().slice(0, 7)}-01_00:00`,
      },
    };
  },
});

function namespace(token: string, own: { replaceOn: string[]; outputs: (name: string) => Properties }): ResourceType {
  return resourceType(token, {
    api: { service: "ServiceDiscovery", noun: "Service Discovery Namespace" },
    replaceOn: ["name", ...own.replaceOn],
    autoname: autoname(255),
    references: [reference(["vpc"], VPC, (id) => refusal("InvalidInput", `The VPC ID '${id}' does not exist`))],
    create: (place, inputs) => {
      const id = `ns-${lowerAlphanumeric(16)}`;
      return {
        id,
        outputs: { arn: place.arn("servicediscovery", `namespace/${id}`), ...own.outputs(text(inputs.name) ?? "") },
      };
    },
    delete: (place, { id }) => {
      if (referrers(place, DISCOVERY_SERVICE, "namespaceId", id).length > 0) {
        throw refusal("ResourceInUse", "Namespace has associated services");
      }
    },
  });
}

const namespaces = [
  namespace("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", {
    replaceOn: ["vpc"],
    outputs: () => ({ hostedZone: `Z0${capitals(18)}` }),
  }),
  namespace("aws:servicediscovery/httpNamespace:HttpNamespace", {
    replaceOn: [],
    outputs: (name) => ({ httpName: name }),
  }),
];

const discoveryService = resourceType(DISCOVERY_SERVICE, {
  api: {
    service: "ServiceDiscovery",
    noun: "Service Discovery Service",
    create: "CreateService",
    update: "UpdateService",
    delete: "DeleteService",
  },
  replaceOn: ["name", "namespaceId", "type", "healthCheckCustomConfig"],
  defaults: { forceDestroy: false },
  autoname: autoname(255),
  create: (place, inputs) => {
    const id = `srv-${lowerAlphanumeric(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("servicediscovery", `service/${id}`),
        namespaceId: inputs.namespaceId ?? "",
        type: inputs.type ?? "DNS",
      },
    };
  },
});

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

export const OTHER: readonly ResourceType[] = [
  repository,
  lifecyclePolicy,
  vault,
  plan,
  selection,
  budget,
  ...namespaces,
  discoveryService,
  parameter,
];
