import * as aws from "@pulumi/aws";
import { known } from "../../../policies/model";
import { letsThrough } from "../../../policies/platforms/security-groups";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { said, stackOf } from "../subjects";

const group = (name: string, args: aws.ec2.SecurityGroupArgs = {}) =>
  resource(aws.ec2.SecurityGroup, name, args, { outputs: { id: `sg-${name}` } });
const app = group("app");
const data = group("data");
const AT = { urn: "", path: "" };

function lets(resources: readonly TestResource[], port = 6379) {
  const { graph } = stackOf(resources);
  const urns = (name: string) =>
    known(
      resources.filter((one) => one.name === name).map(({ urn }) => urn),
      AT,
    );
  return said(letsThrough(graph, urns("app"), urns("data"), known(port, AT), AT));
}

const out = resource(aws.vpc.SecurityGroupEgressRule, "out", {
  securityGroupId: ref(app, "id"),
  cidrIpv4: "0.0.0.0/0",
  ipProtocol: "-1",
});
const into = (args: Partial<aws.vpc.SecurityGroupIngressRuleArgs>) =>
  resource(aws.vpc.SecurityGroupIngressRule, "into", {
    securityGroupId: ref(data, "id"),
    ipProtocol: "tcp",
    fromPort: 6379,
    toPort: 6379,
    ...args,
  });
const named = { referencedSecurityGroupId: ref(app, "id") };

describe("rules of their own", () => {
  it("let through what both directions name", () => {
    expect(lets([app, data, out, into(named)])).toBe(true);
    expect(lets([app, data, into(named)])).toBe(false);
    expect(lets([app, data, out])).toBe(false);
  });

  it.each<[string, Partial<aws.vpc.SecurityGroupIngressRuleArgs>, boolean]>([
    ["another port", { ...named, fromPort: 5432, toPort: 5432 }, false],
    ["a range with the port in it", { ...named, fromPort: 6000, toPort: 7000 }, true],
    ["another protocol", { ...named, ipProtocol: "udp" }, false],
    ["everything", { referencedSecurityGroupId: ref(app, "id"), ipProtocol: "-1" }, true],
    ["another group of the stack", { referencedSecurityGroupId: ref(data, "id") }, false],
    ["a range of addresses, which may hold it", { cidrIpv4: "10.0.0.0/8" }, true],
    ["a group by its bare id, which may be it", { referencedSecurityGroupId: "sg-0123" }, true],
  ])("%s", (_, args, through) => {
    expect(lets([app, data, out, into(args)])).toBe(through);
  });
});

it("reads rules inside a group and of the older resource", () => {
  const inline = group("data", {
    ingress: [{ protocol: "tcp", fromPort: 6379, toPort: 6379, securityGroups: [ref(app, "id")] }],
  });
  expect(lets([app, inline, out])).toBe(true);
  const older = resource(aws.ec2.SecurityGroupRule, "older", {
    type: "ingress",
    securityGroupId: ref(data, "id"),
    sourceSecurityGroupId: ref(app, "id"),
    protocol: "tcp",
    fromPort: 6379,
    toPort: 6379,
  });
  expect(lets([app, data, out, older])).toBe(true);
});

it("lets members of one group talk where the rule says self", () => {
  const both = group("app", {
    ingress: [{ protocol: "tcp", fromPort: 6379, toPort: 6379, self: true }],
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
  });
  const { graph } = stackOf([both]);
  const own = known([both.urn], AT);
  expect(said(letsThrough(graph, own, own, known(6379, AT), AT))).toBe(true);
});
