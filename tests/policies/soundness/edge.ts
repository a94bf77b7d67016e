import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { later, nowOrLater } from "./later";

/** What requests come through: a load balancer with its target group and listener, a firewall before it, alarms on both. */

const ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
const SUFFIX = "app/edge/50dc6c495c0c9188";
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:on-call";

const alarm = fc.record({
  metric: nowOrLater(
    "AWS/ApplicationELB HTTPCode_Target_5XX_Count",
    "AWS/ApplicationELB TargetResponseTime",
    "AWS/RDS DatabaseConnections",
    "AWS/ECS CPUUtilization",
  ),
  /** What its dimension names: what was made, in words or by its output; another one; nothing. */
  of: fc.constantFrom("computed", "written", "another", "nothing"),
  threshold: nowOrLater(1, 50, 5000),
  operator: nowOrLater("GreaterThanThreshold", "LessThanThreshold"),
  actions: nowOrLater([TOPIC], [], undefined),
  actionsEnabled: nowOrLater(true, false, undefined),
});

export const edge = fc.record({
  /** Which services are behind it: those whose number is in it. */
  balancer: fc.record({
    there: fc.constantFrom(true, true, false),
    internal: nowOrLater(undefined, false, true),
    type: nowOrLater(undefined, "application", "network"),
    idleTimeout: nowOrLater(undefined, 60, 120),
    listener: fc.constantFrom("computed", "written", "none"),
  }),
  /** Another way in, to the same services or to others. */
  second: fc.option(
    fc.record({
      type: nowOrLater(undefined, "application", "network"),
      idleTimeout: nowOrLater(undefined, 15, 60, 4000),
      path: nowOrLater("/health", "/live", undefined),
      listener: fc.constantFrom("computed", "written", "later", "first"),
      /** Which group it sends requests to. */
      forwards: fc.constantFrom("own", "first"),
    }),
    { nil: undefined },
  ),
  check: fc.record({
    enabled: nowOrLater(undefined, true, false),
    path: nowOrLater(undefined, "/", "/health", "/ready"),
    protocol: nowOrLater(undefined, "HTTP", "TCP"),
    interval: nowOrLater(undefined, 5, 60),
    unhealthyThreshold: nowOrLater(undefined, 2, 5),
  }),
  firewall: fc.record({
    link: fc.constantFrom("computed", "written", "none"),
    rule: fc.constantFrom("rate", "counting", "managed", "group", "unknown", "none"),
    own: fc.boolean(),
  }),
  alarms: fc.array(alarm, { maxLength: 2 }),
});

export type Edge = typeof edge extends fc.Arbitrary<infer T> ? T : never;

/** The target groups that services may be in. */
export interface Groups {
  readonly first: TestResource;
  readonly second: TestResource;
}

/** Their ARNs are known to what names them in words, as they are to a program that read them elsewhere. */
export const groupsOf = ({ check, second }: Edge): Groups => ({
  first: groupOf("edge", check as aws.types.input.lb.TargetGroupHealthCheck),
  second: groupOf("second", { path: second?.path as string }),
});

const groupOf = (name: string, healthCheck: aws.types.input.lb.TargetGroupHealthCheck): TestResource =>
  resource(
    aws.lb.TargetGroup,
    name,
    { name, port: 8000, vpcId: "vpc-1", healthCheck },
    { outputs: { arn: `${ARN}:targetgroup/${name}/73e2d6bc24d8a067` } },
  );

/** @param database what its alarms on connections may be about */
export function edgeOf(drawn: Edge, groups: Groups, database: TestResource): readonly TestResource[] {
  const first = firstOf(drawn, groups.first, database);
  return [
    groups.first,
    groups.second,
    ...first,
    ...secondOf(
      drawn,
      groups,
      first.find(({ type }) => type === BALANCER),
    ),
  ];
}

const BALANCER = "aws:lb/loadBalancer:LoadBalancer";

function secondOf({ second }: Edge, groups: Groups, first: TestResource | undefined): readonly TestResource[] {
  if (second === undefined) return [];
  const { type, idleTimeout, listener, forwards } = second;
  const own = resource(
    aws.lb.LoadBalancer,
    "second",
    { name: "second", loadBalancerType: type as string, idleTimeout: idleTimeout as number },
    { outputs: { arn: `${ARN}:loadbalancer/app/second/60dc6c495c0c9188` } },
  );
  const balancer = listener === "first" ? (first ?? own) : own;
  const group = forwards === "first" ? groups.first : groups.second;
  const named = (of: TestResource) => (listener === "written" ? String(of.outputs.arn) : ref(of, "arn"));
  const targetGroupArn = listener === "later" ? (later(group.outputs.arn) as string) : named(group);
  const front = resource(aws.lb.Listener, "second", {
    loadBalancerArn: listener === "later" ? (later(balancer.outputs.arn) as string) : named(balancer),
    port: 8443,
    defaultActions: [{ type: "forward", targetGroupArn }],
  });
  return [own, front];
}

