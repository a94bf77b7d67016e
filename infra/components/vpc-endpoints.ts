import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { named } from "./context";
import type { NetworkArgs } from "./network";
import { endpointService } from "./partitions";
import { policyDocument } from "./policy";

export interface VpcEndpointsArgs extends Pick<NetworkArgs, "context" | "declared" | "endpoints"> {
  readonly vpcId: pulumi.Input<string>;
  /** Of the private subnets. */
  readonly tables: readonly aws.ec2.RouteTable[];
  readonly subnets: readonly aws.ec2.Subnet[];
}

/**
 * S3 is free of charge through a gateway endpoint, image layers included, which are ECR's and not this account's; the rest
 * only where there is no NAT.
 */
export function vpcEndpoints(args: VpcEndpointsArgs, parent: pulumi.Resource): void {
  const { context, declared, endpoints, tables, subnets, vpcId } = args;
  const { region } = context;
  new aws.ec2.VpcEndpoint(
    "s3",
    {
      vpcId,
      serviceName: endpointService(region, "s3"),
      vpcEndpointType: "Gateway",
      routeTableIds: tables.map((table) => table.id),
      tags: named(context, "s3"),
    },
    { parent },
  );
  if (declared.natGateways !== "none") return;

  const group = new aws.ec2.SecurityGroup(
    "endpoints",
    {
      description: "AWS service endpoints, for workloads without a NAT gateway",
      vpcId,
      tags: named(context, "endpoints"),
    },
    { parent },
  );
  new aws.vpc.SecurityGroupIngressRule(
    "endpoints-from-vpc",
    {
      securityGroupId: group.id,
      description: "HTTPS from the VPC",
      cidrIpv4: declared.cidrBlock,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      tags: context.tags,
    },
    { parent },
  );
  const ownAccountOnly = policyDocument([
    {
      // Stolen keys of another account carry nothing out through here.
      Sid: "OwnAccount",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": context.accountId } },
    },
  ]);
  for (const service of endpoints) {
    new aws.ec2.VpcEndpoint(
      service.replace(".", "-"),
      {
        vpcId,
        serviceName: endpointService(region, service),
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: subnets.map((subnet) => subnet.id),
        securityGroupIds: [group.id],
        policy: ownAccountOnly,
        tags: named(context, service),
      },
      { parent },
    );
  }
}
