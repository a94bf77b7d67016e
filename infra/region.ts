import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "./config-schema";

/**
 * The region of the default provider.
 *
 * @throws ConfigError when none is set, or what is set is none.
 */
export function readRegion(): string {
  const region = new pulumi.Config("aws").get("region") ?? process.env["AWS_REGION"];
  if (region === undefined || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    const found = region === undefined ? "not set" : JSON.stringify(region);
    throw new ConfigError(`aws:region is ${found}, but must be an AWS region such as eu-west-1.`);
  }
  return region;
}
