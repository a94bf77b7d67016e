/** The network's ways out, the load balancer's way in, its names, and what the firewall before it lets pass. */
import { addressBudget } from "../../infra/addresses";
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { costItems } from "../../infra/cost";
import { loadBalancerRanges } from "../../infra/contract";
import { describeExclusions } from "../../infra/outputs";
import { subnetRanges } from "../../infra/subnets";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const SETTINGS = { storageGiB: 100, logRetentionDays: 365, alarmMetrics: 60, architecture: "X86_64" } as const;
const NAT = "aws:ec2/natGateway:NatGateway";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const RECORD = "aws:route53/record:Record";
const EXCLUSION = {
  group: "AWSManagedRulesSQLiRuleSet",
  rule: "SQLi_BODY",
  reason: "Analysts save SQL in reports.",
  owner: "reporting",
};

function ofType(resources: readonly Registered[], type: string): readonly Registered[] {
  return resources.filter((resource) => resource.type === type);
}

function declare(config: Readonly<Record<string, string>>) {
  return declareBlueprint(parseConfig({ ...REQUIRED, ...config }), "eu-west-1");
}

function run(config: Readonly<Record<string, string>>): Promise<readonly Registered[]> {
  return runProgram({
    ...PRODUCTION,
    ...Object.fromEntries(Object.entries(config).map(([key, value]) => [`guardrails:${key}`, value])),
  });
}

function doors(resources: readonly Registered[]): unknown[] {
  return ofType(resources, INGRESS)
    .filter(({ inputs }) => inputs["cidrIpv4"] !== undefined)
    .map(({ inputs }) => [inputs["cidrIpv4"], inputs["fromPort"]]);
}

describe("a regional NAT gateway", () => {
  let resources: readonly Registered[] = [];
  beforeAll(async () => {
    resources = await run({ natGateways: "regional" });
  }, 120_000);

  it("is one for all zones, without a subnet or an address of the stack's", () => {
    const [nat, ...more] = ofType(resources, NAT);
    expect(more).toStrictEqual([]);
    expect(nat?.inputs).toMatchObject({ availabilityMode: "regional", connectivityType: "public", vpcId: "vpc-id" });
    expect(nat?.inputs).not.toHaveProperty("subnetId");
    expect(nat?.inputs).not.toHaveProperty("allocationId");
    expect(ofType(resources, "aws:ec2/eip:Eip")).toStrictEqual([]);
    expect(nat?.dependsOn).toContain(ofType(resources, "aws:ec2/internetGateway:InternetGateway")[0]?.urn);
  });

  it("is the way out of every private subnet", () => {
    const ways = ofType(resources, "aws:ec2/route:Route").filter(({ name }) => name.startsWith("private-"));
    expect(ways.map(({ inputs }) => inputs["natGatewayId"])).toStrictEqual(["nat-id", "nat-id", "nat-id"]);
  });

  it("costs what one in each zone costs", () => {
    const cost = (natGateways: string) =>
      costItems(declare({ natGateways }), SETTINGS, "smallest").filter(({ kind }) => kind === "nat-gateway");
    expect(cost("regional")).toStrictEqual(cost("per-zone"));
  });
});

describe("an internal load balancer", () => {
  let resources: readonly Registered[] = [];
  beforeAll(async () => {
    resources = await run({
      loadBalancer: "internal",
      natGateways: "regional",
      hostNames: '["www.shop.example.com","shop.internal"]',
    });
  }, 120_000);

  it("stands in the private subnets, and there are no public ones", () => {
    const [balancer] = ofType(resources, BALANCER);
    expect(balancer?.inputs).toMatchObject({
      internal: true,
      subnets: ["private-0-id", "private-1-id", "private-2-id"],
    });
    const tiers = ofType(resources, "aws:ec2/subnet:Subnet").map(({ name }) => name.replace(/-\d$/, ""));
    expect(new Set(tiers)).toStrictEqual(new Set(["private", "isolated"]));
    expect(ofType(resources, "aws:ec2/routeTable:RouteTable").map(({ name }) => name)).not.toContain("public");
  });

  it("answers the VPC's own network, or the ones that are named, and nobody else", async () => {
    expect(doors(resources)).toStrictEqual([
      ["10.64.0.0/16", 443],
      ["10.64.0.0/16", 80],
    ]);
    const named = await run({ loadBalancer: "internal", clientNetworks: '["10.0.0.0/8","192.168.0.0/16"]' });
    expect(doors(named)).toStrictEqual([
      ["10.0.0.0/8", 443],
      ["192.168.0.0/16", 443],
      ["10.0.0.0/8", 80],
      ["192.168.0.0/16", 80],
    ]);
  }, 120_000);

  it("is looked up in private zones, one for each name that is not below another", () => {
    const zones = ofType(resources, "aws:route53/zone:Zone").map(({ inputs }) => [inputs["name"], inputs["vpcs"]]);
    expect(zones).toStrictEqual([
      ["shop.example.com", [{ vpcId: "vpc-id" }]],
      ["shop.internal", [{ vpcId: "vpc-id" }]],
    ]);
    const records = ofType(resources, RECORD).filter(({ inputs }) => inputs["type"] === "A");
    expect(records.map(({ inputs }) => [inputs["name"], inputs["zoneId"]])).toStrictEqual([
      ["shop.example.com", "edge-id"],
      ["www.shop.example.com", "edge-id"],
      ["shop.internal", "edge-shop.internal-id"],
    ]);
    // The owner's zone is public: it proves the names to ACM, and knows no address of the stack's.
    expect(ofType(resources, RECORD).filter(({ inputs }) => inputs["zoneId"] === "Z0123456789EXAMPLE").length).toBe(3);
  });

  it("is believed about a client's address, and leaves room for itself", () => {
    const settings = parseConfig({ ...REQUIRED, loadBalancer: "internal" });
    expect(loadBalancerRanges(settings)).toStrictEqual(subnetRanges("10.64.0.0/16", "private", 3));
    const peak = (loadBalancer: string) => addressBudget(declare({ loadBalancer })).peak;
    expect(peak("internal") - peak("public")).toBe(8);
  });

  it("has no door to the internet at all where nothing leads out", async () => {
    const closed = await run({ loadBalancer: "internal", natGateways: "none" });
    expect(ofType(closed, "aws:ec2/internetGateway:InternetGateway")).toStrictEqual([]);
    expect(ofType(closed, "aws:ec2/route:Route")).toStrictEqual([]);
    expect(costItems(declare({ loadBalancer: "internal", natGateways: "none" }), SETTINGS, "smallest")).toContainEqual({
      kind: "public-address",
      name: "public addresses",
      count: 0,
    });
  }, 60_000);
});

