/** The forms AWS gives to what it names itself. */
import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";

/** `length` random hexadecimal digits. */
export function hex(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString("hex")
    .slice(0, length);
}

/** `length` random lower-case letters and digits. */
export function lowerAlphanumeric(length: number): string {
  return pick(LOWER, length);
}

/** `length` random letters and digits. */
export function alphanumeric(length: number): string {
  return pick(ALPHANUMERIC, length);
}

/** `length` random digits and capital letters (hosted zones, IAM unique ids). */
export function capitals(length: number): string {
  return pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length);
}

/** An EC2 identifier: `vpc-` and 17 hexadecimal digits. */
export function ec2Id(prefix: string): string {
  return `${prefix}-0${hex(16)}`;
}

/** The key id of a KMS key; multi-region keys have their own form. */
export function kmsKeyId(multiRegion: boolean): string {
  return multiRegion ? `mrk-${randomUUID().replaceAll("-", "")}` : randomUUID();
}

/** What Terraform's `name_prefix` appends: 26 digits that grow with time. */
export function prefixedName(prefix: string): string {
  const time = new Date().toISOString().replace(/\D/g, "").padEnd(18, "0");
  return `${prefix}${time}${randomInt(0xffffffff).toString(16).padStart(8, "0")}`;
}

/** A stable number of `digits` digits for a text (account-specific parts of host names). */
export function stableDigits(seed: string, digits: number): string {
  const number = BigInt(`0x${createHash("sha256").update(seed).digest("hex")}`);
  return (number % 10n ** BigInt(digits)).toString().padStart(digits, "0");
}

/** A stable text of 64 hexadecimal digits for a seed. */
export function stableHex(seed: string): string {
  return BigInt(stableDigits(seed, 70)).toString(16).padStart(64, "0").slice(-64);
}

/** A stable text of `length` lower-case letters and digits for a seed (account-specific parts of host names). */
export function stableLower(seed: string, length: number): string {
  const digest = createHash("sha256").update(seed).digest();
  return Array.from({ length }, (_, index) => LOWER[(digest[index % digest.length] ?? 0) % LOWER.length] ?? "a").join(
    "",
  );
}

/** The short form ElastiCache uses in its host names: `eu-west-1` is `euw1`. */
export function shortRegion(region: string): string {
  const [area = "", side = "", number = ""] = region.split("-");
  const sides: Record<string, string> = {
    north: "n",
    south: "s",
    east: "e",
    west: "w",
    central: "c",
    northeast: "ne",
    southeast: "se",
    northwest: "nw",
    southwest: "sw",
  };
  return `${area}${sides[side] ?? side}${number}`;
}

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)] ?? "").join("");
}
