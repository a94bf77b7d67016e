/** Who may knock at the load balancer. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Context } from "./context";
import type { EdgeArgs } from "./edge";

/** The load balancer's security group. */
export interface Doors {
  readonly name: string;
  readonly securityGroupId: pulumi.Input<string>;
}

const EVERYWHERE = "0.0.0.0/0";

/** Who may knock: everybody, or the networks of an internal one. */
export function openDoors(
  group: Doors,
  { cidrBlock, domain, foundation: { context }, way }: EdgeArgs,
  parent: pulumi.Resource,
): void {
  const own = way.clientNetworks.length > 0 ? way.clientNetworks : [cidrBlock];
  const clients = way.internal ? own : [EVERYWHERE];
  const door = (name: string, i: number) => (way.internal ? `${name}-${i}` : name);
  const [name, port] = domain.domain === null ? (["http", 80] as const) : (["https", 443] as const);
  clients.forEach((range, i) => {
    letIn(group, { name: door(name, i), port, from: range }, context, parent);
  });
  if (domain.domain === null) return;
  // A redirect answers what has travelled in the clear already, a token among it. Browsers do not need one: they try HTTPS
  // first, and the domain's record tells them to. It is for whoever still does, in the networks that are named.
  const redirected = domain.httpRedirectFrom.flatMap((range) => (range === EVERYWHERE ? clients : [range]));
  redirected.forEach((range, i) => {
    letIn(group, { name: `http-${i}`, port: 80, from: range }, context, parent);
  });
}

/** Lets a network in through one port. */
export function letIn(
  group: Doors,
  { name, port, from }: { readonly name: string; readonly port: number; readonly from: string },
  context: Context,
  parent: pulumi.Resource,
): void {
  new aws.vpc.SecurityGroupIngressRule(
    `${group.name}-${name}`,
    {
      securityGroupId: group.securityGroupId,
      description: `${port === 443 ? "HTTPS" : "HTTP"} from ${from === EVERYWHERE ? "the internet" : from}`,
      cidrIpv4: from,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      tags: context.tags,
    },
    { parent },
  );
}
