import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { validCertificate } from "./certificate";
import { named } from "./context";
import type { EdgeArgs } from "./edge";
import { privateNames, publicNames } from "./host-names";
import type { WebFirewall } from "./waf";

/** What listens, and where it leads. */
export interface Balancer {
  readonly name: string;
  readonly loadBalancer: aws.lb.LoadBalancer;
  /** null: there is none. */
  readonly firewall: WebFirewall | null;
  readonly targetGroup: aws.lb.TargetGroup;
}

/** The listener that serves, the last of them, and before it the redirect to it where there is a domain. */
export function listeners(balancer: Balancer, args: EdgeArgs, parent: pulumi.Resource): aws.lb.Listener[] {
  const {
    foundation: { context, network },
    domain,
    furtherHosts,
    way,
  } = args;
  const { name, loadBalancer, firewall } = balancer;
  const forward = { type: "forward", targetGroupArn: balancer.targetGroup.arn };
  const toHttps = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
  // Nothing gets in before the firewall stands.
  const opts = { parent, dependsOn: firewall === null ? [] : [firewall.association] };
  const http = new aws.lb.Listener(
    `${name}-http`,
    {
      loadBalancerArn: loadBalancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [domain.domain === null ? forward : toHttps],
      routingHttpResponseServerEnabled: false,
      tags: named(context, "http"),
    },
    opts,
  );
  if (domain.domain === null) return [http];
  const https = new aws.lb.Listener(
    `${name}-https`,
    {
      loadBalancerArn: loadBalancer.arn,
      port: 443,
      protocol: "HTTPS",
      // TLS 1.3, and of 1.2 what has forward secrecy and authenticated encryption. 1.3 alone would turn away clients that
      // are still in use, old corporate proxies among them. With ML-KEM for who has it: what is recorded today stays closed
      // to a quantum computer. AWS's recommendation and its console's default.
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      certificateArn:
        domain.certificateArn ??
        validCertificate(
          {
            name,
            context,
            domain: domain.domain,
            furtherNames: furtherHosts,
            hostedZoneId: domain.hostedZoneId,
          },
          parent,
        ),
      defaultActions: [forward],
      // A year; not for subdomains, which may not be this stack's, and on no preload list, which nobody gets off in time.
      routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000",
      routingHttpResponseXContentTypeOptionsHeaderValue: "nosniff",
      // What software answers is nobody's business.
      routingHttpResponseServerEnabled: false,
      tags: named(context, "https"),
    },
    opts,
  );
  const names = { name, context, domain: domain.domain, furtherHosts, loadBalancer };
  // Inside, the zone that is set only proves to ACM whose the domain is.
  if (way.internal) privateNames(names, network.vpcId, parent);
  else if (domain.hostedZoneId !== null) publicNames(names, domain.hostedZoneId, parent);
  return [http, https];
}
