import { aws, world } from "../fresh-world";

const NOWHERE = "vpc-00000000000000000";

test("ids and ARNs have AWS's forms", async () => {
  const { id, outputs } = await aws.create("aws:ec2/vpc:Vpc", "formed", { cidrBlock: "10.90.0.0/16" });
  expect(id).toMatch(/^vpc-[0-9a-f]{17}$/);
  expect(outputs).toMatchObject({
    arn: `arn:aws:ec2:eu-west-1:123456789012:vpc/${id}`,
    defaultSecurityGroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/) as string,
    mainRouteTableId: expect.stringMatching(/^rtb-[0-9a-f]{17}$/) as string,
  });
  const eip = await aws.create("aws:ec2/eip:Eip", "formed", { domain: "vpc" });
  expect(eip.id).toMatch(/^eipalloc-[0-9a-f]{17}$/);
  const nat = await aws.create("aws:ec2/natGateway:NatGateway", "formed", {
    allocationId: eip.id,
    subnetId: world.subnetIds[0] ?? "",
  });
  expect(nat.id).toMatch(/^nat-[0-9a-f]{17}$/);
  expect(nat.outputs.publicIp).toBe(eip.outputs.publicIp);
});

test("the default security group of a VPC is adopted, not made", async () => {
  const vpc = await aws.made("aws:ec2/vpc:Vpc", "defaults", { cidrBlock: "10.91.0.0/16" });
  const { id } = await aws.create("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "closed", { vpcId: vpc.id });
  expect(id).toBe(vpc.defaultSecurityGroupId);
});

describe("a regional NAT gateway", () => {
  const NAT = "aws:ec2/natGateway:NatGateway";
  const regional = (more = {}) => ({ availabilityMode: "regional", connectivityType: "public", ...more });

  test("belongs to a VPC with a way to the internet", async () => {
    const { id: vpcId } = await aws.create("aws:ec2/vpc:Vpc", "regional", { cidrBlock: "10.92.0.0/16" });
    await expect(aws.create(NAT, "early", regional({ vpcId }))).rejects.toThrow("has no Internet gateway attached");
    await aws.create("aws:ec2/internetGateway:InternetGateway", "regional", { vpcId });
    const { id, outputs } = await aws.create(NAT, "regional", regional({ vpcId }));
    expect(id).toMatch(/^nat-[0-9a-f]{17}$/);
    expect(outputs).toMatchObject({ vpcId, availabilityMode: "regional" });
  });

  test("has neither a subnet nor an address of somebody's", async () => {
    const subnetId = world.subnetIds[0] ?? "";
    await expect(aws.create(NAT, "placed", regional({ vpcId: world.vpcId, subnetId }))).rejects.toThrow(
      "A regional NAT gateway can't be created with subnetId",
    );
    await expect(aws.create(NAT, "nowhere", regional())).rejects.toThrow("must contain the parameter VpcId");
  });
});

describe("refuses", () => {
  test.each([
    [
      "a subnet in a VPC that is not there",
      "aws:ec2/subnet:Subnet",
      () => ({ vpcId: NOWHERE, cidrBlock: "10.0.9.0/24" }),
      `operation error EC2: CreateSubnet, https response error StatusCode: 400`,
    ],
    [
      "the same, by AWS's code",
      "aws:ec2/subnet:Subnet",
      () => ({ vpcId: NOWHERE, cidrBlock: "10.0.9.0/24" }),
      `api error InvalidVpcID.NotFound: The vpc ID '${NOWHERE}' does not exist`,
    ],
    [
      "a subnet outside its VPC",
      "aws:ec2/subnet:Subnet",
      () => ({ vpcId: world.vpcId, cidrBlock: "10.1.0.0/24" }),
      "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.",
    ],
    [
      "a subnet over another",
      "aws:ec2/subnet:Subnet",
      () => ({ vpcId: world.vpcId, cidrBlock: "10.0.1.128/25" }),
      "InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet",
    ],
    [
      "a zone of another region",
      "aws:ec2/subnet:Subnet",
      () => ({ vpcId: world.vpcId, cidrBlock: "10.0.9.0/24", availabilityZone: "us-east-1a" }),
      "InvalidParameterValue: Value (us-east-1a) for parameter availabilityZone is invalid.",
    ],
    [
      "a network too wide",
      "aws:ec2/vpc:Vpc",
      () => ({ cidrBlock: "10.0.0.0/8" }),
      "InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.",
    ],
    [
      "a public NAT gateway without an address",
      "aws:ec2/natGateway:NatGateway",
      () => ({ subnetId: world.subnetIds[0] ?? "" }),
      "MissingParameter: The request must include the AllocationId parameter.",
    ],
    [
      "a NAT gateway with an address that is not there",
      "aws:ec2/natGateway:NatGateway",
      () => ({ subnetId: world.subnetIds[0] ?? "", allocationId: "eipalloc-0" }),
      "InvalidAllocationID.NotFound: The allocation ID 'eipalloc-0' does not exist",
    ],
    [
      "a route to a gateway that is not there",
      "aws:ec2/route:Route",
      () => ({ routeTableId: "rtb-0", destinationCidrBlock: "0.0.0.0/0", natGatewayId: "nat-0" }),
      "InvalidNatGatewayID.NotFound: The natGateway ID 'nat-0' does not exist",
    ],
    [
      "a route to an internet gateway that is not there",
      "aws:ec2/route:Route",
      () => ({ routeTableId: "rtb-0", destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-0" }),
      "InvalidInternetGatewayID.NotFound: The internetGateway ID 'igw-0' does not exist",
    ],
    [
      "a route table with a route to a gateway that is not there",
      "aws:ec2/routeTable:RouteTable",
      () => ({ vpcId: world.vpcId, routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0" }] }),
      "InvalidNatGatewayID.NotFound: The natGateway ID 'nat-0' does not exist",
    ],
    [
      "a route in a table that is not there",
      "aws:ec2/route:Route",
      () => ({ routeTableId: "rtb-0", destinationCidrBlock: "0.0.0.0/0", transitGatewayId: "tgw-0" }),
      "InvalidRouteTableID.NotFound: The routeTable ID 'rtb-0' does not exist",
    ],
    [
      "an association of a subnet that is not there",
      "aws:ec2/routeTableAssociation:RouteTableAssociation",
      () => ({ routeTableId: "rtb-0", subnetId: "subnet-0" }),
      "InvalidSubnetID.NotFound: The subnet ID 'subnet-0' does not exist",
    ],
    [
      "an endpoint of another region's service",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      () => ({ vpcId: world.vpcId, serviceName: "com.amazonaws.us-east-1.s3" }),
      "InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.s3' does not exist",
    ],
    [
      "a rule of a group that is not there",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      () => ({ securityGroupId: "sg-0", ipProtocol: "tcp", cidrIpv4: "10.0.0.0/8" }),
      "InvalidGroup.NotFound: The security group 'sg-0' does not exist",
    ],
    [
      "a rule that names a group that is not there",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      () => ({ securityGroupId: world.securityGroupId, ipProtocol: "tcp", referencedSecurityGroupId: "sg-0" }),
      "InvalidGroup.NotFound: The security group 'sg-0' does not exist",
    ],
    [
      "a group whose rules name one that is not there",
      "aws:ec2/securityGroup:SecurityGroup",
      () => ({ vpcId: world.vpcId, ingress: [{ protocol: "tcp", fromPort: 1, toPort: 1, securityGroups: ["sg-0"] }] }),
      "InvalidGroup.NotFound: The security group 'sg-0' does not exist",
    ],
    [
      "an old-style rule of a group that is not there",
      "aws:ec2/securityGroupRule:SecurityGroupRule",
      () => ({
        type: "ingress",
        securityGroupId: "sg-0",
        protocol: "tcp",
        fromPort: 1,
        toPort: 1,
        cidrBlocks: ["10.0.0.0/8"],
      }),
      "InvalidGroup.NotFound",
    ],
  ])("%s", async (_what, type, inputs, message) => {
    await expect(aws.create(type, "refused", inputs())).rejects.toThrow(message);
  });

  test("a second gateway, rule, route, group or association where one is", async () => {
    const { vpcId, securityGroupId } = world;
    const gateway = await aws.made("aws:ec2/internetGateway:InternetGateway", "one", { vpcId });
    await expect(aws.create("aws:ec2/internetGateway:InternetGateway", "two", { vpcId })).rejects.toThrow(
      `Network ${vpcId} already has an internet gateway attached`,
    );
    const rule = { securityGroupId, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" };
    await aws.create("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "one", rule);
    await expect(aws.create("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "two", rule)).rejects.toThrow(
      'InvalidPermission.Duplicate: the specified rule "peer: 0.0.0.0/0, tcp, from port: 443, to port: 443, ALLOW" already exists',
    );
    const table = await aws.made("aws:ec2/routeTable:RouteTable", "one", { vpcId });
    const route = { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id };
    await aws.create("aws:ec2/route:Route", "one", route);
    await expect(aws.create("aws:ec2/route:Route", "two", route)).rejects.toThrow(
      `RouteAlreadyExists: Route in Route Table (${table.id}) with destination (0.0.0.0/0) already exists`,
    );
    const association = { routeTableId: table.id, subnetId: world.subnetIds[0] ?? "" };
    await aws.create("aws:ec2/routeTableAssociation:RouteTableAssociation", "one", association);
    await expect(aws.create("aws:ec2/routeTableAssociation:RouteTableAssociation", "two", association)).rejects.toThrow(
      "Resource.AlreadyAssociated",
    );
    await aws.create("aws:ec2/securityGroup:SecurityGroup", "one", { vpcId, name: "web" });
    await expect(aws.create("aws:ec2/securityGroup:SecurityGroup", "two", { vpcId, name: "web" })).rejects.toThrow(
      "InvalidGroup.Duplicate: The security group 'web' already exists for the VPC",
    );
  });

  test("to delete what others live in or use", async () => {
    const vpc = await aws.create("aws:ec2/vpc:Vpc", "used", { cidrBlock: "10.92.0.0/16" });
    const subnet = await aws.create("aws:ec2/subnet:Subnet", "used", { vpcId: vpc.id, cidrBlock: "10.92.0.0/24" });
    await expect(aws.delete(vpc)).rejects.toThrow(
      `DependencyViolation: The vpc '${vpc.id}' has dependencies and cannot be deleted.`,
    );
    const eip = await aws.create("aws:ec2/eip:Eip", "used", {});
    const nat = await aws.create("aws:ec2/natGateway:NatGateway", "used", {
      allocationId: eip.id,
      subnetId: subnet.id,
    });
    await expect(aws.delete(subnet)).rejects.toThrow(`The subnet '${subnet.id}' has dependencies`);
    await expect(aws.delete(eip)).rejects.toThrow("InvalidIPAddress.InUse");
    await aws.delete(nat);
    await aws.delete(eip);
    const table = await aws.create("aws:ec2/routeTable:RouteTable", "used", { vpcId: vpc.id });
    const inputs = { routeTableId: table.id, subnetId: subnet.id };
    const association = await aws.create("aws:ec2/routeTableAssociation:RouteTableAssociation", "used", inputs);
    await expect(aws.delete(table)).rejects.toThrow(`The routeTable '${table.id}' has dependencies`);
    await aws.delete(association);
    await aws.delete(table);
    await aws.delete(subnet);
    await aws.delete(vpc);
  });

  test("to delete a security group that a rule of another names", async () => {
    const { vpcId, securityGroupId } = world;
    const group = await aws.create("aws:ec2/securityGroup:SecurityGroup", "named", { vpcId });
    const rule = await aws.create("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "named", {
      securityGroupId,
      ipProtocol: "tcp",
      fromPort: 80,
      toPort: 80,
      referencedSecurityGroupId: group.id,
    });
    await expect(aws.delete(group)).rejects.toThrow(`DependencyViolation: resource ${group.id} has a dependent object`);
    await aws.delete(rule);
    await aws.delete(group);
  });
});
