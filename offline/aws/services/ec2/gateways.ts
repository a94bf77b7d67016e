import { type Properties, text } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { oneOf } from "../../checks";
import { ec2Id, hex, stableDigits } from "../../names";
import { type Made, type Place, resourceType } from "../../resource-type";
import { only, referrers } from "../support";
import { EIP, INSTANCE, INTERNET_GATEWAY, inVpc, NAT_GATEWAY, ownedBy, SUBNET, subnetReference } from "./common";
import { requireWayIn } from "./instance";

export const internetGateway = resourceType(INTERNET_GATEWAY, {
  api: {
    service: "EC2",
    noun: "EC2 Internet Gateway",
    create: "CreateInternetGateway",
    delete: "DeleteInternetGateway",
  },
  references: [inVpc],
  create: (place, inputs) => {
    const vpcId = text(inputs.vpcId);
    if (vpcId !== undefined && referrers(place, INTERNET_GATEWAY, "vpcId", vpcId).length > 0) {
      throw bareRefusal("InvalidParameterValue", `Network ${vpcId} already has an internet gateway attached`);
    }
    const { id, arn, owner } = ownedBy(place, "internet-gateway", "igw");
    return { id, outputs: { arn, ...owner, vpcId: inputs.vpcId ?? "" } };
  },
});

export const natGateway = resourceType(NAT_GATEWAY, {
  api: { service: "EC2", noun: "EC2 NAT Gateway", create: "CreateNatGateway", delete: "DeleteNatGateway" },
  replaceOn: ["allocationId", "connectivityType", "privateIp", "subnetId", "vpcId", "availabilityMode"],
  defaults: { connectivityType: "public" },
  checks: [oneOf("connectivityType", ["public", "private"]), oneOf("availabilityMode", ["zonal", "regional"])],
  references: [
    subnetReference("subnetId"),
    {
      from: (inputs) => only(inputs.allocationId),
      type: EIP,
      missing: (id) => bareRefusal("InvalidAllocationID.NotFound", `The allocation ID '${id}' does not exist`),
    },
  ],
  create: (place, inputs) => {
    if (inputs.availabilityMode === "regional") return regional(place, inputs);
    if (inputs.connectivityType === "public" && inputs.allocationId === undefined) {
      throw bareRefusal(
        "MissingParameter",
        "The request must include the AllocationId parameter. Add the required parameter and retry the request.",
      );
    }
    const address = place.account.get(EIP, text(inputs.allocationId) ?? "")?.outputs;
    return {
      id: `nat-0${hex(16)}`,
      outputs: {
        associationId: ec2Id("eipassoc"),
        networkInterfaceId: ec2Id("eni"),
        privateIp: inputs.privateIp ?? address?.privateIp ?? "10.0.0.10",
        publicIp: address?.publicIp ?? "",
        secondaryAllocationIds: inputs.secondaryAllocationIds ?? [],
        secondaryPrivateIpAddressCount: inputs.secondaryPrivateIpAddressCount ?? 0,
        secondaryPrivateIpAddresses: inputs.secondaryPrivateIpAddresses ?? [],
        vpcId: inputs.vpcId ?? place.account.get(SUBNET, text(inputs.subnetId) ?? "")?.outputs.vpcId ?? "",
      },
    };
  },
});

/** CreateNatGateway, `AvailabilityMode`: it belongs to a VPC with a way to the internet, and AWS sees to its addresses. */
function regional(place: Place, inputs: Properties): Made {
  const [misplaced] = ["subnetId", "allocationId", "privateIp"].filter((property) => inputs[property] !== undefined);
  if (misplaced !== undefined || inputs.connectivityType !== "public") {
    const found = misplaced ?? "connectivityType private";
    throw bareRefusal("InvalidParameterCombination", `A regional NAT gateway can't be created with ${found}.`);
  }
  const vpcId = text(inputs.vpcId);
  if (vpcId === undefined) throw bareRefusal("MissingParameter", "The request must contain the parameter VpcId");
  if (referrers(place, INTERNET_GATEWAY, "vpcId", vpcId).length === 0) {
    throw bareRefusal("Gateway.NotAttached", `Network ${vpcId} has no Internet gateway attached`);
  }
  return {
    id: `nat-1${hex(16)}`,
    outputs: {
      autoProvisionZones: "enabled",
      autoScalingIps: "enabled",
      regionalNatGatewayAddresses: [],
      routeTableId: ec2Id("rtb"),
    },
  };
}

export const eip = resourceType(EIP, {
  api: { service: "EC2", noun: "EC2 EIP", create: "AllocateAddress", delete: "ReleaseAddress" },
  replaceOn: ["address", "customerOwnedIpv4Pool", "domain", "networkBorderGroup", "publicIpv4Pool", "ipamPoolId"],
  checks: [oneOf("domain", ["vpc"])],
  references: [
    {
      from: (inputs) => only(inputs.instance),
      type: INSTANCE,
      missing: (id) => bareRefusal("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`),
    },
  ],
  create: (place, inputs) => {
    const held = place.account.get(INSTANCE, text(inputs.instance) ?? "")?.outputs;
    if (held !== undefined) requireWayIn(place, held);
    const id = ec2Id("eipalloc");
    // 203.0.113.0/24 is reserved for documentation: nobody's address.
    const publicIp = `203.0.113.${(Number(stableDigits(id, 6)) % 254) + 1}`;
    return {
      id,
      outputs: {
        allocationId: id,
        arn: place.arn("ec2", `elastic-ip/${id}`),
        associationId: held === undefined ? "" : ec2Id("eipassoc"),
        domain: "vpc",
        networkInterface: held?.primaryNetworkInterfaceId ?? "",
        privateIp: held?.privateIp ?? "",
        networkBorderGroup: place.region,
        publicDns: `ec2-${publicIp.replaceAll(".", "-")}.${place.region}.compute.amazonaws.com`,
        publicIp,
        publicIpv4Pool: "amazon",
      },
    };
  },
  delete: (place, { id }) => {
    if (referrers(place, NAT_GATEWAY, "allocationId", id).length > 0) {
      throw bareRefusal("InvalidIPAddress.InUse", `Address ${id} is in use.`);
    }
  },
});
