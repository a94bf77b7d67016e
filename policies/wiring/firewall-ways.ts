import type { Way } from "../model/judgement";
import { urnOfAdded } from "../model/mending";
import { nameOf, read, text, typeOf } from "../model/resource";
import type { Stack } from "../model/stack";
import { DISTRIBUTION } from "../platforms/cloudfront";
import { ASSOCIATION, firewallOf, WEB_ACL } from "../platforms/wafv2/firewall";
import type { EntryPoint } from "../subjects/entry-point";
import { added, Reference, type Made } from "./added";

/** A name that is free, and a place before what is likely there; requests of one address in five minutes. */
export const RATE_LIMIT = {
  name: "rate-limit",
  priority: 1000,
  action: { block: {} },
  statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
  visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: "rate-limit", sampledRequestsEnabled: true },
} as const;

/** A web ACL that limits before something that has none: one the stack has, or else one that is made for it. */
export function firewallBeforeIt(stack: Stack, { location: { urn } }: EntryPoint): readonly Way[] {
  const isGlobal = typeOf(urn) === DISTRIBUTION;
  const scope = isGlobal ? "CLOUDFRONT" : "REGIONAL";
  const standing = stack.graph.ofType(WEB_ACL).find((acl) => {
    const itsScope = read(acl, ["scope"], text);
    const limits = firewallOf(stack.graph, acl);
    return (
      itsScope.state === "known" && itsScope.value === scope && limits.state === "known" && limits.value === "limits"
    );
  });
  if (standing !== undefined) return [[placedBefore(urn, standing.urn, isGlobal)]];
  const name = `${nameOf(urn)}-firewall`;
  const firewall = urnOfAdded(WEB_ACL, name, urn);
  const made: Made = {
    scope,
    // AWS WAF developer guide: those of CloudFront are made in us-east-1, wherever the rest is.
    ...(isGlobal ? { region: "us-east-1" } : {}),
    defaultAction: { allow: {} },
    rules: [RATE_LIMIT],
    visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: name, sampledRequestsEnabled: true },
  };
  return [[[...added(firewall, made), ...placedBefore(urn, firewall, isGlobal)]]];
}

/** A distribution names its web ACL itself. */
function placedBefore(urn: string, firewall: string, isGlobal: boolean) {
  const webAcl = { urn: firewall, path: "arn" };
  if (isGlobal) return [{ property: "webAclId", of: urn, from: webAcl }];
  return added(urnOfAdded(ASSOCIATION, `${nameOf(urn)}-firewall`, urn), {
    resourceArn: new Reference({ urn, path: "arn" }),
    webAclArn: new Reference(webAcl),
  });
}
