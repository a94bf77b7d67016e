import { text, texts } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { oneOf } from "../../checks";
import { ec2Id, stableDigits } from "../../names";
import { resourceType } from "../../resource-type";
import { ENDPOINT, inVpc, ownedBy, subnetReference } from "./common";
import { requireSecurityGroups } from "./security-groups";

export const vpcEndpoint = resourceType(ENDPOINT, {
  api: { service: "EC2", noun: "EC2 VPC Endpoint", create: "CreateVpcEndpoint", delete: "DeleteVpcEndpoints" },
  replaceOn: ["vpcId", "serviceName", "vpcEndpointType", "serviceRegion", "resourceConfigurationArn"],
  defaults: { vpcEndpointType: "Gateway" },
  checks: [oneOf("vpcEndpointType", ["GatewayLoadBalancer", "Gateway", "Interface", "Resource", "ServiceNetwork"])],
  references: [inVpc, subnetReference("subnetIds")],
  create: (place, inputs) => {
    requireSecurityGroups(place, texts(inputs.securityGroupIds));
    const service = text(inputs.serviceName) ?? "";
    if (
      /^(cn\.)?com\.amazonaws\./.test(service) &&
      !service.replace(/^cn\./, "").startsWith(`com.amazonaws.${place.region}.`) &&
      inputs.serviceRegion === undefined &&
      !/^com\.amazonaws\.(s3-global|iam)/.test(service)
    ) {
      throw bareRefusal("InvalidServiceName", `The Vpc Endpoint Service '${service}' does not exist`);
    }
    const { id, arn, owner } = ownedBy(place, "vpc-endpoint", "vpce");
    const gateway = inputs.vpcEndpointType === "Gateway";
    const host = `${id}-${stableDigits(id, 8)}.${service.replace(/^(cn\.)?com\.amazonaws\.[^.]+\./, "")}.${place.region}.vpce.amazonaws.com`;
    return {
      id,
      outputs: {
        arn,
        ...owner,
        cidrBlocks: gateway ? ["52.218.0.0/17"] : [],
        dnsEntries: gateway ? [] : [{ dnsName: host, hostedZoneId: `Z${stableDigits(place.region, 12)}` }],
        networkInterfaceIds: gateway ? [] : texts(inputs.subnetIds).map(() => ec2Id("eni")),
        policy:
          inputs.policy ??
          '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}',
        prefixListId: gateway ? `pl-${stableDigits(service, 8)}` : "",
        privateDnsEnabled: inputs.privateDnsEnabled ?? false,
        requesterManaged: false,
        routeTableIds: inputs.routeTableIds ?? [],
        securityGroupIds: inputs.securityGroupIds ?? [],
        subnetIds: inputs.subnetIds ?? [],
        state: "available",
      },
    };
  },
});
