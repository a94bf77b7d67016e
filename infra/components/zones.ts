import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { firstZones } from "../subnets";
import { registration } from "./context";

/**
 * The zones of a stack that names none: the first that AWS offers this account in the region.
 *
 * @throws Error with one sentence where they are fewer than are wanted.
 */
export async function offeredZones(count: number, region: string, parent: pulumi.Resource): Promise<string[]> {
  // Asked once the parent is registered, as in `describeContext`.
  await registration(parent);
  // Without local zones and Wavelength, which an account has to ask for and which have no managed databases.
  const filters = [{ name: "opt-in-status", values: ["opt-in-not-required"] }];
  const { names } = await aws.getAvailabilityZones({ state: "available", filters }, { parent });
  return firstZones(names, count, region);
}
