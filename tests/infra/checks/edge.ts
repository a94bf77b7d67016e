import type { Registered } from "../run-program";
import type { Row } from "./row";
import { add, all, alter, alterAll, arnOf, at, idOf, input, list, number, remove, type Stack, T, text } from "./stack";

const loadBalancers = all(T.loadBalancer);
const targetGroups = all(T.targetGroup);
const firewalls = all(T.webAcl);
const shields = all("aws:shield/protection:Protection");

/** Listeners that speak TLS. */
function secureListeners(stack: Stack): Stack {
  return all(T.listener)(stack).filter((listener) => input(listener, "protocol") === "HTTPS");
}

const MANAGED_GROUP = "statement.managedRuleGroupStatement.name";

/** TLS 1.2 with forward secrecy and authenticated encryption, or 1.3 (Security Hub's list for ELB.17). */
const STRONG_TLS = /^ELBSecurityPolicy-TLS13-1-(2(-Res)?|3)(-FIPS|-PQ)?-20\d\d-\d\d$/;

function firewallOf(loadBalancer: Registered, stack: Stack): Registered | undefined {
  const association = all("aws:wafv2/webAclAssociation:WebAclAssociation")(stack).find(
    (found) => input(found, "resourceArn") === arnOf(loadBalancer),
  );
  return firewalls(stack).find((firewall) => association && input(association, "webAclArn") === arnOf(firewall));
}