describe("further host names", () => {
  it("are in the certificate and in the owner's zone", async () => {
    const resources = await run({ hostNames: '["www.shop.example.com"]' });
    const [certificate] = ofType(resources, "aws:acm/certificate:Certificate");
    expect(certificate?.inputs).toMatchObject({
      domainName: "shop.example.com",
      subjectAlternativeNames: ["www.shop.example.com"],
    });
    const addresses = ofType(resources, RECORD).filter(({ inputs }) => inputs["type"] === "A");
    expect(addresses.map(({ inputs }) => inputs["name"])).toStrictEqual(["shop.example.com", "www.shop.example.com"]);
  }, 60_000);
});

describe("the firewall", () => {
  it("lets a rule count that is excluded, and blocks with the others", async () => {
    const resources = await run({ firewallExclusions: JSON.stringify([EXCLUSION]) });
    const [acl] = ofType(resources, "aws:wafv2/webAcl:WebAcl");
    const rules = acl?.inputs["rules"] as {
      name: string;
      overrideAction?: unknown;
      statement: { managedRuleGroupStatement?: { ruleActionOverrides: unknown } };
    }[];
    const group = rules.find(({ name }) => name === EXCLUSION.group);
    expect(group?.overrideAction).toStrictEqual({ none: {} });
    expect(group?.statement.managedRuleGroupStatement?.ruleActionOverrides).toStrictEqual([
      { name: "SQLi_BODY", actionToUse: { count: {} } },
    ]);
    const others = rules.filter(({ name }) => name !== EXCLUSION.group);
    expect(JSON.stringify(others)).not.toContain("SQLi_BODY");
  }, 60_000);

  it("shows what it lets pass, who says so and why", () => {
    const blueprint = declare({ firewallExclusions: JSON.stringify([EXCLUSION]) });
    expect(blueprint.edge?.exclusions).toStrictEqual([EXCLUSION]);
    expect(describeExclusions(blueprint)).toStrictEqual([
      "AWSManagedRulesSQLiRuleSet/SQLi_BODY only counts: Analysts save SQL in reports. (reporting)",
    ]);
  });

  it("is left out where its owner says so, and is not paid for", async () => {
    const resources = await run({ environment: "development", webFirewall: "false" });
    expect(resources.filter(({ type }) => type.startsWith("aws:wafv2/"))).toStrictEqual([]);
    expect(ofType(resources, "aws:lb/listener:Listener").length).toBe(2);
    const items = costItems(declare({ webFirewall: "false" }), SETTINGS, "smallest");
    expect(items.map(({ kind }) => kind)).not.toContain("web-acl");
  }, 60_000);
});

it.each<[string, Readonly<Record<string, string>>]>([
  ["clientNetworks", { clientNetworks: '["10.0.0.0/8"]' }],
  ["clientNetworks", { loadBalancer: "internal", clientNetworks: '["10.0.0.1/8"]' }],
  ["hostNames", { hostNames: '["www.shop.example.com"]' }],
  ["hostNames", { domain: "shop.example.com", hostNames: '["shop.example.com"]' }],
  ["hostNames", { domain: "shop.example.com", hostNames: '["https://x"]' }],
  ["firewallExclusions", { firewallExclusions: JSON.stringify([EXCLUSION, EXCLUSION]) }],
  ["firewallExclusions", { firewallExclusions: JSON.stringify([EXCLUSION]), webFirewall: "false" }],
  ["firewallExclusions", { firewallExclusions: JSON.stringify([{ ...EXCLUSION, reason: " " }]) }],
  ["firewallExclusions", { firewallExclusions: JSON.stringify([{ ...EXCLUSION, group: "rate-limit" }]) }],
])("refuses %s that mean nothing: %j", (key, config) => {
  expect(() => parseConfig({ ...REQUIRED, ...config })).toThrow(`guardrails:${key} is `);
});
