import { redisNodeMemory } from "../../../policies/facts";

it.each([
  ["cache.t3.micro", 536870912, 402653184], // `info memory` on such a node reports 402653184
  ["cache.t4g.small", 1471026299, 1103269724],
  ["cache.m6g.large", 6854542746, 5140907059],
  ["cache.r5.large", 14037181030, 10527885772],
  ["cache.r7g.2xlarge", 56711183565, 42533387673],
  ["cache.m8g.large", 7294178820, 5470634115],
])("%s has %d bytes, %d of them for data", (nodeType, maxmemoryBytes, usableBytes) => {
  expect(redisNodeMemory(nodeType)).toEqual({ maxmemoryBytes, reservedPercent: 25, usableBytes });
});

it("honours another reserved share", () => {
  expect(redisNodeMemory("cache.t3.micro", 50)?.usableBytes).toBe(268435456);
  expect(redisNodeMemory("cache.t3.micro", 0)?.usableBytes).toBe(536870912);
});

it.each(["", "t3.micro", "cache.t3.huge", "cache.z1.large", "db.t3.micro", "cache.constructor.name"])(
  "knows nothing of %j",
  (nodeType) => {
    expect(redisNodeMemory(nodeType)).toBeUndefined();
  },
);
