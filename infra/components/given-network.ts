import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { OwnNetwork } from "../config-network";
import { mistakeOf } from "../given-network";
import { registration } from "./context";
import type { NetworkPlaces } from "./network";

/** A VPC and subnets that somebody else made. Nothing of it is made, changed or deleted. */
export class GivenNetwork extends pulumi.ComponentResource implements NetworkPlaces {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly isolatedSubnetIds: pulumi.Output<string>[];

  private constructor(name: string, own: OwnNetwork, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:GivenNetwork", name, {}, opts);
    const idsOf = (tier: Readonly<Record<string, string>>) =>
      Object.keys(tier)
        .sort()
        .map((id) => pulumi.output(id));
    this.vpcId = pulumi.output(own.vpcId);
    this.publicSubnetIds = idsOf(own.publicSubnets);
    this.privateSubnetIds = idsOf(own.privateSubnets);
    this.isolatedSubnetIds = idsOf(own.isolatedSubnets);
    this.registerOutputs();
  }

  /**
   * Read, and held against what the configuration says of it, before anything is put into it: the ranges are written into
   * the workloads, which believe what comes from them.
   *
   * @throws Error with one sentence about the first thing that differs.
   */
  static async read(name: string, own: OwnNetwork, parent: pulumi.Resource): Promise<GivenNetwork> {
    // Asked once the parent is registered, as in `describeContext`.
    await registration(parent);
    const ids = Object.keys({ ...own.publicSubnets, ...own.privateSubnets, ...own.isolatedSubnets });
    const vpc = await aws.ec2.getVpc({ id: own.vpcId }, { parent });
    const subnets = await Promise.all(ids.map((id) => aws.ec2.getSubnet({ id }, { parent })));
    const mistake = mistakeOf(own, vpc.cidrBlock, subnets);
    if (mistake !== null) throw new Error(mistake);
    return new GivenNetwork(name, own, { parent });
  }
}
