import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Egress } from "../workload-settings";
import type { Context } from "./context";

/** One end of a connection: a security group, and the logical name it goes by in rule names and descriptions. */
export interface Endpoint {
  readonly name: string;
  readonly securityGroupId: pulumi.Input<string>;
}

/** Lets one group reach another on one port: the way out of the first, and the way into the second. */
export function allow(
  from: Endpoint,
  to: Endpoint & { readonly port: number },
  context: Context,
  parent: pulumi.Resource,
): void {
  const name = `${from.name}-to-${to.name}`;
  const rule = { ipProtocol: "tcp", fromPort: to.port, toPort: to.port, tags: context.tags };
  new aws.vpc.SecurityGroupEgressRule(
    name,
    {
      ...rule,
      securityGroupId: from.securityGroupId,
      referencedSecurityGroupId: to.securityGroupId,
      description: `To ${to.name}`,
    },
    { parent },
  );
  new aws.vpc.SecurityGroupIngressRule(
    name,
    {
      ...rule,
      securityGroupId: to.securityGroupId,
      referencedSecurityGroupId: from.securityGroupId,
      description: `From ${from.name}`,
    },
    { parent },
  );
}

/** Lets a group reach what is not the stack's: a network, another group, or the networks of a prefix list. */
export function allowOut(
  from: Endpoint,
  { port, to, reason }: Egress,
  context: Context,
  parent: pulumi.Resource,
): void {
  new aws.vpc.SecurityGroupEgressRule(
    `${from.name}-out-${port}-${to.replace("/", "-")}`,
    {
      securityGroupId: from.securityGroupId,
      description: reason,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      ...destination(to),
      tags: context.tags,
    },
    { parent },
  );
}

function destination(
  to: string,
): Pick<aws.vpc.SecurityGroupEgressRuleArgs, "cidrIpv4" | "prefixListId" | "referencedSecurityGroupId"> {
  if (to.startsWith("sg-")) return { referencedSecurityGroupId: to };
  return to.startsWith("pl-") ? { prefixListId: to } : { cidrIpv4: to };
}
