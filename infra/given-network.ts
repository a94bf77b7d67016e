/** A network that is brought, as AWS has it, against what the configuration says of it. */
import type { OwnNetwork } from "./config-network";

/** A subnet as it was read. */
export interface GivenSubnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
}

/** What differs, in one sentence; null: nothing. */
export function mistakeOf(own: OwnNetwork, vpcRange: string, subnets: readonly GivenSubnet[]): string | null {
  const key = "guardrails:ownNetwork";
  if (vpcRange !== own.cidrBlock) return `${key} says ${own.cidrBlock} of ${own.vpcId}, but its range is ${vpcRange}.`;
  const said = { ...own.publicSubnets, ...own.privateSubnets, ...own.isolatedSubnets };
  for (const { id, vpcId, cidrBlock } of subnets) {
    if (vpcId !== own.vpcId) return `${key} names ${id}, which is in ${vpcId} and not in ${own.vpcId}.`;
    if (cidrBlock !== said[id]) return `${key} says ${said[id] ?? "nothing"} of ${id}, but its range is ${cidrBlock}.`;
  }
  // A load balancer takes one subnet of a zone, and a tier in one zone is down with it.
  for (const tier of ["publicSubnets", "privateSubnets", "isolatedSubnets"] as const) {
    const zones = new Map<string, string>();
    for (const { id, availabilityZone } of subnets.filter((subnet) => subnet.id in own[tier])) {
      const other = zones.get(availabilityZone);
      if (other !== undefined) {
        return `${key} names ${other} and ${id} in its ${tier}, which are both in ${availabilityZone}, but must be in zones of their own.`;
      }
      zones.set(availabilityZone, id);
    }
  }
  return null;
}
