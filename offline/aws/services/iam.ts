import { text } from "../../provider/values";
import { refusal } from "../api-error";
import { between, conflicts, json, lengthBetween, matches } from "../checks";
import { capitals } from "../names";
import { autoname, type Place, resourceType, type ResourceType } from "../resource-type";
import { reference, referrers } from "./support";

export const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/policy:Policy";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile";

const NAME_RULE = "must match [\\w+=,.@-]";
const NAME = /^[\w+=,.@-]+$/;

/** Largest policy documents, in characters without white space. Source: IAM quotas. */
const LIMITS = { inlineOfRole: 10_240, managed: 6_144, trust: 2_048 };

/** Whether a role ARN names a role of the account, or one AWS keeps for a service. */
export function roleExists(place: Place, arn: string): boolean {
  return arn.includes(":role/aws-service-role/") || place.account.all(ROLE).some(({ outputs }) => outputs.arn === arn);
}

function refuseLong(document: string | undefined, limit: number, what: string): void {
  if (document !== undefined && document.replace(/\s/g, "").length > limit) {
    throw refusal("LimitExceeded", `Cannot exceed quota for ${what}: ${limit}`, 409);
  }
}

function refuseMalformed(document: string | undefined): void {
  if (document === undefined) return;
  const parsed: unknown = JSON.parse(document);
  const statement =
    typeof parsed === "object" && parsed !== null && "Statement" in parsed ? parsed.Statement : undefined;
  if (statement === undefined || (Array.isArray(statement) && statement.length === 0)) {
    throw refusal("MalformedPolicyDocument", "Policy document must contain at least one statement.");
  }
  const statements: unknown[] = Array.isArray(statement) ? statement : [statement];
  for (const item of statements) {
    if (
      typeof item !== "object" ||
      item === null ||
      !("Effect" in item) ||
      !/^(Allow|Deny)$/.test(String(item.Effect))
    ) {
      throw refusal("MalformedPolicyDocument", "Policy statement must contain an Effect that is Allow or Deny.");
    }
    if (!("Action" in item) && !("NotAction" in item)) {
      throw refusal("MalformedPolicyDocument", "Policy statement must contain actions.");
    }
  }
}

