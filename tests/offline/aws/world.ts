import { type Properties } from "../../../offline/provider/values";
import { type Client, str } from "../client";

/** What most resources need around them, made in an account once for a test file. */
export interface World {
  readonly vpcId: string;
  /** In two zones. */
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  readonly roleArn: string;
  readonly roleName: string;
  readonly keyArn: string;
  readonly clusterArn: string;
  readonly clusterName: string;
}

export async function makeWorld(aws: Client): Promise<World> {
  const vpc = await aws.made("aws:ec2/vpc:Vpc", "world", { cidrBlock: "10.0.0.0/16" });
  const subnets: (Properties & { id: string })[] = [];
  for (const [index, zone] of ["eu-west-1a", "eu-west-1b"].entries()) {
    const inputs = { vpcId: vpc.id, cidrBlock: `10.0.${index}.0/24`, availabilityZone: zone };
    subnets.push(await aws.made("aws:ec2/subnet:Subnet", `world-${index}`, inputs));
  }
  const group = await aws.made("aws:ec2/securityGroup:SecurityGroup", "world", { vpcId: vpc.id });
  const role = await aws.made("aws:iam/role:Role", "world", { assumeRolePolicy: allow("sts:AssumeRole") });
  const key = await aws.made("aws:kms/key:Key", "world", {});
  const cluster = await aws.made("aws:ecs/cluster:Cluster", "world", {});
  return {
    vpcId: vpc.id,
    subnetIds: subnets.map(({ id }) => id),
    securityGroupId: group.id,
    roleArn: str(role.arn),
    roleName: role.id,
    keyArn: str(key.arn),
    clusterArn: cluster.id,
    clusterName: str(cluster.name),
  };
}

/** A policy that allows one action. */
export function allow(action: string): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
}
