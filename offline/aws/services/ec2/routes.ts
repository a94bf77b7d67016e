import { blocks, type Properties, text, type Value } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { cidr, exactlyOne } from "../../checks";
import { ec2Id, stableDigits } from "../../names";
import { type Place, type Reference, resourceType } from "../../resource-type";
import { only, referrers } from "../support";
import {
  ASSOCIATION,
  INSTANCE,
  INTERNET_GATEWAY,
  inVpc,
  NAT_GATEWAY,
  ownedBy,
  ROUTE_TABLE,
  subnetReference,
  VPC,
} from "./common";

const ROUTE = "aws:ec2/route:Route";

const ROUTE_TARGETS = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "gatewayId",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "odbNetworkArn",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
];

const routeTargets: Reference[] = [
  {
    from: (inputs) => only(inputs.natGatewayId),
    type: NAT_GATEWAY,
    missing: (id) => bareRefusal("InvalidNatGatewayID.NotFound", `The natGateway ID '${id}' does not exist`),
  },
  {
    from: (inputs) => only(inputs.gatewayId).filter((id) => id.startsWith("igw-")),
    type: INTERNET_GATEWAY,
    missing: (id) => bareRefusal("InvalidInternetGatewayID.NotFound", `The internetGateway ID '${id}' does not exist`),
  },
  {
    // A machine's own comes with it.
    from: (inputs, place) =>
      only(inputs.networkInterfaceId).filter(
        (id) => referrers(place, INSTANCE, "primaryNetworkInterfaceId", id).length === 0,
      ),
    type: "aws:ec2/networkInterface:NetworkInterface",
    missing: (id) =>
      bareRefusal("InvalidNetworkInterfaceID.NotFound", `The networkInterface ID '${id}' does not exist`),
  },
];

export const routeTable = resourceType(ROUTE_TABLE, {
  api: { service: "EC2", noun: "EC2 Route Table", create: "CreateRouteTable", delete: "DeleteRouteTable" },
  replaceOn: ["vpcId"],
  references: [
    inVpc,
    ...routeTargets.map((reference) => ({
      ...reference,
      from: (inputs: Properties, place: Place) =>
        blocks(inputs.routes).flatMap((route) => reference.from(route, place)),
    })),
  ],
  create: (place, inputs) => {
    const { id, arn, owner } = ownedBy(place, "route-table", "rtb");
    return {
      id,
      outputs: { arn, ...owner, propagatingVgws: inputs.propagatingVgws ?? [], routes: inputs.routes ?? [] },
    };
  },
  delete: (place, { id }) => {
    if (referrers(place, ASSOCIATION, "routeTableId", id).length > 0) {
      throw bareRefusal("DependencyViolation", `The routeTable '${id}' has dependencies and cannot be deleted.`);
    }
  },
});

/** Main route tables belong to a VPC and are not resources of their own. */
function requireRouteTable(place: Place, id: Value | undefined): void {
  const wanted = text(id);
  if (wanted === undefined) return;
  const main = place.account.all(VPC).some(({ outputs }) => outputs.mainRouteTableId === wanted);
  if (!main && place.account.get(ROUTE_TABLE, wanted) === undefined) {
    throw bareRefusal("InvalidRouteTableID.NotFound", `The routeTable ID '${wanted}' does not exist`);
  }
}

export const route = resourceType(ROUTE, {
  api: { service: "EC2", noun: "Route", create: "CreateRoute", update: "ReplaceRoute", delete: "DeleteRoute" },
  replaceOn: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
  checks: [
    cidr("destinationCidrBlock"),
    exactlyOne("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"),
    exactlyOne(...ROUTE_TARGETS),
  ],
  references: routeTargets,
  create: (place, inputs) => {
    requireRouteTable(place, inputs.routeTableId);
    const destination =
      text(inputs.destinationCidrBlock ?? inputs.destinationIpv6CidrBlock ?? inputs.destinationPrefixListId) ?? "";
    const table = text(inputs.routeTableId) ?? "";
    const taken = referrers(place, ROUTE, "routeTableId", table).some(
      ({ outputs }) =>
        (outputs.destinationCidrBlock ?? outputs.destinationIpv6CidrBlock ?? outputs.destinationPrefixListId) ===
        destination,
    );
    if (taken) {
      throw bareRefusal(
        "RouteAlreadyExists",
        `Route in Route Table (${table}) with destination (${destination}) already exists`,
      );
    }
    const id = `r-${table}${stableDigits(destination, 10)}`;
    return { id, outputs: { instanceId: "", instanceOwnerId: "", origin: "CreateRoute", state: "active" } };
  },
});

export const routeTableAssociation = resourceType(ASSOCIATION, {
  api: {
    service: "EC2",
    noun: "Route Table Association",
    create: "AssociateRouteTable",
    delete: "DisassociateRouteTable",
  },
  replaceOn: ["subnetId", "gatewayId"],
  deleteBeforeReplace: true,
  checks: [exactlyOne("subnetId", "gatewayId")],
  references: [subnetReference("subnetId")],
  create: (place, inputs) => {
    requireRouteTable(place, inputs.routeTableId);
    const subnetId = text(inputs.subnetId);
    if (subnetId !== undefined && referrers(place, ASSOCIATION, "subnetId", subnetId).length > 0) {
      throw bareRefusal(
        "Resource.AlreadyAssociated",
        "the specified association for route table conflicts with an existing association",
      );
    }
    return { id: ec2Id("rtbassoc") };
  },
});