/** Load balancer, listeners, target group and web firewall. */
export const edgeRows: readonly Row[] = [
  {
    property: "the load balancer serves HTTPS, and leads plain HTTP there",
    need: "must",
    checks: ["CKV_AWS_2", "CKV2_AWS_20", "ALBHttpToHttpsRedirection", "ELB.1", "ELB.18", "AWS-0054"],
    subjects: loadBalancers,
    holds: (loadBalancer, stack) => {
      const its = all(T.listener)(stack).filter((found) => input(found, "loadBalancerArn") === arnOf(loadBalancer));
      const redirects = (listener: Registered) =>
        list(listener, "defaultActions").every(
          (action) => at(action, "type") === "redirect" && at(action, "redirect.protocol") === "HTTPS",
        );
      return (
        its.some((listener) => input(listener, "protocol") === "HTTPS") &&
        its.every((listener) => input(listener, "protocol") === "HTTPS" || redirects(listener))
      );
    },
    flip: alterAll(T.listener, { defaultActions: [{ type: "forward" }] }),
  },
  {
    property: "TLS is 1.2 at least, with strong ciphers",
    need: "must",
    checks: ["CKV_AWS_103", "CKV2_AWS_74", "ELB.17", "AWS-0047"],
    subjects: secureListeners,
    holds: (listener) => STRONG_TLS.test(text(listener, "sslPolicy")),
    flip: alter(T.listener, { sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" }),
  },
  {
    property: "certificates are ACM's, which renews them",
    need: "should",
    checks: ["ELBv2ACMCertificateRequired"],
    subjects: secureListeners,
    holds: (listener, stack) =>
      all("aws:acm/certificate:Certificate")(stack).some((found) => input(listener, "certificateArn") === arnOf(found)),
    flip: alter(T.listener, { certificateArn: "arn:aws:iam::123456789012:server-certificate/by-hand" }),
  },
  {
    property: "invalid headers are dropped",
    need: "must",
    checks: ["CKV_AWS_131", "ALBHttpDropInvalidHeaderEnabled", "ELB.4", "AWS-0052"],
    subjects: loadBalancers,
    holds: (loadBalancer) => input(loadBalancer, "dropInvalidHeaderFields") === true,
    flip: alter(T.loadBalancer, { dropInvalidHeaderFields: false }),
  },
  {
    property: "requests that two servers would read differently are stopped",
    need: "should",
    checks: ["CKV_AWS_328", "ELB.12"],
    subjects: loadBalancers,
    holds: (loadBalancer) => ["defensive", "strictest"].includes(text(loadBalancer, "desyncMitigationMode")),
    flip: alter(T.loadBalancer, { desyncMitigationMode: "monitor" }),
  },
  {
    property: "requests are logged",
    need: "must",
    checks: ["CKV_AWS_91", "ELB2", "ELB.5"],
    subjects: loadBalancers,
    holds: (loadBalancer, stack) =>
      input(loadBalancer, "accessLogs.enabled") === true &&
      all(T.bucket)(stack).some((bucket) => input(loadBalancer, "accessLogs.bucket") === idOf(bucket)),
    flip: alter(T.loadBalancer, { accessLogs: undefined }),
  },
  {
    property: "the load balancer cannot be deleted by mistake",
    need: "must",
    checks: ["CKV_AWS_150", "ELBDeletionProtectionEnabled", "ELB.6"],
    subjects: loadBalancers,
    holds: (loadBalancer) => input(loadBalancer, "enableDeletionProtection") === true && loadBalancer.protect,
    flip: alter(T.loadBalancer, { enableDeletionProtection: false }),
  },
  {
    property: "the load balancer stands in two zones at least",
    need: "must",
    checks: ["ELB.13"],
    subjects: loadBalancers,
    holds: (loadBalancer, stack) => {
      const its = all(T.subnet)(stack).filter((subnet) => list(loadBalancer, "subnets").includes(idOf(subnet)));
      return new Set(its.map((subnet) => input(subnet, "availabilityZone"))).size >= 2;
    },
    flip: alter(T.loadBalancer, { subnets: ["public-0-id"] }),
  },
  {
    property: "a web firewall stands in front of the load balancer",
    need: "should",
    checks: ["CKV2_AWS_28", "ALBWAFEnabled", "ELB.16"],
    subjects: loadBalancers,
    holds: (loadBalancer, stack) => firewallOf(loadBalancer, stack) !== undefined,
    flip: remove("aws:wafv2/webAclAssociation:WebAclAssociation"),
  },
  {
    property: "the firewall knows Log4j's hole, and blocks it",
    need: "should",
    checks: ["CKV_AWS_192", "CKV2_AWS_76"],
    subjects: firewalls,
    holds: (firewall) => {
      const groups = list(firewall, "rules").filter((rule) => at(rule, MANAGED_GROUP) !== undefined);
      const badInputs = groups.find((rule) => at(rule, MANAGED_GROUP) === "AWSManagedRulesKnownBadInputsRuleSet");
      const anonymous = groups.some((rule) => at(rule, MANAGED_GROUP) === "AWSManagedRulesAnonymousIpList");
      return anonymous && at(badInputs, "overrideAction.none") !== undefined;
    },
    flip: alter(T.webAcl, (firewall) => ({
      rules: list(firewall, "rules").map((rule) => ({ ...(rule as object), overrideAction: { count: {} } })),
    })),
  },
  {
    property: "the firewall has rules that act, and every one is counted and logged",
    need: "should",
    checks: ["CKV_AWS_175", "CKV_AWS_342", "CKV2_AWS_31", "WAFv2LoggingEnabled", "WAF.10", "WAF.11", "WAF.12"],
    subjects: firewalls,
    holds: (firewall, stack) => {
      const rules = list(firewall, "rules");
      const logged = all("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")(stack).some(
        (logging) =>
          input(logging, "resourceArn") === arnOf(firewall) && list(logging, "logDestinationConfigs").length > 0,
      );
      const acts = (rule: unknown) => at(rule, "action") !== undefined || at(rule, "overrideAction") !== undefined;
      const counted = (rule: unknown) => at(rule, "visibilityConfig.cloudwatchMetricsEnabled") === true;
      return rules.length > 0 && [...rules].every((rule) => acts(rule) && counted(rule)) && logged;
    },
    flip: remove("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"),
  },
  {
    property: "targets are asked whether they are ready",
    need: "must",
    checks: ["CKV_AWS_261"],
    subjects: targetGroups,
    holds: (group) =>
      input(group, "healthCheck.enabled") === true &&
      text(group, "healthCheck.path").length > 1 &&
      input(group, "healthCheck.matcher") === "200" &&
      number(group, "healthCheck.interval") > number(group, "healthCheck.timeout"),
    flip: alter(T.targetGroup, { healthCheck: undefined }),
  },
  {
    // Checkov asks for TLS on one side of the load balancer. It ends there: the hop to a task stays in private subnets, between
    // two security groups that name each other.
    property: "targets get what came over TLS",
    need: "should",
    checks: ["CKV_AWS_378"],
    subjects: targetGroups,
    holds: (group, stack) =>
      input(group, "protocol") === "HTTPS" ||
      secureListeners(stack).some((listener) =>
        list(listener, "defaultActions").some((action) => at(action, "targetGroupArn") === arnOf(group)),
      ),
    flip: alterAll(T.listener, { protocol: "HTTP" }),
  },
  {
    property: "the load balancer is not public",
    need: "conflict",
    checks: ["AWS-0053"],
    subjects: loadBalancers,
    holds: (loadBalancer) => input(loadBalancer, "internal") === true,
    flip: alter(T.loadBalancer, { internal: true }),
  },
  {
    property: "Shield Advanced protects every public address",
    need: "conflict",
    checks: ["shield_advanced_not_in_use"],
    subjects: all(T.loadBalancer, T.elasticIp),
    holds: (resource, stack) => shields(stack).some((shield) => input(shield, "resourceArn") === arnOf(resource)),
    flip: add("aws:shield/protection:Protection", (stack) =>
      all(T.loadBalancer, T.elasticIp)(stack).map((resource) => ({ resourceArn: arnOf(resource) })),
    ),
  },
];
