/** What AWS is called where: the partitions of China and of the US government have names of their own. */

/** `aws`, or the partition of China's or the US government's regions. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** Interface endpoints whose service is called the other way round in China (VPC user guide there; the AWS CDK's table). */
const REVERSED_IN_CHINA: readonly string[] = ["ecr.api", "ecr.dkr", "monitoring", "sts"];

/** The name of the endpoint service of an AWS service. */
export function endpointService(service: string, region: string): string {
  const domain =
    partitionOf(region) === "aws-cn" && REVERSED_IN_CHINA.includes(service) ? "cn.com.amazonaws" : "com.amazonaws";
  return `${domain}.${region}.${service}`;
}

/** CloudWatch Logs, as a key's policy names it: of a region, and under the partition's own domain. */
export function logsPrincipal(region: string): string {
  return `logs.${region}.amazonaws.com${partitionOf(region) === "aws-cn" ? ".cn" : ""}`;
}
