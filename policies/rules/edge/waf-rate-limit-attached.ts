import { judge, pass, type Fact, type Stack, type Way } from "../../model";
import { firewallBeforeIt, RATE_LIMIT } from "../../wiring/firewall-ways";
import { rule } from "../rule";

const LIMITED: Way = [{ property: "rules[rate-limit]", value: RATE_LIMIT }];

const example = (association: string) => `const edge = new aws.lb.LoadBalancer("edge", {
  name: "edge",
  subnets: aws.ec2.getSubnetsOutput({}).ids,
});
const firewall = new aws.wafv2.WebAcl("edge", {
  scope: "REGIONAL",
  defaultAction: { allow: {} },
  rules: [
    {
      name: "rate",
      priority: 0,
      action: { block: {} },
      statement: { rateBasedStatement: { limit: 1200, aggregateKeyType: "IP" } },
      visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: "rate", sampledRequestsEnabled: true },
    },
  ],
  visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: "edge", sampledRequestsEnabled: true },
});${association}`;

export const wafRateLimitAttached = rule({
  id: "waf-rate-limit-attached",
  title: "A firewall limits how often one client may ask",
  severity: "high",
  audit: "Top risk 6: rate limiting per instance",
  why: "The application's own limiter answers one request at a time, and each answer costs: a flood has to be stopped before it reaches a task.",
  fix: "Associate a web ACL (aws.wafv2.WebAclAssociation; webAclId of a distribution) that has a rateBasedStatement with the action block, above the application's own limit.",
  about: "entry-point",
  examples: {
    bad: example(""),
    good: example('\nnew aws.wafv2.WebAclAssociation("edge", { resourceArn: edge.arn, webAclArn: firewall.arn });'),
  },
  whenNot:
    "Floods are stopped before they reach AWS, by another vendor's network, or Firewall Manager attaches the web ACL from elsewhere.",
  related: ["rate-limiter-uses-redis"],
  mends: { unlimited: LIMITED },
  messages: {
    open: "{label} takes requests from the internet with no firewall before it; a web ACL with a rate-based rule must be associated with it.",
    unlimited: "{label} has a web ACL before it without a rate-based rule, so one client may ask as often as it likes.",
    counting: "{label} has a rate-based rule before it that only counts: nobody is stopped.",
  },
  advises: { open: "undeclared", unlimited: "undeclared", counting: "always" },
  applies: ({ open }) => open,
  check: (entryPoint, { stack, fail }) => {
    const { firewall } = entryPoint;
    return judge(
      firewall,
      (does) => {
        if (does === "limits") return pass;
        return does === "counts" ? fail("counting", {}, ...blocking(stack, firewall)) : fail("unlimited");
      },
      () => fail("open", {}, ...firewallBeforeIt(stack, entryPoint)),
    );
  },
});

/** The rule of the web ACL that counts, and blocks instead. */
function blocking({ graph }: Stack, firewall: Fact<unknown>): readonly Way[] {
  if (firewall.state !== "known") return [];
  const rules = graph.get(firewall.location.urn)?.properties.rules;
  const at = Array.isArray(rules) ? rules.findIndex(countsRequests) : -1;
  return at < 0 ? [] : [[{ property: `rules[${at}].action`, value: { block: {} } }]];
}

function countsRequests(rule: unknown): boolean {
  const { statement, action } = (rule ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  return statement?.rateBasedStatement !== undefined && action?.count !== undefined;
}
