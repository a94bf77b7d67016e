// Sound, and no service of an application: machines for a cluster that nothing runs on.
// preview and up: nothing

import * as aws from "@pulumi/aws";

interface Recommended {
  readonly image_id: string;
}

const recommended = aws.ssm.getParameterOutput({
  name: "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended",
});
const imageId = recommended.value.apply((json) => (JSON.parse(json) as Recommended).image_id);
const profile = new aws.iam.InstanceProfile("nodes", {
  role: new aws.iam.Role("nodes", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }),
  }).name,
});
const template = new aws.ec2.LaunchTemplate("nodes", {
  imageId,
  instanceType: "t3.medium",
  iamInstanceProfile: { arn: profile.arn },
  metadataOptions: { httpTokens: "required" },
});
const cluster = new aws.ecs.Cluster("nodes");
const group = new aws.autoscaling.Group("nodes", {
  minSize: 1,
  maxSize: 3,
  vpcZoneIdentifiers: aws.ec2.getSubnetsOutput({}).ids,
  launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
});
const capacity = new aws.ecs.CapacityProvider("nodes", {
  autoScalingGroupProvider: { autoScalingGroupArn: group.arn },
});
new aws.ecs.ClusterCapacityProviders("nodes", { clusterName: cluster.name, capacityProviders: [capacity.name] });

export const image = imageId;
