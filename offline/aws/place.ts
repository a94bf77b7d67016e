import { type Account } from "./account";
import { type Place } from "./resource-type";

/** The AWS partition of a region. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** The DNS suffix of a region's partition. */
export function dnsSuffixOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

export function placeOf(account: Account, region: string): Place {
  const partition = partitionOf(region);
  return {
    account,
    region,
    partition,
    arn: (service, resource) => `arn:${partition}:${service}:${region}:${account.id}:${resource}`,
    globalArn: (service, resource) => `arn:${partition}:${service}::${account.id}:${resource}`,
  };
}
