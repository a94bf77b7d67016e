/** What the types of EC2 have in common: their tokens, and how they refer to each other. */
import { type Properties, texts } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { ec2Id } from "../../names";
import { type Place, type Reference } from "../../resource-type";
import { only } from "../support";

export const VPC = "aws:ec2/vpc:Vpc";
export const SUBNET = "aws:ec2/subnet:Subnet";
export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
export const SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";
export const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
export const INSTANCE = "aws:ec2/instance:Instance";
export const EIP = "aws:ec2/eip:Eip";
export const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
export const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
export const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

export const inVpc: Reference = {
  from: (inputs) => only(inputs.vpcId),
  type: VPC,
  missing: (id) => bareRefusal("InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`),
};

export function subnetReference(property: string): Reference {
  return {
    from: (inputs) => [...only(inputs[property]), ...texts(inputs[property])],
    type: SUBNET,
    missing: (id) => bareRefusal("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`),
  };
}

export function ownedBy(place: Place, kind: string, prefix: string): { id: string; arn: string; owner: Properties } {
  const id = ec2Id(prefix);
  return { id, arn: place.arn("ec2", `${kind}/${id}`), owner: { ownerId: place.account.id } };
}
