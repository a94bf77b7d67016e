import fc from "fast-check";
import { addressBudget, INTERFACE_ENDPOINTS } from "../../infra/addresses";
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { subnetRanges } from "../../infra/subnets";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

function budget(overrides: Readonly<Record<string, string>>) {
  return addressBudget(declareBlueprint(parseConfig({ ...REQUIRED, ...overrides }), "eu-west-1"));
}

function ofType(resources: readonly Registered[], type: string): readonly Registered[] {
  return resources.filter((resource) => resource.type === type);
}

function names(resources: readonly Registered[], type: string): readonly string[] {
  return ofType(resources, type)
    .map(({ name }) => name)
    .sort();
}

let perZone: readonly Registered[] = [];
let closed: readonly Registered[] = [];
let single: readonly Registered[] = [];

beforeAll(async () => {
  perZone = await runProgram(PRODUCTION);
  closed = await runProgram({ ...PRODUCTION, "guardrails:natGateways": "none" });
  single = await runProgram({ ...PRODUCTION, "guardrails:natGateways": "single" });
}, 180_000);

describe("addressBudget", () => {
  it("counts every service mid-deployment at its maximum, with one zone gone", () => {
    // web 8 × 200 % + worker 6 × 200 % + scheduler 1 + monitor 1 + migration 1 = 31, over two of three zones.
    expect(budget({})).toStrictEqual({ peak: 16, usable: 4091, fits: true });
    expect(budget({ availabilityZones: '["a","b"]' }).peak).toBe(31);
    expect(budget({ natGateways: "none" }).peak).toBe(16 + INTERFACE_ENDPOINTS.length);
  });

  it.each(["production", "staging", "development"])("fits %s even in the smallest network", (environment) => {
    for (const natGateways of ["none", "single", "per-zone"]) {
      expect(budget({ environment, natGateways, cidrBlock: "10.0.0.0/23" })).toMatchObject({ usable: 27, fits: true });
    }
  });

  it("says so when it does not fit", () => {
    expect(budget({ cidrBlock: "10.0.0.0/23", webMaxTasks: "50" })).toMatchObject({ fits: false });
  });

  it("counts the addresses of the subnets that are built, whatever the network", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 23 }), (prefix) => {
        const cidrBlock = `10.0.0.0/${prefix}`;
        const [range = ""] = subnetRanges(cidrBlock, "private", 1);
        const addresses = 2 ** (32 - Number(range.split("/")[1]));
        expect(budget({ cidrBlock }).usable).toBe(addresses - 5);
      }),
    );
  });
});

describe("the network", () => {
  it("spans its zones in three tiers, and gives nothing a public address by itself", () => {
    const subnets = ofType(perZone, "aws:ec2/subnet:Subnet");
    for (const tier of ["public", "private", "isolated"]) {
      const zones = subnets.filter(({ name }) => name.startsWith(tier)).map(({ inputs }) => inputs["availabilityZone"]);
      expect(zones).toStrictEqual(["eu-west-1a", "eu-west-1c", "eu-west-1d"]);
    }
    expect(subnets.map(({ inputs }) => inputs["mapPublicIpOnLaunch"])).toStrictEqual(subnets.map(() => false));
  });

  it("closes the default security group", () => {
    const [group] = ofType(perZone, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    expect(group?.inputs).toMatchObject({ ingress: [], egress: [] });
  });

  it("records its traffic in an encrypted group", () => {
    const [log] = ofType(perZone, "aws:ec2/flowLog:FlowLog");
    expect(log?.inputs).toMatchObject({ trafficType: "ALL", logDestinationType: "cloud-watch-logs" });
    const group = ofType(perZone, "aws:cloudwatch/logGroup:LogGroup").find(({ name }) => name === "flow-logs");
    expect(group?.inputs).toMatchObject({
      retentionInDays: 365,
      kmsKeyId: "arn:aws:service:eu-west-1:123456789012:logs-key",
    });
  });

  it("has no way out of the isolated tier, and one of its own zone out of each private subnet", () => {
    const routes = ofType(perZone, "aws:ec2/route:Route").map(({ name, inputs }) => [name, inputs["natGatewayId"]]);
    expect(routes).toStrictEqual(
      expect.arrayContaining([
        ["private-0-internet", "nat-0-id"],
        ["private-1-internet", "nat-1-id"],
        ["private-2-internet", "nat-2-id"],
        ["public-internet", undefined],
      ]),
    );
    expect(routes).toHaveLength(4);
  });

  it("shares one gateway where that is asked for", () => {
    expect(names(single, "aws:ec2/natGateway:NatGateway")).toStrictEqual(["nat-0"]);
    const ways = ofType(single, "aws:ec2/route:Route").map(({ inputs }) => inputs["natGatewayId"]);
    expect(ways.filter((id) => id === "nat-0-id")).toHaveLength(3);
  });

  it("reaches every AWS service a task needs without a gateway, for this account only", () => {
    expect(names(closed, "aws:ec2/natGateway:NatGateway")).toStrictEqual([]);
    expect(names(closed, "aws:ec2/route:Route")).toStrictEqual(["public-internet"]);
    const endpoints = ofType(closed, "aws:ec2/vpcEndpoint:VpcEndpoint");
    const services = endpoints.map(({ inputs }) => inputs["serviceName"]);
    // A Fargate task's image (registry, layers), secrets and their key, log stream, metrics and role.
    const needed = ["ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "s3", "secretsmanager", "sts"];
    expect([...services].sort()).toStrictEqual(needed.map((service) => `com.amazonaws.eu-west-1.${service}`));
    for (const { inputs } of endpoints.filter(({ inputs: { vpcEndpointType } }) => vpcEndpointType === "Interface")) {
      expect(inputs).toMatchObject({
        privateDnsEnabled: true,
        subnetIds: ["private-0-id", "private-1-id", "private-2-id"],
      });
      expect(JSON.parse(inputs["policy"] as string)).toMatchObject({
        Statement: [{ Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } } }],
      });
    }
  });

  it("reaches S3 past the gateways, where traffic costs nothing", () => {
    const [s3] = ofType(perZone, "aws:ec2/vpcEndpoint:VpcEndpoint");
    expect(s3?.inputs).toMatchObject({
      vpcEndpointType: "Gateway",
      routeTableIds: ["private-0-id", "private-1-id", "private-2-id"],
    });
  });
});
