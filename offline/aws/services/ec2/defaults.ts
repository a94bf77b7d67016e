/** The types that take over what an account has from the beginning, instead of making anything. */
import { type Properties, text } from "../../../provider/values";
import { defaultSubnetIds, defaultVpcId, ZONE_LETTERS } from "../../default-network";
import { bareRefusal } from "../../api-error";
import { type Place, resourceType } from "../../resource-type";
import { ROUTE_TABLE, SUBNET, VPC } from "./common";

/** What AWS has always given, and what the program wants otherwise of it. */
function adopted(place: Place, type: string, id: string, inputs: Properties): Properties | undefined {
  const there = place.account.get(type, id)?.outputs;
  return there && { ...there, ...inputs };
}

export const defaultVpc = resourceType("aws:ec2/defaultVpc:DefaultVpc", {
  api: { service: "EC2", noun: "EC2 Default VPC" },
  create: (place, inputs) => {
    const id = defaultVpcId(place);
    const outputs = { ...adopted(place, VPC, id, inputs), existingDefaultVpc: true };
    return { id, outputs };
  },
});

export const defaultSubnet = resourceType("aws:ec2/defaultSubnet:DefaultSubnet", {
  api: { service: "EC2", noun: "EC2 Default Subnet" },
  replaceOn: ["availabilityZone"],
  title: "availabilityZone",
  create: (place, inputs) => {
    const zone = text(inputs.availabilityZone) ?? "";
    const index = ZONE_LETTERS.findIndex((letter) => `${place.region}${letter}` === zone);
    const id = defaultSubnetIds(place)[index] ?? "";
    const outputs = adopted(place, SUBNET, id, inputs);
    if (outputs === undefined) {
      throw bareRefusal("InvalidParameterValue", `Value (${zone}) for parameter availabilityZone is invalid.`);
    }
    return { id, outputs: { ...outputs, existingDefaultSubnet: true } };
  },
});

export const defaultRouteTable = resourceType("aws:ec2/defaultRouteTable:DefaultRouteTable", {
  api: { service: "EC2", noun: "EC2 Default Route Table" },
  replaceOn: ["defaultRouteTableId"],
  title: "defaultRouteTableId",
  create: (place, inputs) => {
    const id = text(inputs.defaultRouteTableId) ?? "";
    const vpcId = place.account.all(VPC).find(({ outputs }) => outputs.mainRouteTableId === id)?.id;
    if (vpcId === undefined && place.account.get(ROUTE_TABLE, id) === undefined) {
      throw bareRefusal("InvalidRouteTableID.NotFound", `The routeTable ID '${id}' does not exist`);
    }
    const outputs = { arn: place.arn("ec2", `route-table/${id}`), vpcId: vpcId ?? "", ownerId: place.account.id };
    return { id, outputs };
  },
});