const role = resourceType(ROLE, {
  api: { service: "IAM", noun: "IAM Role", create: "CreateRole", delete: "DeleteRole" },
  replaceOn: ["name", "namePrefix", "path"],
  defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  autoname: autoname(64),
  checks: [
    lengthBetween("name", 1, 64),
    matches("name", NAME, NAME_RULE),
    conflicts("name", "namePrefix"),
    between("maxSessionDuration", 3600, 43200),
    json("assumeRolePolicy", "object"),
    lengthBetween("description", 0, 1000),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("EntityAlreadyExists", `Role with name ${name} already exists.`, 409),
  },
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    refuseMalformed(text(inputs.assumeRolePolicy));
    refuseLong(text(inputs.assumeRolePolicy), LIMITS.trust, "ACLSizePerRole");
    return {
      id: name,
      outputs: {
        arn: place.globalArn("iam", `role${text(inputs.path) ?? "/"}${name}`),
        createDate: new Date().toISOString(),
        inlinePolicies: inputs.inlinePolicies ?? [],
        managedPolicyArns: inputs.managedPolicyArns ?? [],
        namePrefix: inputs.namePrefix ?? "",
        uniqueId: `AROA${capitals(17)}`,
      },
    };
  },
  update: (_place, { inputs, changes }) => {
    if (changes("assumeRolePolicy")) refuseMalformed(text(inputs.assumeRolePolicy));
    return {};
  },
  delete: (place, { id, outputs }) => {
    if (outputs.forceDetachPolicies === true) return;
    if (referrers(place, ATTACHMENT, "role", id).length > 0) {
      throw refusal("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409);
    }
    if (referrers(place, ROLE_POLICY, "role", id).length > 0) {
      throw refusal("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
    }
    if (referrers(place, INSTANCE_PROFILE, "role", id).length > 0) {
      throw refusal("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.", 409);
    }
  },
});

const policy = resourceType(POLICY, {
  api: {
    service: "IAM",
    noun: "IAM Policy",
    create: "CreatePolicy",
    update: "CreatePolicyVersion",
    delete: "DeletePolicy",
  },
  replaceOn: ["name", "namePrefix", "path", "description"],
  defaults: { path: "/" },
  autoname: autoname(128),
  checks: [lengthBetween("name", 1, 128), matches("name", NAME, NAME_RULE), json("policy", "object")],
  unique: {
    property: "name",
    taken: (name) =>
      refusal("EntityAlreadyExists", `A policy called ${name} already exists. Duplicate names are not allowed.`, 409),
  },
  create: (place, inputs) => {
    refuseMalformed(text(inputs.policy));
    refuseLong(text(inputs.policy), LIMITS.managed, "PolicySize");
    const arn = place.globalArn("iam", `policy${text(inputs.path) ?? "/"}${text(inputs.name) ?? ""}`);
    return {
      id: arn,
      outputs: { arn, attachmentCount: 0, namePrefix: inputs.namePrefix ?? "", policyId: `ANPA${capitals(17)}` },
    };
  },
  update: (_place, { inputs }) => {
    refuseMalformed(text(inputs.policy));
    refuseLong(text(inputs.policy), LIMITS.managed, "PolicySize");
    return {};
  },
  delete: (place, { id }) => {
    if (referrers(place, ATTACHMENT, "policyArn", id).length > 0) {
      throw refusal("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
    }
  },
});

const roleByName = reference(["role"], ROLE, (name) =>
  refusal("NoSuchEntity", `The role with name ${name} cannot be found.`, 404),
);

const rolePolicy = resourceType(ROLE_POLICY, {
  api: {
    service: "IAM",
    noun: "IAM Role Policy",
    create: "PutRolePolicy",
    update: "PutRolePolicy",
    delete: "DeleteRolePolicy",
  },
  replaceOn: ["name", "namePrefix", "role"],
  autoname: autoname(128),
  checks: [lengthBetween("name", 1, 128), matches("name", NAME, NAME_RULE), json("policy", "object")],
  references: [roleByName],
  create: (_place, inputs) => {
    refuseMalformed(text(inputs.policy));
    refuseLong(text(inputs.policy), LIMITS.inlineOfRole, "PolicySize");
    const role = text(inputs.role) ?? "";
    return { id: `${role}:${text(inputs.name) ?? ""}`, outputs: { namePrefix: inputs.namePrefix ?? "" } };
  },
  update: (_place, { inputs }) => {
    refuseMalformed(text(inputs.policy));
    refuseLong(text(inputs.policy), LIMITS.inlineOfRole, "PolicySize");
    return {};
  },
});

const rolePolicyAttachment = resourceType(ATTACHMENT, {
  api: { service: "IAM", noun: "IAM Role Policy Attachment", create: "AttachRolePolicy", delete: "DetachRolePolicy" },
  replaceOn: ["role", "policyArn"],
  title: "role",
  references: [roleByName],
  create: (place, inputs) => {
    const arn = text(inputs.policyArn) ?? "";
    const awsManaged = /^arn:[^:]+:iam::aws:policy\//.test(arn);
    if (!awsManaged && place.account.get(POLICY, arn) === undefined) {
      throw refusal("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
    }
    return { id: `${text(inputs.role) ?? ""}/${arn}` };
  },
});

const instanceProfile = resourceType(INSTANCE_PROFILE, {
  api: {
    service: "IAM",
    noun: "IAM Instance Profile",
    create: "CreateInstanceProfile",
    delete: "DeleteInstanceProfile",
  },
  replaceOn: ["name", "namePrefix", "path"],
  defaults: { path: "/" },
  autoname: autoname(128),
  references: [roleByName],
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.globalArn("iam", `instance-profile${text(inputs.path) ?? "/"}${name}`),
        createDate: new Date().toISOString(),
        uniqueId: `AIPA${capitals(17)}`,
      },
    };
  },
});

export const IAM: readonly ResourceType[] = [role, policy, rolePolicy, rolePolicyAttachment, instanceProfile];
