import { isObject, type Properties, text, texts } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { cidr, conflicts, ipv4Range, oneOf } from "../../checks";
import { ec2Id } from "../../names";
import { type Place, resourceType } from "../../resource-type";
import { referrers } from "../support";
import { zoneId, zoneWithId } from "./zone-id";
import {
  ASSOCIATION,
  ENDPOINT,
  INTERNET_GATEWAY,
  inVpc,
  ownedBy,
  ROUTE_TABLE,
  SECURITY_GROUP,
  SUBNET,
  VPC,
} from "./common";

export const vpc = resourceType(VPC, {
  api: { service: "EC2", noun: "EC2 VPC", create: "CreateVpc", delete: "DeleteVpc" },
  replaceOn: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
  defaults: { enableDnsSupport: true, instanceTenancy: "default" },
  checks: [
    cidr("cidrBlock"),
    oneOf("instanceTenancy", ["default", "dedicated"]),
    conflicts("cidrBlock", "ipv4NetmaskLength"),
  ],
  create: (place, inputs) => {
    const block = text(inputs.cidrBlock);
    const prefix = Number(block?.split("/")[1] ?? 16);
    if (prefix < 16 || prefix > 28) throw bareRefusal("InvalidVpc.Range", `The CIDR '${block ?? ""}' is invalid.`);
    const { id, arn, owner } = ownedBy(place, "vpc", "vpc");
    const mainRouteTableId = ec2Id("rtb");
    return {
      id,
      outputs: {
        arn,
        ...owner,
        cidrBlock: inputs.cidrBlock ?? "10.0.0.0/16",
        defaultNetworkAclId: ec2Id("acl"),
        defaultRouteTableId: mainRouteTableId,
        mainRouteTableId,
        defaultSecurityGroupId: ec2Id("sg"),
        dhcpOptionsId: ec2Id("dopt"),
        enableDnsHostnames: inputs.enableDnsHostnames ?? false,
        enableNetworkAddressUsageMetrics: inputs.enableNetworkAddressUsageMetrics ?? false,
        ipv6AssociationId: "",
        ipv6CidrBlock: "",
        ipv6CidrBlockNetworkBorderGroup: "",
      },
    };
  },
  delete: (place, { id }) => {
    const holders = [SUBNET, SECURITY_GROUP, INTERNET_GATEWAY, ENDPOINT, ROUTE_TABLE];
    if (holders.some((type) => referrers(place, type, "vpcId", id).length > 0)) {
      throw bareRefusal("DependencyViolation", `The vpc '${id}' has dependencies and cannot be deleted.`);
    }
  },
});

export const subnet = resourceType(SUBNET, {
  api: { service: "EC2", noun: "EC2 Subnet", create: "CreateSubnet", delete: "DeleteSubnet" },
  replaceOn: ["vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId", "ipv6Native", "outpostArn"],
  defaults: {
    assignIpv6AddressOnCreation: false,
    enableDns64: false,
    enableResourceNameDnsARecordOnLaunch: false,
    enableResourceNameDnsAaaaRecordOnLaunch: false,
    ipv6Native: false,
    mapPublicIpOnLaunch: false,
  },
  checks: [cidr("cidrBlock"), conflicts("availabilityZone", "availabilityZoneId")],
  references: [inVpc],
  create: (place, inputs) => {
    const block = text(inputs.cidrBlock) ?? "";
    refuseCidr(place, text(inputs.vpcId) ?? "", block);
    const zone = text(inputs.availabilityZone) ?? zoneWithId(place.region, text(inputs.availabilityZoneId));
    if (zone?.startsWith(place.region) !== true) {
      throw bareRefusal(
        "InvalidParameterValue",
        `Value (${zone ?? text(inputs.availabilityZoneId) ?? ""}) for parameter availabilityZone is invalid.`,
      );
    }
    const { id, arn, owner } = ownedBy(place, "subnet", "subnet");
    return {
      id,
      outputs: {
        arn,
        ...owner,
        availabilityZone: zone,
        availabilityZoneId: zoneId(zone),
        ipv6CidrBlock: "",
        ipv6CidrBlockAssociationId: "",
        privateDnsHostnameTypeOnLaunch: inputs.privateDnsHostnameTypeOnLaunch ?? "ip-name",
      },
    };
  },
  delete: (place, { id }) => {
    const occupied = place.account
      .everything()
      .some(
        ({ type, outputs }) =>
          !WITHOUT_INTERFACES.has(type) && (outputs.subnetId === id || subnetsOf(outputs).includes(id)),
      );
    if (occupied) {
      throw bareRefusal("DependencyViolation", `The subnet '${id}' has dependencies and cannot be deleted.`);
    }
  },
});

/** Types that name subnets and put no network interface into them. */
const WITHOUT_INTERFACES = new Set([
  ASSOCIATION,
  "aws:ec2/flowLog:FlowLog",
  "aws:rds/subnetGroup:SubnetGroup",
  "aws:elasticache/subnetGroup:SubnetGroup",
]);

function subnetsOf(outputs: Properties): string[] {
  const network = isObject(outputs.networkConfiguration) ? texts(outputs.networkConfiguration.subnets) : [];
  return [...texts(outputs.subnets), ...texts(outputs.subnetIds), ...texts(outputs.vpcSubnetIds), ...network];
}

/** A subnet's block must lie in its network's and not touch a sibling's. */
function refuseCidr(place: Place, vpcId: string, block: string): void {
  const wanted = ipv4Range(block);
  const network = ipv4Range(text(place.account.get(VPC, vpcId)?.outputs.cidrBlock) ?? "");
  if (wanted === undefined || network === undefined) return;
  if (wanted.first < network.first || wanted.last > network.last) {
    throw bareRefusal("InvalidSubnet.Range", `The CIDR '${block}' is invalid.`);
  }
  const overlaps = referrers(place, SUBNET, "vpcId", vpcId).some(({ outputs }) => {
    const other = ipv4Range(text(outputs.cidrBlock) ?? "");
    return other !== undefined && other.first <= wanted.last && wanted.first <= other.last;
  });
  if (overlaps) throw bareRefusal("InvalidSubnet.Conflict", `The CIDR '${block}' conflicts with another subnet`);
}
