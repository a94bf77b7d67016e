import { type ResourceType } from "../../resource-type";
import { defaultRouteTable, defaultSubnet, defaultVpc } from "./defaults";
import { flowLog } from "./flow-log";
import { eip, internetGateway, natGateway } from "./gateways";
import { instance } from "./instance";
import { subnet, vpc } from "./network";
import { route, routeTable, routeTableAssociation } from "./routes";
import { EGRESS_RULE, INGRESS_RULE } from "./common";
import { securityGroupRule, vpcRule } from "./security-group-rules";
import { defaultSecurityGroup, securityGroup } from "./security-groups";
import { vpcEndpoint } from "./vpc-endpoint";

export { SECURITY_GROUP, SUBNET, VPC } from "./common";
export { zoneId } from "./zone-id";
export { securityGroupExists } from "./security-groups";

export const EC2: readonly ResourceType[] = [
  vpc,
  subnet,
  defaultVpc,
  defaultSubnet,
  defaultRouteTable,
  internetGateway,
  natGateway,
  instance,
  eip,
  routeTable,
  route,
  routeTableAssociation,
  vpcEndpoint,
  securityGroup,
  defaultSecurityGroup,
  vpcRule(INGRESS_RULE, "Ingress"),
  vpcRule(EGRESS_RULE, "Egress"),
  securityGroupRule,
  flowLog,
];
