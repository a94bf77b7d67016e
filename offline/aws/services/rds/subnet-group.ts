import { text, texts } from "../../../provider/values";
import { refusal } from "../../api-error";
import { matches } from "../../checks";
import { autoname, resourceType } from "../../resource-type";
import { SUBNET } from "../ec2";
import { only, reference, referrers } from "../support";
import { INSTANCE, lower, SUBNET_GROUP } from "./common";

export const subnetGroup = resourceType(SUBNET_GROUP, {
  api: { service: "RDS", noun: "RDS DB Subnet Group", create: "CreateDBSubnetGroup", delete: "DeleteDBSubnetGroup" },
  replaceOn: ["name", "namePrefix"],
  defaults: { description: "Managed by Pulumi" },
  autoname: autoname(255, "name", lower),
  checks: [
    matches(
      "name",
      /^[ .0-9a-z_-]{1,255}$/,
      "only lowercase alphanumeric characters, hyphens, underscores, periods, and spaces allowed",
    ),
  ],
  unique: {
    property: "name",
    taken: (name) => refusal("DBSubnetGroupAlreadyExists", `The DB subnet group ${name} already exists.`),
  },
  references: [
    reference(["subnetIds"], SUBNET, (id) =>
      refusal(
        "InvalidSubnet",
        `The requested subnet '${id}' is invalid, or multiple subnets were requested that are not all in a common VPC.`,
      ),
    ),
  ],
  create: (place, inputs) => {
    const subnets = texts(inputs.subnetIds).flatMap((id) => place.account.get(SUBNET, id) ?? []);
    const zones = [...new Set(subnets.flatMap(({ outputs }) => only(outputs.availabilityZone)))];
    if (zones.length < 2) {
      throw refusal(
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: " +
          `${zones.join(", ")}. Add subnets to cover at least 2 AZs.`,
      );
    }
    const name = text(inputs.name) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("rds", `subgrp:${name}`),
        namePrefix: inputs.namePrefix ?? "",
        supportedNetworkTypes: ["IPV4"],
        vpcId: subnets[0]?.outputs.vpcId ?? "",
      },
    };
  },
  delete: (place, { id }) => {
    if (referrers(place, INSTANCE, "dbSubnetGroupName", id).length > 0) {
      throw refusal(
        "InvalidDBSubnetGroupStateFault",
        `Cannot delete the subnet group '${id}' because at least one database instance is still using it.`,
      );
    }
  },
});
