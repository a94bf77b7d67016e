import * as grpc from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceRequest, type RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { stableHex } from "../aws/names";
import { type Properties } from "../provider/values";

/** An id of EC2's for a part of a component, the same each time. */
const ec2Id = (prefix: string, ...seed: readonly string[]) => `${prefix}-0${stableHex(seed.join("/")).slice(0, 16)}`;
const subnets = (name: string, kind: string) => ["a", "b", "c"].map((zone) => ec2Id("subnet", name, kind, zone));

/** What the components most used have after an update, in the form their vendor gives it. */
const STATES: Readonly<Record<string, (name: string) => Properties>> = {
  "awsx:ec2:Vpc": (name) => ({
    vpcId: ec2Id("vpc", name),
    publicSubnetIds: subnets(name, "public"),
    privateSubnetIds: subnets(name, "private"),
    isolatedSubnetIds: subnets(name, "isolated"),
  }),
  "awsx:ec2:DefaultVpc": (name) => ({
    vpcId: ec2Id("vpc", "default", name),
    publicSubnetIds: subnets("default", "public"),
    privateSubnetIds: subnets("default", "private"),
  }),
  "awsx:ecr:Repository": (name) => ({ url: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}` }),
  "awsx:ecr:Image": (name) => ({
    imageUri: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}@sha256:${stableHex(name)}`,
  }),
  "awsx:lb:ApplicationLoadBalancer": (name) => ({
    loadBalancer: { dnsName: `${name}-1234567890.us-east-1.elb.amazonaws.com`, zoneId: "Z35SXDOTRQ7X7K" },
    defaultTargetGroup: { arn: targetGroup(name) },
    defaultSecurityGroup: { id: ec2Id("sg", name) },
  }),
};

function targetGroup(name: string): string {
  const id = stableHex(name).slice(0, 16);
  return `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${name}/${id}`;
}

/**
 * A component whose provider is not here: it is registered with what the program gives it, so that it can be judged, and
 * nothing of what it would make is. Its outputs are unknown in a preview.
 */
export async function construct(request: ConstructRequest): Promise<ConstructResponse> {
  const client = new ResourceMonitorClient(request.getMonitorendpoint(), grpc.credentials.createInsecure());
  try {
    const component = new RegisterResourceRequest()
      .setType(request.getType())
      .setName(request.getName())
      .setCustom(false)
      .setParent(request.getParent())
      .setObject(request.getInputs())
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setDependenciesList(request.getDependenciesList());
    const { urn } = await new Promise<{ readonly urn: string }>((resolve, reject) => {
      client.registerResource(component, (error: grpc.ServiceError | null, response: RegisterResourceResponse) => {
        if (error) reject(error);
        else resolve({ urn: response.getUrn() });
      });
    });
    const state = request.getDryrun() ? {} : (STATES[request.getType()]?.(request.getName()) ?? {});
    return new ConstructResponse().setUrn(urn).setState(Struct.fromJavaScript(state));
  } finally {
    client.close();
  }
}
