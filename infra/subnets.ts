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

/**
 * The first of the zones a region offers an account, by name: an account is offered some letters and not others.
 *
 * @throws Error with one sentence where there are fewer than are wanted.
 */
export function firstZones(offered: readonly string[], wanted: number, region: string): string[] {
  if (offered.length < wanted) {
    throw new Error(
      `${region} offers this account ${offered.length} availability zones (${[...offered].sort().join(", ")}), but ${wanted} are wanted: name the ones to use in guardrails:availabilityZones.`,
    );
  }
  return [...offered].sort().slice(0, wanted);
}

function toNumber(address: string): number {
  return address.split(".").reduce((number, byte) => number * 256 + Number(byte), 0);
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
