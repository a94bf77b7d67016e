/** Where the load balancer's names are looked up: in the owner's zone, or by whoever is in the VPC only. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";

export interface HostNamesArgs {
  /** Of the records' resources. */
  readonly name: string;
  readonly context: Context;
  readonly domain: string;
  readonly furtherHosts: readonly string[];
  readonly loadBalancer: aws.lb.LoadBalancer;
}

/** In a public zone of the owner's. */
export function publicNames(args: HostNamesArgs, zoneId: string, parent: pulumi.Resource): void {
  const { domain, furtherHosts, loadBalancer, name } = args;
  address(name, domain, zoneId, loadBalancer, parent);
  for (const host of furtherHosts) address(`${name}-${host}`, host, zoneId, loadBalancer, parent);
}

/** In private zones of the stack's, $0.50 a month each: one for each name that is not below another. */
export function privateNames(args: HostNamesArgs, vpcId: pulumi.Input<string>, parent: pulumi.Resource): void {
  const { context, domain, furtherHosts, loadBalancer, name } = args;
  const hosts = [domain, ...furtherHosts];
  const isBelow = (host: string, zone: string) => host.endsWith(`.${zone}`);
  const zones = hosts
    .filter((host) => !hosts.some((other) => isBelow(host, other)))
    .map((zone) => {
      const called = zone === domain ? name : `${name}-${zone}`;
      const { id } = new aws.route53.Zone(
        called,
        {
          name: zone,
          comment: `${context.prefix}, inside its VPC`,
          vpcs: [{ vpcId }],
          // Records of the stack's own; what somebody adds by hand keeps it from being deleted.
          forceDestroy: false,
          tags: named(context, called),
        },
        { parent },
      );
      return { zone, id };
    });
  for (const host of hosts) {
    const own = zones.find(({ zone }) => host === zone || isBelow(host, zone));
    if (own !== undefined) address(host === domain ? name : `${name}-${host}`, host, own.id, loadBalancer, parent);
  }
}

/** IPv4 only, as the subnets are; and the word to browsers that there is nothing but HTTPS (RFC 9460, section 9.5). */
function address(
  name: string,
  host: string,
  zoneId: pulumi.Input<string>,
  loadBalancer: aws.lb.LoadBalancer,
  parent: pulumi.Resource,
): void {
  new aws.route53.Record(
    `${name}-https-only`,
    { zoneId, name: host, type: "HTTPS", ttl: 300, records: ['1 . alpn="h2,http/1.1"'] },
    { parent },
  );
  new aws.route53.Record(
    name,
    {
      zoneId,
      name: host,
      type: "A",
      aliases: [{ name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true }],
    },
    { parent },
  );
}
