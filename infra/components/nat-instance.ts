import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NAT_IMAGE, NAT_MACHINE, natUserData } from "../nat-machine";
import { type Context, named, registration } from "./context";

export interface NatInstanceArgs {
  readonly context: Context;
  readonly vpcId: pulumi.Input<string>;
  readonly cidrBlock: string;
  readonly internet: aws.ec2.InternetGateway;
  readonly subnet: aws.ec2.Subnet;
}

/**
 * One machine that translates addresses, for development: $8 a month with its address and its disk, where a gateway is $39.
 * AWS recommends gateways and leaves availability, bandwidth and patches of an instance to its owner (VPC user guide, "NAT
 * instances"). Nobody signs in to it: no key pair, no role, and nothing comes in from the internet.
 */
export function natInstance(args: NatInstanceArgs, parent: pulumi.Resource): aws.ec2.Instance {
  const { context, cidrBlock, internet, subnet } = args;
  const name = "nat-instance";
  const instance = new aws.ec2.Instance(
    name,
    {
      ami: newestImage(parent),
      instanceType: NAT_MACHINE.type,
      subnetId: subnet.id,
      vpcSecurityGroupIds: [securityGroup(args, name, parent).id],
      // It forwards packets that are neither from it nor for it.
      sourceDestCheck: false,
      // Version 2 of the metadata service, which a forwarded packet does not reach.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: {
        encrypted: true,
        volumeType: "gp3",
        volumeSize: NAT_MACHINE.diskGiB,
        tags: named(context, name),
      },
      userData: natUserData(cidrBlock),
      userDataReplaceOnChange: true,
      tags: named(context, name),
    },
    // A newer image replaces no machine by itself: for a minute nothing would get out.
    { parent, dependsOn: internet, ignoreChanges: ["ami"] },
  );
  // Stays when the machine is replaced.
  new aws.ec2.Eip(
    name,
    { domain: "vpc", instance: instance.id, tags: named(context, name) },
    { parent, dependsOn: internet },
  );
  return instance;
}

function newestImage(parent: pulumi.Resource): pulumi.Output<string> {
  // Asked once the parent is registered, as in `describeContext`.
  const read = registration(parent).then(() => aws.ssm.getParameter({ name: NAT_IMAGE }, { parent }));
  return pulumi.output(read).insecureValue;
}

function securityGroup(
  { context, vpcId, cidrBlock }: NatInstanceArgs,
  name: string,
  parent: pulumi.Resource,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    name,
    { description: "NAT instance: from the VPC to the internet", vpcId, tags: named(context, name) },
    { parent },
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-from-vpc`,
    {
      securityGroupId: group.id,
      description: "What leaves the VPC",
      cidrIpv4: cidrBlock,
      ipProtocol: "-1",
      tags: context.tags,
    },
    { parent },
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-to-internet`,
    {
      securityGroupId: group.id,
      description: "Where tasks may go is their own groups' to say",
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "-1",
      tags: context.tags,
    },
    { parent },
  );
  return group;
}
