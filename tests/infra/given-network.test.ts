/** A product in a VPC that somebody else made: what is left out, what stands where, and what is refused. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { addressBudget } from "../../infra/addresses";
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import type { OwnNetwork } from "../../infra/config-network";
import { costItems } from "../../infra/cost";
import { type GivenSubnet, mistakeOf } from "../../infra/given-network";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const file = parse(readFileSync(join(__dirname, "../../Pulumi.example-own-vpc.yaml"), "utf8")) as {
  readonly config: Readonly<Record<string, OwnNetwork>>;
};
const OWN = file.config["guardrails:ownNetwork"] as OwnNetwork;
const COST = { storageGiB: 100, logRetentionDays: 365, alarmMetrics: 60, architecture: "X86_64" } as const;
const ownNetwork = JSON.stringify(OWN);

function settings(change: Readonly<Record<string, unknown>>, raw: Readonly<Record<string, string>> = {}) {
  return parseConfig({ ...REQUIRED, ...raw, ownNetwork: JSON.stringify({ ...OWN, ...change }) });
}

describe("what is refused before anything is asked", () => {
  const few = { "subnet-0b00000000000001": "10.20.32.0/20" };
  it.each([
    ["a VPC of no id", { vpcId: "shop" }, {}, /^guardrails:ownNetwork is .*, but must be an object with vpcId/],
    ["one private subnet", { privateSubnets: few }, {}, /2 to 4 subnet ids/],
    ["a subnet of no id", { privateSubnets: { ...few, a: "10.20.0.0/24" } }, {}, /2 to 4 subnet ids/],
    ["a range that is none", { cidrBlock: "10.20.0.300/16" }, {}, /with vpcId/],
    ["a field nobody reads", { natGatewayIds: [] }, {}, /an object with vpcId/],
    ["no public subnets for a public balancer", { publicSubnets: undefined }, {}, /a network with publicSubnets/],
    [
      "a subnet outside the VPC",
      { isolatedSubnets: { "subnet-0c00000000000001": "10.21.8.0/24", "subnet-0c00000000000002": "10.20.9.0/24" } },
      {},
      /is "subnet-0c00000000000001 10.21.8.0\/24", but must be of subnets inside the VPC's cidrBlock 10.20.0.0\/16\.$/,
    ],
    ["data in the public subnets", { isolatedSubnets: OWN.publicSubnets }, {}, /hold neither workloads nor data/],
    ["workloads in the public subnets", { privateSubnets: OWN.publicSubnets }, {}, /hold neither workloads nor data/],
    ["gateways of its own", {}, { natGateways: "single" }, /^guardrails:natGateways is "set", but must be left out/],
    ["a range of its own", {}, { cidrBlock: "10.0.0.0/16" }, /^guardrails:cidrBlock is "set", but must be left out/],
    ["zones of its own", {}, { availabilityZones: '["a","b"]' }, /^guardrails:availabilityZones is "set", but must/],
  ])("%s", (_, change, raw, message) => {
    expect(() => settings(change, raw)).toThrow(message);
  });

  it("and not: an internal balancer without public subnets, data beside the workloads", () => {
    const given = settings({ publicSubnets: undefined, isolatedSubnets: undefined }, { loadBalancer: "internal" });
    expect(given.network.own).toMatchObject({ publicSubnets: {}, isolatedSubnets: OWN.privateSubnets });
  });
});

describe("what AWS has", () => {
  const read = Object.entries({ ...OWN.publicSubnets, ...OWN.privateSubnets, ...OWN.isolatedSubnets }).map(
    ([id, cidrBlock]): GivenSubnet => ({
      id,
      vpcId: OWN.vpcId,
      cidrBlock,
      availabilityZone: `eu-west-1${id.endsWith("1") ? "a" : "b"}`,
    }),
  );
  const changed = (id: string, change: Partial<GivenSubnet>) =>
    read.map((subnet) => (subnet.id === id ? { ...subnet, ...change } : subnet));

  it("is what the configuration says", () => {
    expect(mistakeOf(OWN, OWN.cidrBlock, read)).toBeNull();
  });

  it.each([
    [
      "another VPC",
      "subnet-0b00000000000001",
      { vpcId: "vpc-1" },
      /which is in vpc-1 and not in vpc-0a1b2c3d4e5f60718/,
    ],
    ["another range", "subnet-0a00000000000002", { cidrBlock: "10.20.2.0/24" }, /its range is 10.20.2.0\/24\.$/],
    ["one public zone", "subnet-0a00000000000002", { availabilityZone: "eu-west-1a" }, /in its publicSubnets/],
    ["one private zone", "subnet-0b00000000000002", { availabilityZone: "eu-west-1a" }, /in its privateSubnets/],
    ["one zone of data", "subnet-0c00000000000002", { availabilityZone: "eu-west-1a" }, /in its isolatedSubnets/],
  ])("or is refused: %s", (_, id, change, message) => {
    expect(mistakeOf(OWN, OWN.cidrBlock, changed(id, change))).toMatch(message);
  });

  it("or is refused: another range of the VPC, to which doors would be opened", () => {
    expect(mistakeOf(OWN, "10.0.0.0/8", read)).toMatch(/its range is 10.0.0.0\/8\.$/);
  });
});

describe("the stack in it", () => {
  let resources: readonly Registered[] = [];
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);

  beforeAll(async () => {
    resources = await runProgram({ ...PRODUCTION, "guardrails:ownNetwork": ownNetwork });
  }, 60_000);

  it("makes no part of a network but security groups, all of them in the VPC", () => {
    const made = new Set(resources.map(({ type }) => type).filter((type) => /^aws:(ec2|vpc)\//.test(type)));
    expect([...made].sort()).toEqual([
      "aws:ec2/securityGroup:SecurityGroup",
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ]);
    const vpcs = new Set(ofType("aws:ec2/securityGroup:SecurityGroup").map(({ inputs }) => inputs["vpcId"]));
    expect([...vpcs]).toEqual([OWN.vpcId]);
  });

  it("puts each part into its tier", () => {
    const [balancer] = ofType("aws:lb/loadBalancer:LoadBalancer");
    expect(balancer?.inputs["subnets"]).toEqual(Object.keys(OWN.publicSubnets));
    for (const type of ["aws:rds/subnetGroup:SubnetGroup", "aws:elasticache/subnetGroup:SubnetGroup"]) {
      expect(ofType(type)[0]?.inputs["subnetIds"]).toEqual(Object.keys(OWN.isolatedSubnets));
    }
    for (const { inputs } of ofType("aws:ecs/service:Service")) {
      expect(inputs["networkConfiguration"]).toMatchObject({ subnets: Object.keys(OWN.privateSubnets) });
    }
  });

  it("says so, believes its load balancer's subnets, and pays for no way out", () => {
    const declared = declareBlueprint(settings({}), "eu-west-1");
    expect(declared.network).toEqual({
      cidrBlock: OWN.cidrBlock,
      availabilityZones: 2,
      natGateways: "given",
      given: { public: OWN.publicSubnets, private: OWN.privateSubnets, isolated: OWN.isolatedSubnets },
    });
    const believed = declared.workloads.web.environment["FORWARDED_ALLOW_IPS"];
    expect(believed).toEqual({ kind: "plain", value: "10.20.0.0/24,10.20.1.0/24" });
    expect(addressBudget(declared).usable).toBe(4091);
    const kinds = costItems(declared, COST, "largest").map(({ kind }) => kind);
    expect(kinds).toContain("public-address");
    expect(kinds.filter((kind) => kind === "nat-gateway" || kind === "vpc-endpoint")).toEqual([]);
  });
});
