/** Address plan: a VPC's range cut into sixteen equal subnets, four zones at most in each of three tiers. */

export const TIERS = ["private", "isolated", "public"] as const;
export type Tier = (typeof TIERS)[number];

const SLOTS_PER_TIER = 4;
const BITS = 4;

/** The largest number of zones the plan has room for. */
export const MAX_ZONES = SLOTS_PER_TIER;

/**
 * The ranges of one tier's subnets, a zone each.
 *
 * @param cidrBlock IPv4 range from /16 to /23; bits below its prefix are ignored.
 */
export function subnetRanges(cidrBlock: string, tier: Tier, zones: number): string[] {
  const [address = "0.0.0.0", prefix = "16"] = cidrBlock.split("/");
  const subnetPrefix = Number(prefix) + BITS;
  const size = 2 ** (32 - subnetPrefix);
  const base = Math.floor(toNumber(address) / (size * 2 ** BITS)) * size * 2 ** BITS;
  const first = TIERS.indexOf(tier) * SLOTS_PER_TIER;
  return Array.from({ length: zones }, (_, zone) => `${toAddress(base + (first + zone) * size)}/${subnetPrefix}`);
}

/** The zones a stack spans: the ones named, else the region's first ones (`eu-west-1a`, `eu-west-1b`, …). */
export function zoneNames(region: string, network: Zones): readonly string[] {
  const { availabilityZones, availabilityZoneCount: length } = network;
  return availabilityZones ?? Array.from({ length }, (_, zone) => region + String.fromCharCode(LETTER_A + zone));
}

const LETTER_A = "a".charCodeAt(0);

export interface Zones {
  readonly availabilityZones: readonly string[] | null;
  readonly availabilityZoneCount: number;
}

function toNumber(address: string): number {
  return address.split(".").reduce((number, byte) => number * 256 + Number(byte), 0);
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
