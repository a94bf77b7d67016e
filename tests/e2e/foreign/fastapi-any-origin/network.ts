import * as aws from "@pulumi/aws";

export function network(cidrBlock: string, zones: readonly string[]) {
  const vpc = new aws.ec2.Vpc("main", { cidrBlock, enableDnsHostnames: true });
  const subnets = zones.map(
    (availabilityZone, index) =>
      new aws.ec2.Subnet(`private-${index}`, {
        vpcId: vpc.id,
        availabilityZone,
        cidrBlock: cidrBlock.replace(".0.0/16", `.${index}.0/24`),
      }),
  );
  return { vpc, subnets };
}
