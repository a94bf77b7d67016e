import { number, text, type Value } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { between, cidr, conflicts, exactlyOne, oneOf } from "../../checks";
import { ec2Id, stableDigits } from "../../names";
import { resourceType, type ResourceType } from "../../resource-type";
import { only } from "../support";
import { SECURITY_GROUP_RULE } from "./common";
import { requireSecurityGroups } from "./security-groups";

const SOURCES = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

/** A rule's number or name in a message. */
function shown(value: Value | undefined): string {
  return text(value) ?? number(value)?.toString() ?? "-1";
}

export function vpcRule(token: string, direction: "Ingress" | "Egress"): ResourceType {
  return resourceType(token, {
    api: {
      service: "EC2",
      noun: `VPC Security Group ${direction} Rule`,
      create: `AuthorizeSecurityGroup${direction}`,
      update: "ModifySecurityGroupRules",
      delete: `RevokeSecurityGroup${direction}`,
    },
    replaceOn: ["securityGroupId"],
    title: "securityGroupId",
    checks: [exactlyOne(...SOURCES), cidr("cidrIpv4"), between("fromPort", -1, 65535), between("toPort", -1, 65535)],
    create: (place, inputs) => {
      requireSecurityGroups(place, [...only(inputs.securityGroupId), ...only(inputs.referencedSecurityGroupId)]);
      const facts = [...SOURCES, "securityGroupId", "ipProtocol", "fromPort", "toPort"];
      const same = place.account
        .all(token)
        .some(({ outputs }) => facts.every((fact) => outputs[fact] === inputs[fact]));
      if (same) {
        const peer = SOURCES.map((source) => text(inputs[source])).find((value) => value !== undefined) ?? "";
        throw bareRefusal(
          "InvalidPermission.Duplicate",
          `the specified rule "peer: ${peer}, ${shown(inputs.ipProtocol)}, from port: ${shown(inputs.fromPort)}, to port: ${shown(inputs.toPort)}, ALLOW" already exists`,
        );
      }
      const id = ec2Id("sgr");
      return { id, outputs: { arn: place.arn("ec2", `security-group-rule/${id}`), securityGroupRuleId: id } };
    },
  });
}

export const securityGroupRule = resourceType(SECURITY_GROUP_RULE, {
  api: {
    service: "EC2",
    noun: "Security Group Rule",
    create: "AuthorizeSecurityGroupIngress",
    delete: "RevokeSecurityGroupIngress",
  },
  replaceOn: [
    "cidrBlocks",
    "fromPort",
    "ipv6CidrBlocks",
    "prefixListIds",
    "protocol",
    "securityGroupId",
    "self",
    "sourceSecurityGroupId",
    "toPort",
    "type",
  ],
  defaults: { self: false },
  title: "securityGroupId",
  checks: [
    oneOf("type", ["ingress", "egress"]),
    cidr("cidrBlocks[]"),
    between("fromPort", -1, 65535),
    between("toPort", -1, 65535),
    conflicts("cidrBlocks", "sourceSecurityGroupId"),
    conflicts("self", "sourceSecurityGroupId"),
  ],
  create: (place, inputs) => {
    requireSecurityGroups(place, [...only(inputs.securityGroupId), ...only(inputs.sourceSecurityGroupId)]);
    return {
      id: `sgrule-${stableDigits(JSON.stringify(inputs), 10)}`,
      outputs: { securityGroupRuleId: ec2Id("sgr"), sourceSecurityGroupId: inputs.sourceSecurityGroupId ?? "" },
    };
  },
});
