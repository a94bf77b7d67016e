import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BlockingGroup, FirewallExclusion } from "../config-edge";
import { FIREWALL_WINDOW_SECONDS, firewallLimit } from "../rate-limit";
import { type Context, named } from "./context";
import type { Foundation } from "./foundation";
import { logGroup } from "./log-group";
import { policyDocument } from "./policy";

export interface WebFirewallArgs {
  readonly foundation: Foundation;
  readonly loadBalancerArn: pulumi.Input<string>;
  /** The application's own limit: requests of one client a minute. */
  readonly rateLimitPerMinute: number;
  /** What counts instead of blocking, because it stops what is legitimate here. */
  readonly exclusions: readonly FirewallExclusion[];
}

/**
 * The web application firewall in front of the load balancer: AWS's managed rules and a ceiling on one client's requests.
 *
 * Cost: $5 a month, $1 for each rule or managed group, $0.60 for a million requests. The groups take 1,175 capacity units
 * and the rate rule 2; up to 1,500 cost nothing more.
 */
export class WebFirewall extends pulumi.ComponentResource {
  readonly webAcl: aws.wafv2.WebAcl;
  /** The load balancer is behind the firewall once this exists. */
  readonly association: aws.wafv2.WebAclAssociation;

  constructor(
    readonly name: string,
    args: WebFirewallArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("guardrails:index:WebFirewall", name, {}, opts);
    const { context } = args.foundation;
    this.webAcl = new aws.wafv2.WebAcl(
      name,
      {
        description: `In front of ${context.prefix}'s load balancer`,
        scope: "REGIONAL",
        defaultAction: { allow: {} },
        rules: rules(args),
        visibilityConfig: visible(name),
        dataProtectionConfig: { dataProtections: PROTECTED_FIELDS.map(substituted) },
        tags: named(context, name),
      },
      { parent: this },
    );
    this.association = new aws.wafv2.WebAclAssociation(
      name,
      { resourceArn: args.loadBalancerArn, webAclArn: this.webAcl.arn },
      { parent: this },
    );
    this.logs(args.foundation);
    this.registerOutputs();
  }

  /** What was blocked or counted, without credentials. What was let through is in the load balancer's access logs. */
  private logs({ context, keys }: Foundation): void {
    // WAF logs to groups of this prefix only.
    const group = logGroup(this.name, `aws-waf-logs-${context.prefix}`, context, keys.logs, this);
    const policy = new aws.cloudwatch.LogResourcePolicy(
      this.name,
      { policyName: `${context.prefix}-${this.name}`, policyDocument: deliveryPolicy(context, group.arn) },
      { parent: this },
    );
    new aws.wafv2.WebAclLoggingConfiguration(
      this.name,
      {
        resourceArn: this.webAcl.arn,
        logDestinationConfigs: [group.arn],
        redactedFields: SECRET_HEADERS.map((name) => ({ singleHeader: { name } })),
        loggingFilter: { defaultBehavior: "DROP", filters: [keep("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")] },
      },
      { parent: this, dependsOn: policy },
    );
  }
}

type Rule = aws.types.input.wafv2.WebAclRule;

/** In the order in which they are asked: whoever is known to be bad first, then whoever asks too often, then what is asked. */
function rules({ rateLimitPerMinute, exclusions }: WebFirewallArgs): Rule[] {
  const blocking = (priority: number, group: BlockingGroup, ...counted: string[]) => {
    const excluded = exclusions.flatMap((one) => (one.group === group ? [one.rule] : []));
    return managed(priority, group, "block", [...new Set([...counted, ...excluded])]);
  };
  return [
    blocking(0, "AWSManagedRulesAmazonIpReputationList"),
    rate(1, firewallLimit(rateLimitPerMinute)),
    // Log4j among others: the application is Python, what it logs to may not be.
    blocking(2, "AWSManagedRulesKnownBadInputsRuleSet"),
    blocking(3, "AWSManagedRulesSQLiRuleSet"),
    // It blocks bodies above 8 KB: an upload is no attack. The application bounds its bodies itself.
    blocking(4, "AWSManagedRulesCommonRuleSet", "SizeRestrictions_BODY"),
    // Customers behind a VPN are customers: an attack from there shows in the metric, and nobody is shut out.
    managed(5, "AWSManagedRulesAnonymousIpList", "count"),
  ];
}

/** A group that AWS maintains, at the version AWS holds to be current: yesterday's rules do not know today's attack. */
function managed(priority: number, group: string, action: "block" | "count", counted: readonly string[] = []): Rule {
  return {
    name: group,
    priority,
    // `none`: each rule of the group does what it says.
    overrideAction: action === "block" ? { none: {} } : { count: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: group,
        ruleActionOverrides: counted.map((name) => ({ name, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visible(group),
  };
}

/** Counts by the connection's address: nothing stands in front of the load balancer that would hide the client's. */
function rate(priority: number, limit: number): Rule {
  return {
    name: "rate-limit",
    priority,
    // The answer the application gives too, so that a client needs to know only one.
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: { aggregateKeyType: "IP", evaluationWindowSec: FIREWALL_WINDOW_SECONDS, limit },
    },
    visibilityConfig: visible("rate-limit"),
  };
}

function visible(metricName: string): Rule["visibilityConfig"] {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}

const SECRET_HEADERS = ["authorization", "cookie", "x-api-key"] as const;

/**
 * Hidden in WAF's logs and in the samples its console shows. A browser cannot set a header on a WebSocket, so its token
 * travels in the query.
 */
const PROTECTED_FIELDS = [
  { fieldType: "SINGLE_HEADER", fieldKeys: [...SECRET_HEADERS] },
  { fieldType: "SINGLE_QUERY_ARGUMENT", fieldKeys: ["access_token", "token"] },
];

function substituted(field: {
  fieldType: string;
  fieldKeys: string[];
}): aws.types.input.wafv2.WebAclDataProtectionConfigDataProtection {
  // A rule that matched in one of them would show it again.
  return { action: "SUBSTITUTION", field, excludeRuleMatchDetails: false, excludeRateBasedDetails: false };
}

function keep(...actions: string[]): aws.types.input.wafv2.WebAclLoggingConfigurationLoggingFilterFilter {
  return {
    behavior: "KEEP",
    requirement: "MEETS_ANY",
    conditions: actions.map((action) => ({ actionCondition: { action } })),
  };
}

/** CloudWatch's log delivery, for this account, may write into the group. WAF would add the same by itself, unmanaged. */
function deliveryPolicy(
  { accountId, partition, region }: Context,
  groupArn: pulumi.Output<string>,
): pulumi.Output<string> {
  return policyDocument([
    {
      Sid: "WafLogs",
      Effect: "Allow",
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: pulumi.interpolate`${groupArn}:*`,
      Condition: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:${partition}:logs:${region}:${accountId}:*` },
      },
    },
  ]);
}
