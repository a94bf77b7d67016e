import { text, texts } from "../../../provider/values";
import { refusal } from "../../api-error";
import { autoname, resourceType } from "../../resource-type";
import { SUBNET } from "../ec2";
import { reference, referrers } from "../support";
import { CACHE_CLUSTER, lower, REPLICATION_GROUP, SUBNET_GROUP } from "./common";

export const subnetGroup = resourceType(SUBNET_GROUP, {
  api: {
    service: "ElastiCache",
    noun: "ElastiCache Subnet Group",
    create: "CreateCacheSubnetGroup",
    delete: "DeleteCacheSubnetGroup",
  },
  replaceOn: ["name"],
  defaults: { description: "Managed by Pulumi" },
  autoname: autoname(255, "name", lower),
  unique: {
    property: "name",
    taken: (name) => refusal("CacheSubnetGroupAlreadyExists", `Cache subnet group ${name} already exists.`),
  },
  references: [reference(["subnetIds"], SUBNET, (id) => refusal("InvalidSubnet", `The subnet ${id} does not exist.`))],
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    const first = texts(inputs.subnetIds)[0] ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("elasticache", `subnetgroup:${name}`),
        vpcId: place.account.get(SUBNET, first)?.outputs.vpcId ?? "",
      },
    };
  },
  delete: (place, { id }) => {
    if ([REPLICATION_GROUP, CACHE_CLUSTER].some((type) => referrers(place, type, "subnetGroupName", id).length > 0)) {
      throw refusal("CacheSubnetGroupInUse", `Cache subnet group ${id} is currently in use by a cache cluster.`);
    }
  },
});
