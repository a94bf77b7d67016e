/** A machine, what leads to it, and what AWS refuses about it. */
import { type Properties } from "../../../../offline/provider/values";
import { str } from "../../client";
import { aws, world } from "../fresh-world";

const INSTANCE = "aws:ec2/instance:Instance";
const EIP = "aws:ec2/eip:Eip";
const ROUTE = "aws:ec2/route:Route";
const IMAGE = "ami-0a1b2c3d4e5f60718";

const machine = (more: Properties = {}): Properties => ({
  ami: IMAGE,
  instanceType: "t4g.nano",
  subnetId: world.subnetIds[0] ?? "",
  ...more,
});

test("has AWS's forms, its subnet's zone, and a public address only where one is given", async () => {
  const { id, outputs } = await aws.create(INSTANCE, "formed", machine({ subnetId: world.subnetIds[1] ?? "" }));
  expect(id).toMatch(/^i-[0-9a-f]{17}$/);
  expect(outputs).toMatchObject({
    arn: `arn:aws:ec2:eu-west-1:123456789012:instance/${id}`,
    availabilityZone: "eu-west-1b",
    primaryNetworkInterfaceId: expect.stringMatching(/^eni-[0-9a-f]{17}$/) as string,
    publicIp: "",
    sourceDestCheck: true,
  });
  const open = await aws.create(INSTANCE, "open", machine({ associatePublicIpAddress: true }));
  expect(open.outputs.publicIp).toBe("203.0.113.10");
  const inDefaultVpc = await aws.create(INSTANCE, "default", { ami: IMAGE, instanceType: "t4g.nano" });
  expect(inDefaultVpc.outputs.publicIp).toBe("203.0.113.10");
});

test("has the image that AWS publishes, of which the parameter's value is no secret", async () => {
  const name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
  const { insecureValue } = await aws.invoke("aws:ssm/getParameter:getParameter", { name });
  await expect(aws.create(INSTANCE, "newest", machine({ ami: str(insecureValue) }))).resolves.toBeDefined();
});

test("is given an address and a route once its network has a way to the internet", async () => {
  const vpc = await aws.made("aws:ec2/vpc:Vpc", "machine", { cidrBlock: "10.93.0.0/16" });
  const { id: subnetId } = await aws.create("aws:ec2/subnet:Subnet", "machine", {
    vpcId: vpc.id,
    cidrBlock: "10.93.0.0/24",
  });
  const made = await aws.create(INSTANCE, "routed", machine({ subnetId }));
  await expect(aws.create(EIP, "early", { domain: "vpc", instance: made.id })).rejects.toThrow(
    `Gateway.NotAttached: Network ${vpc.id} is not attached to any internet gateway`,
  );
  await aws.create("aws:ec2/internetGateway:InternetGateway", "machine", { vpcId: vpc.id });
  const { outputs } = await aws.create(EIP, "routed", { domain: "vpc", instance: made.id });
  expect(outputs).toMatchObject({
    associationId: expect.stringMatching(/^eipassoc-/) as string,
    networkInterface: made.outputs.primaryNetworkInterfaceId,
  });
  const table = await aws.create("aws:ec2/routeTable:RouteTable", "machine", { vpcId: vpc.id });
  const route = { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0" };
  const networkInterfaceId = str(made.outputs.primaryNetworkInterfaceId);
  await expect(aws.create(ROUTE, "routed", { ...route, networkInterfaceId })).resolves.toBeDefined();
  await expect(aws.delete({ ...made, type: "aws:ec2/subnet:Subnet", id: subnetId })).rejects.toThrow(
    "has dependencies",
  );
});

test.each([
  ["an image's id that is none", INSTANCE, () => machine({ ami: "al2023" }), 'Malformed: Invalid id: "al2023"'],
  ["no image", INSTANCE, () => ({ instanceType: "t4g.nano" }), "one of `ami,launchTemplate` must be specified"],
  ["no type", INSTANCE, () => ({ ami: IMAGE }), "one of `instanceType,launchTemplate` must be specified"],
  [
    "a subnet that is not there",
    INSTANCE,
    () => machine({ subnetId: "subnet-0" }),
    "InvalidSubnetID.NotFound: The subnet ID 'subnet-0' does not exist",
  ],
  [
    "a group that is not there",
    INSTANCE,
    () => machine({ vpcSecurityGroupIds: ["sg-0"] }),
    "InvalidGroup.NotFound: The security group 'sg-0' does not exist",
  ],
  [
    "metadata with half a token",
    INSTANCE,
    () => machine({ metadataOptions: { httpTokens: "maybe" } }),
    'expected metadataOptions.httpTokens to be one of ["optional" "required"], got maybe',
  ],
  [
    "an address of a machine that is not there",
    EIP,
    () => ({ domain: "vpc", instance: "i-0" }),
    "InvalidInstanceID.NotFound: The instance ID 'i-0' does not exist",
  ],
  [
    "a route to an interface that is not there",
    ROUTE,
    () => ({ routeTableId: "rtb-0", destinationCidrBlock: "0.0.0.0/0", networkInterfaceId: "eni-0" }),
    "InvalidNetworkInterfaceID.NotFound: The networkInterface ID 'eni-0' does not exist",
  ],
])("refuses %s", async (_what, type, inputs: () => Properties, message) => {
  await expect(aws.create(type, "refused", inputs())).rejects.toThrow(message);
});
