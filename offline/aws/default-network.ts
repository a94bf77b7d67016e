import { stableHex } from "./names";
import { zoneId } from "./services/ec2/zone-id";
import { type Place } from "./resource-type";

/** The block of every account's default network. Source: VPC guide, default VPCs. */
const BLOCK = "172.31.0.0/16";

/** The zones of a region by letter. */
export const ZONE_LETTERS = ["a", "b", "c"] as const;

/** The id of something every account has in a region from the beginning: the same in each run. */
function idOf(place: Place, prefix: string, what: string): string {
  return `${prefix}-0${stableHex(`${place.account.id}/${place.region}/default/${what}`).slice(0, 16)}`;
}

/** The id of a region's default VPC. */
export function defaultVpcId(place: Place): string {
  return idOf(place, "vpc", "vpc");
}

/** The ids of the default VPC's subnets, one a zone, in the order of the zones. */
export function defaultSubnetIds(place: Place): string[] {
  return ZONE_LETTERS.map((letter) => idOf(place, "subnet", letter));
}

/** Puts the network with which every account begins into the account: a VPC, a subnet in each zone, a way out. */
export function discoverDefaultNetwork(place: Place): void {
  const { account, region } = place;
  const owner = { ownerId: account.id, region, tags: {}, tagsAll: {} };
  const vpcId = defaultVpcId(place);
  const gateway = idOf(place, "igw", "gateway");
  const table = idOf(place, "rtb", "table");
  const arn = (kind: string, id: string) => place.arn("ec2", `${kind}/${id}`);
  const add = (type: string, id: string, outputs: Parameters<typeof account.find>[1]["outputs"]) => {
    if (!account.hasMade(type, id)) account.find(type, { key: id, id, inputs: {}, outputs: { ...owner, ...outputs } });
  };
  add("aws:ec2/vpc:Vpc", vpcId, {
    arn: arn("vpc", vpcId),
    cidrBlock: BLOCK,
    defaultNetworkAclId: idOf(place, "acl", "acl"),
    defaultRouteTableId: table,
    defaultSecurityGroupId: idOf(place, "sg", "group"),
    dhcpOptionsId: idOf(place, "dopt", "options"),
    enableDnsHostnames: true,
    enableDnsSupport: true,
    instanceTenancy: "default",
    mainRouteTableId: table,
  });
  add("aws:ec2/internetGateway:InternetGateway", gateway, { arn: arn("internet-gateway", gateway), vpcId });
  add("aws:ec2/routeTable:RouteTable", table, {
    arn: arn("route-table", table),
    vpcId,
    routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway }],
  });
  defaultSubnetIds(place).forEach((id, index) => {
    const zone = `${region}${ZONE_LETTERS[index] ?? "a"}`;
    add("aws:ec2/subnet:Subnet", id, {
      arn: arn("subnet", id),
      availabilityZone: zone,
      availabilityZoneId: zoneId(zone),
      cidrBlock: `172.31.${index * 16}.0/20`,
      mapPublicIpOnLaunch: true,
      vpcId,
    });
  });
}
