import type { Registered } from "../run-program";
import type { Row } from "./row";
import {
  add,
  all,
  alter,
  alterAll,
  arnOf,
  idOf,
  input,
  list,
  listOf,
  number,
  remove,
  type Stack,
  T,
  text,
} from "./stack";

const ways = all(T.ingress);
const waysOut = all(T.egress);
const networks = all(T.vpc);
const logGroups = all(T.logGroup);
const alarms = all(T.alarm, T.compositeAlarm);

function ofTheWorld(rule: Registered): boolean {
  return ["0.0.0.0/0", "::/0"].some((range) => [text(rule, "cidrIpv4"), text(rule, "cidrIpv6")].includes(range));
}

/** The load balancers' own groups. */
function publicGroups(stack: Stack): readonly unknown[] {
  return all(T.loadBalancer)(stack).flatMap((loadBalancer) => list(loadBalancer, "securityGroups"));
}

/** Groups that something with a network interface is in. */
function attachedGroups(stack: Stack): readonly unknown[] {
  return stack.flatMap((resource) =>
    ["securityGroups", "vpcSecurityGroupIds", "securityGroupIds", "networkConfiguration.securityGroups"].flatMap(
      (path) => listOf(input(resource, path)),
    ),
  );
}

/** Security groups, subnets, logs and alarms. */
export const networkRows: readonly Row[] = [
  {
    property: "the world reaches the load balancer's HTTP and HTTPS and nothing else",
    need: "must",
    checks: [
      "CKV_AWS_24",
      "CKV_AWS_25",
      "CKV_AWS_277",
      "EC2RestrictedSSH",
      "EC2RestrictedCommonPorts",
      "EC2.13",
      "EC2.14",
      "EC2.18",
      "EC2.19",
      "AWS-0107",
    ],
    subjects: (stack) => [...ways(stack), ...all(T.securityGroup)(stack)],
    holds: (resource, stack) => {
      // Rules are resources of their own: a group that lists some itself would have two truths.
      if (resource.type === T.securityGroup) return list(resource, "ingress").length === 0;
      return (
        !ofTheWorld(resource) ||
        (publicGroups(stack).includes(input(resource, "securityGroupId")) &&
          input(resource, "ipProtocol") === "tcp" &&
          number(resource, "fromPort") === number(resource, "toPort") &&
          [80, 443].includes(number(resource, "fromPort")))
      );
    },
    flip: alter(T.ingress, { cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: undefined }),
  },
  {
    property: "the world reaches no port 80",
    need: "must or reason",
    checks: ["CKV_AWS_260"],
    subjects: ways,
    holds: (rule) => !ofTheWorld(rule) || number(rule, "fromPort") !== 80,
    flip: alterAll(T.ingress, { cidrIpv4: "10.0.0.0/8" }),
  },
  {
    property: "nothing is open to the world",
    need: "must or reason",
    checks: ["EC23"],
    subjects: ways,
    holds: (rule) => !ofTheWorld(rule),
    flip: alterAll(T.ingress, { cidrIpv4: "10.0.0.0/8" }),
  },
  {
    property: "the world is not reachable on every port",
    need: "should",
    checks: ["CKV_AWS_382"],
    subjects: (stack) => [...waysOut(stack), ...all(T.securityGroup)(stack)],
    holds: (resource) => {
      if (resource.type === T.securityGroup) return list(resource, "egress").length === 0;
      return (
        !ofTheWorld(resource) ||
        (input(resource, "ipProtocol") === "tcp" && input(resource, "fromPort") === input(resource, "toPort"))
      );
    },
    flip: alter(T.egress, { cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" }),
  },
  {
    property: "the world is not reachable at all",
    need: "should",
    checks: ["AWS-0104"],
    subjects: waysOut,
    holds: (rule) => !ofTheWorld(rule),
    flip: alterAll(T.egress, { cidrIpv4: "10.64.0.0/16" }),
  },
  {
    property: "groups and rules say what they are for",
    need: "should",
    checks: ["CKV_AWS_23", "EC27", "AWS-0099", "AWS-0124"],
    subjects: all(T.securityGroup, T.ingress, T.egress),
    holds: (resource) => !["", "Managed by Pulumi", "Managed by Terraform"].includes(text(resource, "description")),
    flip: alter(T.securityGroup, { description: undefined }),
  },
  {
    property: "every group is attached to something",
    need: "should",
    checks: ["CKV2_AWS_5"],
    subjects: all(T.securityGroup),
    holds: (group, stack) => attachedGroups(stack).includes(idOf(group)),
    flip: add("aws:lambda/function:Function", (stack) => [
      { securityGroupIds: all(T.securityGroup)(stack).map((group) => idOf(group)) },
    ]),
  },
  {
    property: "the network's default group lets nothing in or out",
    need: "must",
    checks: ["CKV2_AWS_12", "VPCDefaultSecurityGroupClosed", "EC2.2", "AWS-0173"],
    subjects: networks,
    holds: (network, stack) =>
      all("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")(stack).some(
        (group) =>
          input(group, "vpcId") === idOf(network) &&
          list(group, "ingress").length === 0 &&
          list(group, "egress").length === 0,
      ),
    flip: alter("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", { egress: [{ cidrBlocks: ["0.0.0.0/0"] }] }),
  },
  {
    property: "the network's traffic is logged",
    need: "must",
    checks: ["CKV2_AWS_11", "VPC7", "EC2.6", "AWS-0178"],
    subjects: networks,
    holds: (network, stack) =>
      all("aws:ec2/flowLog:FlowLog")(stack).some(
        (log) => input(log, "vpcId") === idOf(network) && ["ALL", "REJECT"].includes(text(log, "trafficType")),
      ),
    flip: remove("aws:ec2/flowLog:FlowLog"),
  },
  {
    property: "no subnet gives out public addresses",
    need: "must",
    checks: ["CKV_AWS_130", "VPCSubnetAutoAssignPublicIpDisabled", "EC2.15", "AWS-0164"],
    subjects: all(T.subnet),
    holds: (subnet) => input(subnet, "mapPublicIpOnLaunch") === false,
    flip: alter(T.subnet, { mapPublicIpOnLaunch: true }),
  },
  {
    property: "the account's default network is not used",
    need: "should",
    checks: ["CKV_AWS_148", "AWS-0101"],
    subjects: (stack) => [...networks(stack), ...all("aws:ec2/defaultVpc:DefaultVpc")(stack)],
    holds: (network) => network.type === T.vpc,
    flip: add("aws:ec2/defaultVpc:DefaultVpc", () => [{}]),
  },
  {
    property: "a network firewall inspects the network's traffic",
    need: "conflict",
    checks: ["vpc_without_network_firewall"],
    subjects: networks,
    holds: (network, stack) =>
      all("aws:networkfirewall/firewall:Firewall")(stack).some((wall) => input(wall, "vpcId") === idOf(network)),
    flip: add("aws:networkfirewall/firewall:Firewall", (stack) =>
      networks(stack).map((network) => ({ vpcId: idOf(network) })),
    ),
  },
  {
    property: "logs are kept for a year",
    need: "must",
    checks: ["CKV_AWS_66", "CKV_AWS_338", "CloudWatchLogGroupRetentionPeriod"],
    subjects: logGroups,
    // Zero is for ever, which nobody decided.
    holds: (group) => number(group, "retentionInDays") >= 365,
    flip: alter(T.logGroup, { retentionInDays: 0 }),
  },
  {
    property: "logs are encrypted with the stack's own key",
    need: "must",
    checks: ["CKV_AWS_158", "CloudWatchLogGroupEncrypted", "AWS-0017"],
    subjects: logGroups,
    holds: (group, stack) => all(T.key)(stack).some((key) => input(group, "kmsKeyId") === arnOf(key)),
    flip: alter(T.logGroup, { kmsKeyId: undefined }),
  },
  {
    property: "every alarm tells somebody",
    need: "must",
    checks: ["CKV_AWS_319", "CloudWatchAlarmAction", "CloudWatch.15", "CloudWatch.16", "CloudWatch.17"],
    subjects: alarms,
    holds: (alarm, stack) =>
      input(alarm, "actionsEnabled") === true &&
      list(alarm, "alarmActions").length > 0 &&
      list(alarm, "alarmActions").every((action) =>
        all("aws:sns/topic:Topic")(stack).some((topic) => action === arnOf(topic)),
      ),
    flip: alter(T.alarm, { alarmActions: [] }),
  },
  {
    property: "names are written in snake case",
    need: "conflict",
    checks: ["name_is_not_snake_case"],
    subjects: (stack) => stack.filter(({ type }) => type.startsWith("aws:")),
    holds: ({ name }) => /^[a-z0-9_]+$/.test(name),
    flip: (stack) => stack.map((resource) => ({ ...resource, name: resource.name.toLowerCase().replaceAll("-", "_") })),
  },
];
