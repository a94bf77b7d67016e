import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeclaredNetwork } from "guardrails-policies/model";
import { subnetRanges, type Tier } from "../subnets";
import { type Context, named } from "./context";
import { flowLogs } from "./flow-logs";
import type { Keys } from "./keys";
import { vpcEndpoints } from "./vpc-endpoints";
import { needsPublicSubnets, reachesOut, waysOut } from "./way-out";

export interface NetworkArgs {
  readonly context: Context;
  readonly declared: DeclaredNetwork;
  /** Names, one for each zone. */
  readonly zones: readonly string[];
  readonly keys: Keys;
  /** AWS services that are called from inside where nothing leads out. */
  readonly endpoints: readonly string[];
  /** Nothing comes in from the internet: only what leads out may stand in public subnets. */
  readonly internal: boolean;
}

/** Where the stack's parts stand, whoever made it. */
export interface NetworkPlaces extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly isolatedSubnetIds: pulumi.Output<string>[];
}

/**
 * A VPC in three tiers: public (load balancer and NAT), private (workloads), isolated (data, no route out).
 *
 * Cost (eu-west-1): $35 a month for each NAT gateway, or zone of a regional one, and $0.048 a GB through it; $4 for a machine
 * instead, in development. With `none`, $8 a month for each interface endpoint and zone: seven endpoints are $112 in two zones
 * and $169 in three, more than gateways cost. It is the choice of who wants no way out at all, and of who needs none: error
 * tracking and other third parties cannot be reached then.
 */
export class Network extends pulumi.ComponentResource implements NetworkPlaces {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly isolatedSubnetIds: pulumi.Output<string>[];

  constructor(name: string, args: NetworkArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Network", name, {}, opts);
    const { context, declared } = args;
    const parent = { parent: this };

    const vpc = new aws.ec2.Vpc(
      "vpc",
      {
        cidrBlock: declared.cidrBlock,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: named(context, "vpc"),
      },
      parent,
    );
    this.vpcId = vpc.id;
    // What is put into the default group by accident reaches nothing.
    new aws.ec2.DefaultSecurityGroup(
      "closed",
      { vpcId: vpc.id, ingress: [], egress: [], tags: named(context, "closed") },
      parent,
    );
    flowLogs({ ...args, vpcId: vpc.id }, this);

    const subnets = (tier: Tier) => this.subnets(args, tier);
    const inPublic = !args.internal || needsPublicSubnets(declared.natGateways);
    const publicSubnets = inPublic ? subnets("public") : [];
    const privateSubnets = subnets("private");
    const isolatedSubnets = subnets("isolated");

    const internet = inPublic || reachesOut(declared.natGateways) ? this.internet(context, publicSubnets) : null;
    // No route but the VPC's own.
    this.routeTable(context, "isolated", isolatedSubnets);

    const privateTables = privateSubnets.map((subnet, i) => this.routeTable(context, `private-${i}`, [subnet]));
    if (internet !== null) {
      const { natGateways: strategy, cidrBlock } = declared;
      waysOut({ context, strategy, cidrBlock, vpcId: vpc.id, internet, publicSubnets, tables: privateTables }, this);
    }
    vpcEndpoints({ ...args, vpcId: vpc.id, tables: privateTables, subnets: privateSubnets }, this);

    this.publicSubnetIds = publicSubnets.map((subnet) => subnet.id);
    this.privateSubnetIds = privateSubnets.map((subnet) => subnet.id);
    this.isolatedSubnetIds = isolatedSubnets.map((subnet) => subnet.id);
    this.registerOutputs();
  }

  private subnets({ context, declared, zones }: NetworkArgs, tier: Tier): aws.ec2.Subnet[] {
    return subnetRanges(declared.cidrBlock, tier, zones.length).map(
      (cidrBlock, i) =>
        new aws.ec2.Subnet(
          `${tier}-${i}`,
          {
            vpcId: this.vpcId,
            cidrBlock,
            availabilityZone: zones[i],
            // The load balancer brings its own public addresses; nothing else gets one.
            mapPublicIpOnLaunch: false,
            tags: named(context, `${tier}-${i}`),
          },
          { parent: this },
        ),
    );
  }

  private routeTable(context: Context, name: string, subnets: readonly aws.ec2.Subnet[]): aws.ec2.RouteTable {
    const table = new aws.ec2.RouteTable(name, { vpcId: this.vpcId, tags: named(context, name) }, { parent: this });
    subnets.forEach((subnet, i) => {
      const association = subnets.length === 1 ? name : `${name}-${i}`;
      new aws.ec2.RouteTableAssociation(association, { subnetId: subnet.id, routeTableId: table.id }, { parent: this });
    });
    return table;
  }

  private internet(context: Context, publicSubnets: readonly aws.ec2.Subnet[]): aws.ec2.InternetGateway {
    const parent = { parent: this };
    const tags = named(context, "internet");
    const gateway = new aws.ec2.InternetGateway("internet", { vpcId: this.vpcId, tags }, parent);
    if (publicSubnets.length === 0) return gateway;
    const table = this.routeTable(context, "public", publicSubnets);
    new aws.ec2.Route(
      "public-internet",
      { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
      parent,
    );
    return gateway;
  }
}
