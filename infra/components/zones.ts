import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkSettings } from "../settings";
import { firstZones } from "../subnets";
import { registration } from "./context";

/** The zones a stack spans, one name each: the ones that are set, else the first that AWS offers this account in the region. */
export function zones(network: NetworkSettings, region: string, parent: pulumi.Resource): pulumi.Input<string>[] {
  if (network.availabilityZones !== null) return [...network.availabilityZones];
  const names = pulumi.output(registration(parent).then(() => offered(network.availabilityZoneCount, region, parent)));
  return Array.from({ length: network.availabilityZoneCount }, (_, i) => names.apply((all) => all[i] ?? ""));
}

async function offered(count: number, region: string, parent: pulumi.Resource): Promise<string[]> {
  // Without local zones and Wavelength, which an account has to ask for and which have no managed databases.
  const filters = [{ name: "opt-in-status", values: ["opt-in-not-required"] }];
  const { names } = await aws.getAvailabilityZones({ state: "available", filters }, { parent });
  return firstZones(names, count, region);
}
