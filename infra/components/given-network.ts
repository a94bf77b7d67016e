import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { OwnNetwork } from "../config-network";
import { type GivenSubnet, mistakeOf } from "../given-network";
import { registration } from "./context";
import type { NetworkPlaces } from "./network";

/**
 * A VPC and subnets that somebody else made: read, and held against what the configuration says of them, since addresses that
 * are believed are written into the workloads before anything is read. Nothing of it is made, changed or deleted, and nothing
 * is put into it before it is found as it is said to be.
 */
export class GivenNetwork extends pulumi.ComponentResource implements NetworkPlaces {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly isolatedSubnetIds: pulumi.Output<string>[];

  constructor(name: string, own: OwnNetwork, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:GivenNetwork", name, {}, opts);
    // Read as resources, and not by a function: so the pack sees their real ranges.
    const read = new Map(
      Object.keys({ ...own.publicSubnets, ...own.privateSubnets, ...own.isolatedSubnets }).map((id) => [
        id,
        aws.ec2.Subnet.get(id, id, undefined, { parent: this }),
      ]),
    );
    const vpcRange = registration(this).then(() => aws.ec2.getVpc({ id: own.vpcId }, { parent: this }));
    const subnets = [...read].map(([id, subnet]): pulumi.Output<GivenSubnet> => {
      const { vpcId, cidrBlock, availabilityZone } = subnet;
      return pulumi
        .all([vpcId, cidrBlock, availabilityZone])
        .apply(([vpcId, range, availabilityZone]) => ({ id, vpcId, cidrBlock: range, availabilityZone }));
    });
    const sound = pulumi.all([vpcRange, pulumi.all(subnets)]).apply(([{ cidrBlock }, found]) => {
      const mistake = mistakeOf(own, cidrBlock, found);
      if (mistake !== null) throw new Error(mistake);
      return own.vpcId;
    });
    const idsOf = (tier: Readonly<Record<string, string>>) =>
      Object.keys(tier)
        .sort()
        .flatMap((id) => read.get(id) ?? [])
        .map((subnet) => pulumi.all([sound, subnet.id]).apply(([, id]) => id));
    this.vpcId = sound;
    this.publicSubnetIds = idsOf(own.publicSubnets);
    this.privateSubnetIds = idsOf(own.privateSubnets);
    this.isolatedSubnetIds = idsOf(own.isolatedSubnets);
    this.registerOutputs();
  }
}
