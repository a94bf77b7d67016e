import { MAX_ZONES, subnetRanges, TIERS, firstZones } from "../../infra/subnets";

describe("subnetRanges", () => {
  it("cuts a /16 into /20 subnets, tier after tier", () => {
    expect(subnetRanges("10.64.0.0/16", "private", 3)).toStrictEqual([
      "10.64.0.0/20",
      "10.64.16.0/20",
      "10.64.32.0/20",
    ]);
    expect(subnetRanges("10.64.0.0/16", "isolated", 1)).toStrictEqual(["10.64.64.0/20"]);
    expect(subnetRanges("10.64.0.0/16", "public", 2)).toStrictEqual(["10.64.128.0/20", "10.64.144.0/20"]);
  });

  it("cuts the smallest network into the smallest subnets a load balancer may be in", () => {
    expect(subnetRanges("192.168.6.0/23", "public", 1)).toStrictEqual(["192.168.7.0/27"]);
  });

  it("ignores address bits below the prefix", () => {
    expect(subnetRanges("10.64.3.9/16", "private", 1)).toStrictEqual(["10.64.0.0/20"]);
  });

  it("never gives one range twice", () => {
    const all = TIERS.flatMap((tier) => subnetRanges("172.16.0.0/20", tier, MAX_ZONES));
    expect(new Set(all).size).toBe(TIERS.length * MAX_ZONES);
  });
});

describe("firstZones", () => {
  it("takes the first that are offered, whatever their letters and their order", () => {
    expect(firstZones(["ap-northeast-1d", "ap-northeast-1a", "ap-northeast-1c"], 2, "ap-northeast-1")).toStrictEqual([
      "ap-northeast-1a",
      "ap-northeast-1c",
    ]);
    expect(firstZones(["us-west-1c", "us-west-1b"], 2, "us-west-1")).toStrictEqual(["us-west-1b", "us-west-1c"]);
  });

  it("says what to do where there are too few", () => {
    expect(() => firstZones(["us-west-1b", "us-west-1c"], 3, "us-west-1")).toThrow(
      "us-west-1 offers this account 2 availability zones (us-west-1b, us-west-1c), but 3 are wanted",
    );
  });
});
