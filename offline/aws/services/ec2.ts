import { blocks, isObject, number, type Properties, text, texts, type Value } from "../../provider/values";
import { bareRefusal } from "../api-error";
import { between, cidr, conflicts, exactlyOne, ipv4Range, lengthBetween, matches, oneOf } from "../checks";
import { ec2Id, hex, stableDigits } from "../names";
import { autoname, type Place, type Reference, resourceType, type ResourceType } from "../resource-type";
import { only, referrers } from "./support";

export const VPC = "aws:ec2/vpc:Vpc";
export const SUBNET = "aws:ec2/subnet:Subnet";
export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
const DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
const EIP = "aws:ec2/eip:Eip";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const ROUTE = "aws:ec2/route:Route";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";

const inVpc: Reference = {
  from: (inputs) => only(inputs.vpcId),
  type: VPC,
  missing: (id) => bareRefusal("InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`),
};

function subnetReference(property: string): Reference {
  return {
    from: (inputs) => [...only(inputs[property]), ...texts(inputs[property])],
    type: SUBNET,
    missing: (id) => bareRefusal("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`),
  };
}

function ownedBy(place: Place, kind: string, prefix: string): { id: string; arn: string; owner: Properties } {
  const id = ec2Id(prefix);
  return { id, arn: place.arn("ec2", `${kind}/${id}`), owner: { ownerId: place.account.id } };
}

/** Security groups that exist: created ones, and each VPC's default one. */
export function securityGroupExists(place: Place, id: string): boolean {
  return (
    place.account.get(SECURITY_GROUP, id) !== undefined ||
    place.account.all(VPC).some(({ outputs }) => outputs.defaultSecurityGroupId === id)
  );
}

function requireSecurityGroups(place: Place, ids: readonly string[]): void {
  const missing = ids.find((id) => !securityGroupExists(place, id));
  if (missing !== undefined) {
    throw bareRefusal("InvalidGroup.NotFound", `The security group '${missing}' does not exist`);
  }
}

const vpc = resourceType(VPC, {
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

const subnet = resourceType(SUBNET, {
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
    const zone = text(inputs.availabilityZone) ?? `${place.region}a`;
    if (!zone.startsWith(place.region)) {
      throw bareRefusal("InvalidParameterValue", `Value (${zone}) for parameter availabilityZone is invalid.`);
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

/** The zone's id, `euw1-az1` (AWS shuffles them per account; the order is kept here). */
export function zoneId(zone: string): string {
  const [area = "", side = "", rest = ""] = zone.split("-");
  const letter = rest.slice(-1);
  const direction = side.replace(
    /(north|south)?(east|west)?/,
    (_, first: string | undefined, second: string | undefined) =>
      `${(first ?? "").slice(0, 1)}${(second ?? "").slice(0, 1)}`,
  );
  return `${area}${direction.replace("central", "c")}${rest.slice(0, -1)}-az${letter.charCodeAt(0) - 96}`;
}

const internetGateway = resourceType(INTERNET_GATEWAY, {
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

const natGateway = resourceType(NAT_GATEWAY, {
  api: { service: "EC2", noun: "EC2 NAT Gateway", create: "CreateNatGateway", delete: "DeleteNatGateway" },
  replaceOn: ["allocationId", "connectivityType", "privateIp", "subnetId", "vpcId", "availabilityMode"],
  defaults: { connectivityType: "public" },
  checks: [oneOf("connectivityType", ["public", "private"])],
  references: [
    subnetReference("subnetId"),
    {
      from: (inputs) => only(inputs.allocationId),
      type: EIP,
      missing: (id) => bareRefusal("InvalidAllocationID.NotFound", `The allocation ID '${id}' does not exist`),
    },
  ],
  create: (place, inputs) => {
    if (
      inputs.connectivityType === "public" &&
      inputs.allocationId === undefined &&
      inputs.availabilityMode !== "regional"
    ) {
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

const eip = resourceType(EIP, {
  api: { service: "EC2", noun: "EC2 EIP", create: "AllocateAddress", delete: "ReleaseAddress" },
  replaceOn: ["address", "customerOwnedIpv4Pool", "domain", "networkBorderGroup", "publicIpv4Pool", "ipamPoolId"],
  checks: [oneOf("domain", ["vpc"])],
  create: (place) => {
    const id = ec2Id("eipalloc");
    // 203.0.113.0/24 is reserved for documentation: nobody's address.
    const publicIp = `203.0.113.${(Number(stableDigits(id, 6)) % 254) + 1}`;
    return {
      id,
      outputs: {
        allocationId: id,
        arn: place.arn("ec2", `elastic-ip/${id}`),
        associationId: "",
        domain: "vpc",
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
];

const routeTable = resourceType(ROUTE_TABLE, {
  api: { service: "EC2", noun: "EC2 Route Table", create: "CreateRouteTable", delete: "DeleteRouteTable" },
  replaceOn: ["vpcId"],
  references: [
    inVpc,
    ...routeTargets.map((reference) => ({
      ...reference,
      from: (inputs: Properties) => blocks(inputs.routes).flatMap((route) => reference.from(route)),
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

const route = resourceType(ROUTE, {
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

const routeTableAssociation = resourceType(ASSOCIATION, {
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

const vpcEndpoint = resourceType(ENDPOINT, {
  api: { service: "EC2", noun: "EC2 VPC Endpoint", create: "CreateVpcEndpoint", delete: "DeleteVpcEndpoints" },
  replaceOn: ["vpcId", "serviceName", "vpcEndpointType", "serviceRegion", "resourceConfigurationArn"],
  defaults: { vpcEndpointType: "Gateway" },
  checks: [oneOf("vpcEndpointType", ["GatewayLoadBalancer", "Gateway", "Interface", "Resource", "ServiceNetwork"])],
  references: [inVpc, subnetReference("subnetIds")],
  create: (place, inputs) => {
    requireSecurityGroups(place, texts(inputs.securityGroupIds));
    const service = text(inputs.serviceName) ?? "";
    if (
      /^com\.amazonaws\./.test(service) &&
      !service.startsWith(`com.amazonaws.${place.region}.`) &&
      inputs.serviceRegion === undefined &&
      !/^com\.amazonaws\.(s3-global|iam)/.test(service)
    ) {
      throw bareRefusal("InvalidServiceName", `The Vpc Endpoint Service '${service}' does not exist`);
    }
    const { id, arn, owner } = ownedBy(place, "vpc-endpoint", "vpce");
    const gateway = inputs.vpcEndpointType === "Gateway";
    const host = `${id}-${stableDigits(id, 8)}.${service.split(".").slice(3).join(".")}.${place.region}.vpce.amazonaws.com`;
    return {
      id,
      outputs: {
        arn,
        ...owner,
        cidrBlocks: gateway ? ["52.218.0.0/17"] : [],
        dnsEntries: gateway ? [] : [{ dnsName: host, hostedZoneId: `Z${stableDigits(place.region, 12)}` }],
        networkInterfaceIds: gateway ? [] : texts(inputs.subnetIds).map(() => ec2Id("eni")),
        policy:
          inputs.policy ??
          '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}',
        prefixListId: gateway ? `pl-${stableDigits(service, 8)}` : "",
        privateDnsEnabled: inputs.privateDnsEnabled ?? false,
        requesterManaged: false,
        routeTableIds: inputs.routeTableIds ?? [],
        securityGroupIds: inputs.securityGroupIds ?? [],
        subnetIds: inputs.subnetIds ?? [],
        state: "available",
      },
    };
  },
});

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

const securityGroup = resourceType(SECURITY_GROUP, {
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

const defaultSecurityGroup = resourceType(DEFAULT_SECURITY_GROUP, {
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

const SOURCES = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

/** A rule's number or name in a message. */
function shown(value: Value | undefined): string {
  return text(value) ?? number(value)?.toString() ?? "-1";
}

function vpcRule(token: string, direction: "Ingress" | "Egress"): ResourceType {
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

const securityGroupRule = resourceType(SECURITY_GROUP_RULE, {
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
    return { id: `sgrule-${stableDigits(JSON.stringify(inputs), 10)}`, outputs: { securityGroupRuleId: ec2Id("sgr") } };
  },
});

/** The default format of a flow log record. Source: VPC guide, flow log records. */
const FLOW_FIELDS = [
  "version",
  "account-id",
  "interface-id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log-status",
];

const flowLog = resourceType("aws:ec2/flowLog:FlowLog", {
  api: { service: "EC2", noun: "Flow Log", create: "CreateFlowLogs", delete: "DeleteFlowLogs" },
  replaceOn: [
    "deliverCrossAccountRole",
    "destinationOptions",
    "eniId",
    "iamRoleArn",
    "logDestination",
    "logDestinationType",
    "logFormat",
    "maxAggregationInterval",
    "subnetId",
    "trafficType",
    "transitGatewayId",
    "vpcId",
  ],
  defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
  title: "vpcId",
  checks: [
    exactlyOne("eniId", "subnetId", "transitGatewayAttachmentId", "transitGatewayId", "vpcId", "regionalNatGatewayId"),
    oneOf("logDestinationType", ["cloud-watch-logs", "s3", "kinesis-data-firehose"]),
    oneOf("trafficType", ["ACCEPT", "REJECT", "ALL"]),
    (inputs) => {
      const interval = number(inputs.maxAggregationInterval);
      if (interval === undefined || interval === 60 || interval === 600) return [];
      return [
        {
          property: "maxAggregationInterval",
          reason: `expected maxAggregationInterval to be one of [60 600], got ${interval}`,
        },
      ];
    },
  ],
  references: [inVpc, subnetReference("subnetId")],
  create: (place, inputs) => {
    const id = `fl-0${hex(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("ec2", `vpc-flow-log/${id}`),
        logDestination: inputs.logDestination ?? "",
        logFormat: inputs.logFormat ?? FLOW_FIELDS.map((field) => `\${${field}}`).join(" "),
      },
    };
  },
});

export const EC2: readonly ResourceType[] = [
  vpc,
  subnet,
  internetGateway,
  natGateway,
  eip,
  routeTable,
  route,
  routeTableAssociation,
  vpcEndpoint,
  securityGroup,
  defaultSecurityGroup,
  vpcRule(INGRESS_RULE, "Ingress"),
  vpcRule(EGRESS_RULE, "Egress"),
  securityGroupRule,
  flowLog,
];
