import { blocks, isObject, type Properties, text, texts } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { between, cidr, lengthBetween, matches } from "../../checks";
import { ec2Id } from "../../names";
import { autoname, type Place, resourceType } from "../../resource-type";
import { EGRESS_RULE, inVpc, INGRESS_RULE, ownedBy, SECURITY_GROUP, SECURITY_GROUP_RULE, VPC } from "./common";

const DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

/** Security groups that exist: created ones, and each VPC's default one. */
export function securityGroupExists(place: Place, id: string): boolean {
  return (
    place.account.get(SECURITY_GROUP, id) !== undefined ||
    place.account.all(VPC).some(({ outputs }) => outputs.defaultSecurityGroupId === id)
  );
}

export function requireSecurityGroups(place: Place, ids: readonly string[]): void {
  const missing = ids.find((id) => !securityGroupExists(place, id));
  if (missing !== undefined) {
    throw bareRefusal("InvalidGroup.NotFound", `The security group '${missing}' does not exist`);
  }
}

const ruleBlocks = ["ingress", "egress"].flatMap((direction) => [
  between(`${direction}[].fromPort`, -1, 65535),
  between(`${direction}[].toPort`, -1, 65535),
  cidr(`${direction}[].cidrBlocks[]`),
]);

function referredGroups(inputs: Properties): string[] {
  return ["ingress", "egress"].flatMap((direction) => {
    const rules = inputs[direction];
    return blocks(rules).flatMap((rule) => texts(rule.securityGroups));
  });
}

export const securityGroup = resourceType(SECURITY_GROUP, {
  api: { service: "EC2", noun: "EC2 Security Group", create: "CreateSecurityGroup", delete: "DeleteSecurityGroup" },
  replaceOn: ["description", "name", "namePrefix", "vpcId"],
  defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
  autoname: autoname(255),
  checks: [
    lengthBetween("name", 0, 255),
    lengthBetween("description", 0, 255),
    matches("name", /^(?!sg-)/, 'cannot begin with "sg-"'),
    matches(
      "description",
      /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]*$/,
      "only letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* are allowed",
    ),
    ...ruleBlocks,
  ],
  references: [inVpc],
  unique: {
    property: "name",
    within: ["vpcId"],
    taken: (name) => bareRefusal("InvalidGroup.Duplicate", `The security group '${name}' already exists for the VPC`),
  },
  create: (place, inputs) => {
    requireSecurityGroups(place, referredGroups(inputs));
    const { id, arn, owner } = ownedBy(place, "security-group", "sg");
    return {
      id,
      outputs: {
        arn,
        ...owner,
        ingress: inputs.ingress ?? [],
        egress: inputs.egress ?? [],
        namePrefix: inputs.namePrefix ?? "",
      },
    };
  },
  update: (place, { inputs, changes }) => {
    if (changes("ingress", "egress")) requireSecurityGroups(place, referredGroups(inputs));
    return {};
  },
  delete: (place, { id }) => {
    const users = place.account
      .everything()
      .filter(
        (resource) =>
          resource.id !== id &&
          (groupsOf(resource.outputs).includes(id) ||
            ([INGRESS_RULE, EGRESS_RULE].includes(resource.type) &&
              resource.outputs.referencedSecurityGroupId === id) ||
            (resource.type === SECURITY_GROUP_RULE &&
              resource.outputs.sourceSecurityGroupId === id &&
              resource.outputs.securityGroupId !== id)),
      );
    if (users.length > 0) throw bareRefusal("DependencyViolation", `resource ${id} has a dependent object`);
  },
});

/** The groups a resource is a member of, or whose rules name others. */
function groupsOf(outputs: Properties): string[] {
  const network = isObject(outputs.networkConfiguration) ? texts(outputs.networkConfiguration.securityGroups) : [];
  return [
    ...texts(outputs.securityGroups),
    ...texts(outputs.securityGroupIds),
    ...texts(outputs.vpcSecurityGroupIds),
    ...referredGroups(outputs),
    ...network,
  ];
}

export const defaultSecurityGroup = resourceType(DEFAULT_SECURITY_GROUP, {
  api: { service: "EC2", noun: "EC2 Default Security Group" },
  replaceOn: ["vpcId"],
  defaults: { revokeRulesOnDelete: false },
  checks: ruleBlocks,
  references: [inVpc],
  create: (place, inputs) => {
    const id = text(place.account.get(VPC, text(inputs.vpcId) ?? "")?.outputs.defaultSecurityGroupId) ?? ec2Id("sg");
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `security-group/${id}`),
        description: "default VPC security group",
        name: "default",
        ownerId: place.account.id,
        ingress: inputs.ingress ?? [],
        egress: inputs.egress ?? [],
      },
    };
  },
});
