/** What AWS names differently in some partitions. */

/** `aws`, or the partition of China's or the US government's regions. */
export function partitionOf(region: string): string {
  if (isChina(region)) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/**
 * The principal CloudWatch Logs uses a key as: of the region, and of the partition's domain. Source: AWS CDK's region facts
 * (`region-info`, the service principal of logs).
 */
export function logsPrincipal(region: string): string {
  return `logs.${region}.amazonaws.com${isChina(region) ? ".cn" : ""}`;
}

/** Source: AWS CDK's exceptions to the names of interface endpoints (`aws-ec2`, vpc-endpoint), of the services used here. */
const UNDER_CHINAS_DOMAIN: readonly string[] = ["ecr.api", "ecr.dkr", "monitoring", "sts"];

/** What an endpoint of a service (`ecr.api`, `s3`) is called in a region. In China most, but not all, are as elsewhere. */
export function endpointService(region: string, service: string): string {
  const domain = isChina(region) && UNDER_CHINAS_DOMAIN.includes(service) ? "cn.com.amazonaws" : "com.amazonaws";
  return `${domain}.${region}.${service}`;
}

function isChina(region: string): boolean {
  return region.startsWith("cn-");
}
