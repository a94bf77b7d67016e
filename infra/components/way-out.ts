/** The ways out of the private subnets: gateways that translate addresses, so that nothing gets in by them. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { DeclaredNetwork } from "guardrails-policies/model";
import { type Context, named } from "./context";
import { natInstance } from "./nat-instance";

export interface WayOutArgs {
  readonly context: Context;
  readonly strategy: DeclaredNetwork["natGateways"];
  readonly vpcId: pulumi.Input<string>;
  /** The VPC's. */
  readonly cidrBlock: string;
  /** The VPC's door; without one nothing gets out. */
  readonly internet: aws.ec2.InternetGateway;
  /** One for each zone; none where nothing needs them. */
  readonly publicSubnets: readonly aws.ec2.Subnet[];
  /** The private subnets' route tables, one for each zone. */
  readonly tables: readonly aws.ec2.RouteTable[];
}

/** Whether the internet is reached at all, and whether by something that stands in a public subnet. */
export function reachesOut(strategy: DeclaredNetwork["natGateways"]): boolean {
  return strategy !== "none";
}
export function needsPublicSubnets(strategy: DeclaredNetwork["natGateways"]): boolean {
  return strategy === "single" || strategy === "per-zone" || strategy === "instance";
}

/** Where a private subnet's route to the internet leads. */
type Target = Pick<aws.ec2.RouteArgs, "natGatewayId" | "networkInterfaceId">;

/** Routes each private subnet to its gateway: its zone's, or the one there is. */
export function waysOut(args: WayOutArgs, parent: pulumi.Resource): void {
  const targets = targetsOf(args, parent);
  args.tables.forEach((table, i) => {
    const target = targets[i] ?? targets[0];
    if (target === undefined) return;
    new aws.ec2.Route(
      `private-${i}-internet`,
      {
        routeTableId: table.id,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: target.natGatewayId,
        networkInterfaceId: target.networkInterfaceId,
      },
      { parent },
    );
  });
}

function targetsOf(args: WayOutArgs, parent: pulumi.Resource): Target[] {
  if (args.strategy === "instance") return machine(args, parent);
  const gateways = args.strategy === "regional" ? [regional(args, parent)] : zonal(args, parent);
  return gateways.map(({ id }) => ({ natGatewayId: id }));
}

/** One machine in the first public subnet. */
function machine(args: WayOutArgs, parent: pulumi.Resource): Target[] {
  return args.publicSubnets.slice(0, 1).map((subnet) => {
    const { primaryNetworkInterfaceId } = natInstance({ ...args, subnet }, parent);
    return { networkInterfaceId: primaryNetworkInterfaceId };
  });
}

function zonal(
  { context, strategy, publicSubnets, internet }: WayOutArgs,
  parent: pulumi.Resource,
): aws.ec2.NatGateway[] {
  const count = strategy === "per-zone" ? publicSubnets.length : strategy === "single" ? 1 : 0;
  return publicSubnets.slice(0, count).map((subnet, i) => {
    const name = `nat-${i}`;
    const address = new aws.ec2.Eip(
      name,
      { domain: "vpc", tags: named(context, name) },
      { parent, dependsOn: internet },
    );
    return new aws.ec2.NatGateway(
      name,
      {
        subnetId: subnet.id,
        allocationId: address.allocationId,
        connectivityType: "public",
        tags: named(context, name),
      },
      { parent, dependsOn: internet },
    );
  });
}

/** One gateway that AWS spreads over the zones something runs in, with addresses of its own: paid for by the zone, too. */
function regional({ context, vpcId, internet }: WayOutArgs, parent: pulumi.Resource): aws.ec2.NatGateway {
  return new aws.ec2.NatGateway(
    "nat",
    { vpcId, availabilityMode: "regional", connectivityType: "public", tags: named(context, "nat") },
    { parent, dependsOn: internet },
  );
}