function firstOf(drawn: Edge, group: TestResource, database: TestResource): readonly TestResource[] {
  const { there, internal, type, idleTimeout, listener } = drawn.balancer;
  if (!there) return [];
  const balancer = resource(
    aws.lb.LoadBalancer,
    "edge",
    {
      name: "edge",
      internal: internal as boolean,
      loadBalancerType: type as string,
      idleTimeout: idleTimeout as number,
    },
    { outputs: { arn: `${ARN}:loadbalancer/${SUFFIX}`, arnSuffix: SUFFIX, dnsName: "edge-1.elb.amazonaws.com" } },
  );
  const forward = {
    type: "forward",
    targetGroupArn: listener === "written" ? String(group.outputs.arn) : ref(group, "arn"),
  };
  const listeners =
    listener === "none"
      ? []
      : [
          resource(aws.lb.Listener, "edge", {
            loadBalancerArn: listener === "written" ? String(balancer.outputs.arn) : ref(balancer, "arn"),
            port: 443,
            defaultActions: [forward],
          }),
        ];
  const alarms = drawn.alarms.map((own, index) => alarmOf(own, index, balancer, database));
  return [balancer, ...listeners, ...firewallOf(drawn, balancer), ...alarms];
}

function alarmOf(
  { metric, of, ...drawn }: Edge["alarms"][number],
  index: number,
  balancer: TestResource,
  database: TestResource,
): TestResource {
  const [written, isLater] = typeof metric === "string" ? [metric, false] : ["AWS/RDS DatabaseConnections", true];
  const [namespace = "", name = ""] = written.split(" ");
  const about = namespace === "AWS/RDS" ? database : balancer;
  const [dimension, output] =
    about === database ? ["DBInstanceIdentifier", "identifier"] : ["LoadBalancer", "arnSuffix"];
  const named = {
    computed: ref(about, output),
    written: about.outputs[output],
    another: "another",
    nothing: undefined,
  };
  return resource(aws.cloudwatch.MetricAlarm, `alarm${index}`, {
    namespace,
    metricName: isLater ? (later(name) as string) : name,
    ...(of === "nothing" ? {} : { dimensions: { [dimension]: named[of] as string } }),
    comparisonOperator: drawn.operator as string,
    evaluationPeriods: 1,
    threshold: drawn.threshold as number,
    alarmActions: drawn.actions as string[],
    actionsEnabled: drawn.actionsEnabled as boolean,
  });
}

function firewallOf({ firewall: { link, rule, own } }: Edge, balancer: TestResource): readonly TestResource[] {
  if (link === "none") return [];
  const visible = { cloudwatchMetricsEnabled: true, metricName: "edge", sampledRequestsEnabled: true };
  const rated = { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } };
  const limits = resource(
    aws.wafv2.RuleGroup,
    "limits",
    {
      capacity: 2,
      scope: "REGIONAL",
      visibilityConfig: visible,
      rules: [{ name: "rate", priority: 1, action: { block: {} }, statement: rated, visibilityConfig: visible }],
    },
    { outputs: { arn: "arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/limits/1" } },
  );
  const named = { name: "rule", priority: 1, visibilityConfig: visible };
  const one: Readonly<Record<typeof rule, unknown>> = {
    rate: { ...named, action: { block: {} }, statement: rated },
    counting: { ...named, action: { count: {} }, statement: rated },
    managed: { ...named, statement: { managedRuleGroupStatement: { vendorName: "AWS", name: "Common" } } },
    group: { ...named, statement: { ruleGroupReferenceStatement: { arn: ref(limits, "arn") } } },
    unknown: later({ ...named, action: { block: {} }, statement: rated }),
    none: undefined,
  };
  const rules = one[rule] === undefined ? [] : [one[rule]];
  const acl = resource(
    aws.wafv2.WebAcl,
    "edge",
    { scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig: visible, rules: (own ? [] : rules) as never },
    { outputs: { arn: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/edge/1" } },
  );
  const association = resource(aws.wafv2.WebAclAssociation, "edge", {
    webAclArn: link === "written" ? String(acl.outputs.arn) : ref(acl, "arn"),
    resourceArn: link === "written" ? String(balancer.outputs.arn) : ref(balancer, "arn"),
  });
  const part =
    own && rule !== "none" && rule !== "unknown"
      ? [resource(aws.wafv2.WebAclRule, "edge", { webAclArn: ref(acl, "arn"), ...(one[rule] as object) } as never)]
      : [];
  return [...(rule === "group" ? [limits] : []), acl, association, ...part];
}
