/** One machine that translates addresses, where a developer's stack has no gateway. */
import { addressBudget } from "../../infra/addresses";
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { costItems, costRange } from "../../infra/cost";
import { natRules, natUserData } from "../../infra/nat-machine";
import { IMAGE, type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const SETTINGS = { storageGiB: 20, logRetentionDays: 30, alarmMetrics: 60, architecture: "X86_64" } as const;
const DEVELOPMENT = { ...REQUIRED, environment: "development" } as const;

function declare(natGateways: string) {
  return declareBlueprint(parseConfig({ ...DEVELOPMENT, natGateways }), "eu-west-1");
}

let resources: readonly Registered[] = [];

beforeAll(async () => {
  const development = { "guardrails:environment": "development", "guardrails:natGateways": "instance" };
  // Internal: public subnets are there for the machine alone.
  resources = await runProgram({ ...PRODUCTION, ...development, "guardrails:loadBalancer": "internal" });
}, 120_000);

function ofType(type: string): readonly Registered[] {
  return resources.filter((resource) => resource.type === type);
}

/** Of the machine's own group. */
function rulesOf(direction: "Ingress" | "Egress"): unknown[] {
  const type = `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`;
  return ofType(type)
    .filter(({ inputs }) => inputs["securityGroupId"] === "nat-instance-id")
    .map(({ inputs }) => [inputs["cidrIpv4"], inputs["ipProtocol"], inputs["fromPort"]]);
}

describe("a NAT instance", () => {
  it("is one small machine instead of a gateway, of the newest image when it is made", () => {
    const machines = ofType("aws:ec2/instance:Instance");
    expect(machines.map(({ name }) => name)).toStrictEqual(["nat-instance"]);
    expect(machines[0]?.inputs).toMatchObject({ instanceType: "t4g.nano", ami: IMAGE, subnetId: "public-0-id" });
    expect(machines[0]?.ignoreChanges).toStrictEqual(["ami"]);
    expect(ofType("aws:ec2/natGateway:NatGateway")).toStrictEqual([]);
  });

  it("is the way out of every private subnet, and of no other", () => {
    const ways = ofType("aws:ec2/route:Route").map(({ name, inputs }) => [
      name,
      inputs["networkInterfaceId"] ?? inputs["gatewayId"],
    ]);
    expect(ways.sort()).toStrictEqual([
      ["private-0-internet", "interface-of-nat-instance"],
      ["private-1-internet", "interface-of-nat-instance"],
      ["public-internet", "internet-id"],
    ]);
    expect(ofType("aws:ec2/instance:Instance")[0]?.inputs["sourceDestCheck"]).toBe(false);
  });

  it("keeps its address, which comes once there is a way to it", () => {
    const [address, ...more] = ofType("aws:ec2/eip:Eip");
    expect(more).toStrictEqual([]);
    expect(address?.inputs).toMatchObject({ domain: "vpc", instance: "nat-instance-id" });
    expect(address?.dependsOn).toContain(ofType("aws:ec2/internetGateway:InternetGateway")[0]?.urn);
  });

  it("lets the VPC in and nobody else, and everything out", () => {
    const [machine] = ofType("aws:ec2/instance:Instance");
    expect(machine?.inputs["vpcSecurityGroupIds"]).toStrictEqual(["nat-instance-id"]);
    expect(rulesOf("Ingress")).toStrictEqual([["10.64.0.0/16", "-1", undefined]]);
    expect(rulesOf("Egress")).toStrictEqual([["0.0.0.0/0", "-1", undefined]]);
  });

  it("has no key pair and no role, its disk is encrypted, and its metadata asks for a token", () => {
    const [machine] = ofType("aws:ec2/instance:Instance");
    expect(machine?.inputs).not.toHaveProperty("keyName");
    expect(machine?.inputs).not.toHaveProperty("iamInstanceProfile");
    expect(machine?.inputs).toMatchObject({
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: 8 },
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    });
  });

  it("is made anew when what it runs changes", () => {
    const [machine] = ofType("aws:ec2/instance:Instance");
    expect(machine?.inputs).toMatchObject({ userData: natUserData("10.64.0.0/16"), userDataReplaceOnChange: true });
  });

  it("costs a fifth of a gateway, its address and its disk with it", () => {
    const items = costItems(declare("instance"), SETTINGS, "smallest");
    expect(items).toContainEqual({ kind: "machine", name: "NAT", count: 1, instanceType: "t4g.nano", storageGiB: 8 });
    expect(items.filter(({ kind }) => kind === "nat-gateway" || kind === "vpc-endpoint")).toStrictEqual([]);
    const monthly = (natGateways: string) => costRange(declare(natGateways), SETTINGS).smallest;
    // $3.36 for the machine and $0.70 for its disk, where a gateway is $35.04; both have an address.
    expect(monthly("single").monthly - monthly("instance").monthly).toBeCloseTo(35.04 - 4.06, 2);
    expect(monthly("instance").unpriced).toStrictEqual([]);
  });

  it("needs no endpoint's address in the private subnets", () => {
    expect(addressBudget(declare("instance"))).toStrictEqual(addressBudget(declare("single")));
  });

  it("is refused in production, and nowhere else", () => {
    expect(() => parseConfig({ ...REQUIRED, natGateways: "instance" })).toThrow(
      'guardrails:natGateways is "instance", but must be per-zone, regional, single or none in production, whose way out may not be one machine.',
    );
    for (const environment of ["development", "staging"]) {
      expect(parseConfig({ ...REQUIRED, environment, natGateways: "instance" }).network.natGateways).toBe("instance");
    }
  });
});

describe("what it runs", () => {
  const script = natUserData("10.64.0.0/16");

  it("forwards and translates what leaves the VPC, after each start", () => {
    expect(script.startsWith("#!/bin/bash\nset -euo pipefail\n")).toBe(true);
    expect(script).toContain("net.ipv4.ip_forward = 1' > /etc/sysctl.d/");
    expect(script).toContain(`\n${natRules("10.64.0.0/16")}RULES\n`);
    expect(script).toContain("systemctl enable --now nat.service");
    expect(natRules("10.64.0.0/16")).toContain("ip saddr 10.64.0.0/16 ip daddr != 10.64.0.0/16 masquerade");
  });

  it("waits for its address before it installs anything", () => {
    expect(script).toMatch(/until dnf install .*nftables; do sleep \d+; done/);
    expect(script.indexOf("dnf install")).toBeLessThan(script.indexOf("systemctl enable"));
    expect(script.indexOf("swapon")).toBeLessThan(script.indexOf("dnf install"));
  });
});
