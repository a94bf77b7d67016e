import { randomUUID } from "node:crypto";
import { isObject, type Properties, text, texts } from "../../provider/values";
import { capitals, hex, lowerAlphanumeric } from "../names";
import { type Place } from "../resource-type";
import type { Plausible } from ".";

const SUBNET = "aws:ec2/subnet:Subnet";

/** Not a certificate: what a program passes on, in the form of one. */
const AUTHORITY = Buffer.from("-----BEGIN CERTIFICATE-----\noffline\n-----END CERTIFICATE-----\n").toString("base64");

function vpcOf(place: Place, subnets: readonly string[]): string {
  return text(place.account.get(SUBNET, subnets[0] ?? "")?.outputs.vpcId) ?? "";
}

function eksNetwork(place: Place, given: Properties): Properties {
  return {
    ...given,
    clusterSecurityGroupId: `sg-0${hex(16)}`,
    endpointPrivateAccess: given.endpointPrivateAccess ?? false,
    endpointPublicAccess: given.endpointPublicAccess ?? true,
    publicAccessCidrs: given.publicAccessCidrs ?? ["0.0.0.0/0"],
    securityGroupIds: given.securityGroupIds ?? [],
    vpcId: vpcOf(place, texts(given.subnetIds)),
  };
}

export const RUNTIMES: Readonly<Record<string, Plausible>> = {
  "aws:eks/cluster:Cluster": (place, inputs, logicalName) => {
    const name = text(inputs.name) ?? logicalName;
    const id = hex(32).toUpperCase();
    return {
      id: name,
      outputs: {
        arn: place.arn("eks", `cluster/${name}`),
        certificateAuthority: { data: AUTHORITY },
        certificateAuthorities: [{ data: AUTHORITY }],
        clusterId: "",
        createdAt: new Date().toISOString(),
        endpoint: `https://${id}.gr7.${place.region}.eks.amazonaws.com`,
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${place.region}.amazonaws.com/id/${id}` }] }],
        kubernetesNetworkConfig: {
          ipFamily: "ipv4",
          serviceIpv4Cidr: "172.20.0.0/16",
          serviceIpv6Cidr: "",
          ...(isObject(inputs.kubernetesNetworkConfig) ? inputs.kubernetesNetworkConfig : {}),
        },
        platformVersion: "eks.1",
        status: "ACTIVE",
        version: inputs.version ?? "1.33",
        vpcConfig: eksNetwork(place, isObject(inputs.vpcConfig) ? inputs.vpcConfig : {}),
      },
    };
  },
  "aws:apprunner/service:Service": (place, inputs, logicalName) => {
    const serviceId = hex(32);
    const arn = place.arn("apprunner", `service/${text(inputs.serviceName) ?? logicalName}/${serviceId}`);
    const serviceUrl = `${lowerAlphanumeric(10)}.${place.region}.awsapprunner.com`;
    return { id: arn, outputs: { arn, serviceId, serviceUrl, status: "RUNNING" } };
  },
  "aws:ec2/launchTemplate:LaunchTemplate": (place) => {
    const id = `lt-0${hex(16)}`;
    return { id, outputs: { arn: place.arn("ec2", `launch-template/${id}`), defaultVersion: 1, latestVersion: 1 } };
  },
  "aws:iam/user:User": (place, inputs, name) => {
    const user = text(inputs.name) ?? name;
    return { id: user, outputs: { arn: place.globalArn("iam", `user/${user}`), uniqueId: `AIDA${capitals(17)}` } };
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (place, inputs) => {
    const arn = place.globalArn("iam", `oidc-provider/${(text(inputs.url) ?? "").replace(/^https:\/\//, "")}`);
    return { id: arn, outputs: { arn, url: (text(inputs.url) ?? "").replace(/^https:\/\//, "") } };
  },
  "aws:sfn/stateMachine:StateMachine": (place, inputs, name) => {
    const arn = place.arn("states", `stateMachine:${text(inputs.name) ?? name}`);
    return { id: arn, outputs: { arn, creationDate: new Date().toISOString(), status: "ACTIVE" } };
  },
  "aws:elasticbeanstalk/environment:Environment": (place, inputs, name) => {
    const id = `e-${lowerAlphanumeric(10)}`;
    const cname = `${text(inputs.cnamePrefix) ?? name}.${lowerAlphanumeric(10)}.${place.region}.elasticbeanstalk.com`;
    const arn = place.arn("elasticbeanstalk", `environment/${text(inputs.application) ?? ""}/${name}`);
    return {
      id,
      outputs: { arn, cname, endpointUrl: `awseb-${randomUUID().slice(0, 8)}.${place.region}.elb.amazonaws.com` },
    };
  },
};
