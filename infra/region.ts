import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "./config-schema";

/**
 * The region of the default provider.
 *
 * @throws ConfigError when none is set, or what is set is none.
 */
export function readRegion(): string {
  const region = new pulumi.Config("aws").get("region") ?? process.env["AWS_REGION"];
  if (region === undefined || !isRegion(region)) {
    const found = region === undefined ? "not set" : JSON.stringify(region);
    throw new ConfigError(`aws:region is ${found}, but must be an AWS region such as eu-west-1.`);
  }
  return region;
}

/** Of AWS itself, of China's or of the US government's; isolated and sovereign ones have domains of their own. */
export function isRegion(name: string): boolean {
  return /^[a-z]{2}(-gov)?-(?!iso)[a-z]+-\d$/.test(name);
}
