/** Load balancers, and the way from a target group to them. */
import * as aws from "@pulumi/aws";
import { ResourceGraph, Stack } from "../../../policies/model";
import { platforms } from "../../../policies/platforms";
import { BALANCERS, balancersOf } from "../../../policies/platforms/elb";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { registered } from "../../../policies/testing/engine";

const ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
const BALANCER = `${ARN}:loadbalancer/app/edge/50dc6c49`;
const LISTENER = `${ARN}:listener/app/edge/50dc6c49/f2f7dc8e`;
const OTHER = `${ARN}:loadbalancer/app/other/60dc6c49`;
const GROUP = `${ARN}:targetgroup/web/73e2d6bc`;

const group = resource(aws.lb.TargetGroup, "web", { name: "web", port: 80 });
const source = resource(aws.ssm.Parameter, "source", { type: "String", value: "later" });
const balancer = (args: aws.lb.LoadBalancerArgs = {}) =>
  resource(aws.lb.LoadBalancer, "edge", { name: "edge", ...args });
const forward = { type: "forward", targetGroupArn: GROUP };

function inFront(resources: readonly TestResource[], closed = true, phase: "preview" | "up" = "up") {
  const graph = new ResourceGraph(
    resources.map((one) => registered(one, phase)),
    closed,
  );
  return balancersOf(graph, group.urn).map((found) => (found.state === "known" ? found.value.name : found.state));
}

it.each([
  [
    "a listener",
    [resource(aws.lb.Listener, "http", { loadBalancerArn: BALANCER, defaultActions: [forward] })],
    ["edge"],
  ],
  [
    "a listener under its other name",
    [resource(aws.alb.Listener, "http", { loadBalancerArn: BALANCER, defaultActions: [forward] })],
    ["edge"],
  ],
  [
    "weights",
    [
      resource(aws.lb.Listener, "http", {
        loadBalancerArn: BALANCER,
        defaultActions: [{ type: "forward", forward: { targetGroups: [{ arn: GROUP, weight: 1 }] } }],
      }),
    ],
    ["edge"],
  ],
  [
    "a listener's rule",
    [resource(aws.lb.ListenerRule, "api", { listenerArn: LISTENER, actions: [forward], conditions: [] })],
    ["edge"],
  ],
  [
    "somebody else's listener",
    [
      resource(aws.lb.ListenerRule, "api", {
        listenerArn: `${ARN}:listener/app/shared/50dc6c49/f2f7dc8e`,
        actions: [forward],
        conditions: [],
      }),
    ],
    ["unknown"],
  ],
  [
    "a redirect alone",
    [resource(aws.lb.Listener, "http", { loadBalancerArn: BALANCER, defaultActions: [{ type: "redirect" }] })],
    ["absent"],
  ],
  [
    "a listener, and perhaps by one that says later where it sends requests",
    [
      resource(aws.lb.Listener, "http", { loadBalancerArn: BALANCER, defaultActions: [forward] }),
      resource(aws.lb.Listener, "later", {
        loadBalancerArn: OTHER,
        defaultActions: [{ type: "forward", targetGroupArn: ref(group, "id") }],
      }),
    ],
    ["edge", "unknown"],
    "preview",
  ],
  [
    "a rule that says later what it does at all",
    [resource(aws.lb.ListenerRule, "later", { listenerArn: LISTENER, actions: ref(source, "rules"), conditions: [] })],
    ["unknown"],
    "preview",
  ],
  [
    "a listener, and by one of a balancer that is not known",
    [
      resource(aws.lb.Listener, "http", { loadBalancerArn: BALANCER, defaultActions: [forward] }),
      resource(aws.lb.Listener, "other", { loadBalancerArn: OTHER, defaultActions: [forward] }),
    ],
    ["edge", "unknown"],
  ],
] as const)("is found by %s", (_, resources, expected, ...[phase]: readonly "preview"[]) => {
  expect(inFront([group, balancer(), ...resources], true, phase)).toEqual(expected);
});

it("may come later while a run is under way", () => {
  expect(inFront([group, balancer()], false)).toEqual(["unknown"]);
});

it("is read under every name the provider has for it, with AWS's own defaults", () => {
  const resources = BALANCERS.map((type) => ({ ...balancer(), type, urn: `urn:pulumi:prod::product::${type}::edge` }));
  const stack = new Stack(
    new ResourceGraph(
      resources.map((one) => registered(one, "up")),
      true,
    ),
    platforms,
  );
  const read = stack
    .all("load-balancer")
    .map(({ type, internal, idleTimeout, shown }) =>
      [type, internal, idleTimeout].map((fact) => (fact.state === "known" ? fact.value : fact.state)).concat(shown),
    );
  expect(read).toEqual(BALANCERS.map(() => ["application", false, 60, "load-balancer/edge"]));
});

it("says what is written of it", () => {
  const written = balancer({ loadBalancerType: "network", internal: true, idleTimeout: 4000 });
  const stack = new Stack(new ResourceGraph([registered(written, "up")], true), platforms);
  const [read] = stack.all("load-balancer");
  expect(read).toMatchObject({ type: { value: "network" }, internal: { value: true }, idleTimeout: { value: 4000 } });
});
