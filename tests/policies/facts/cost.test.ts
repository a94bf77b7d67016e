import fc from "fast-check";
import {
  type CostItem,
  monthlyCost,
  PRICED_REGIONS,
  rdsConnectionCeiling,
  redisNodeMemory,
} from "../../../policies/facts";
import { ELASTICACHE_HOUR, RDS_HOUR } from "../../../policies/facts/prices";

it.each<[CostItem, number, string]>([
  // 2 × (1 × 0.04048 + 2 × 0.004445) × 730
  [
    { kind: "fargate", name: "web", tasks: 2, cpu: 1024, memory: 2048, capacity: "on-demand" },
    72.08,
    "2 × (1 vCPU + 2 GB) × 730 h",
  ],
  [
    { kind: "fargate", name: "worker", tasks: 2, cpu: 1024, memory: 2048, capacity: "spot" },
    23.07,
    "2 × (1 vCPU + 2 GB), Spot × 730 h",
  ],
  [
    { kind: "database", name: "db", instanceClass: "db.t4g.medium", multiAz: false, storageGiB: 20 },
    49.75,
    "1 × db.t4g.medium × 730 h + 20 GiB of storage",
  ],
  [
    { kind: "database", name: "db", instanceClass: "db.t4g.medium", multiAz: true, storageGiB: 20 },
    99.5,
    "2 × db.t4g.medium × 730 h + 20 GiB of storage",
  ],
  [
    { kind: "database", name: "db", instanceClass: "db.t4g.medium", multiAz: false, storageGiB: 0, proxyVcpus: 1 },
    69.35,
    "1 × db.t4g.medium + proxy × 730 h + 0 GiB of storage",
  ],
  [
    { kind: "cache", name: "redis", nodeType: "cache.t4g.small", nodes: 2, engine: "redis" },
    46.72,
    "2 × cache.t4g.small × 730 h",
  ],
  [
    { kind: "cache", name: "redis", nodeType: "cache.t4g.small", nodes: 2, engine: "valkey" },
    37.38,
    "2 × cache.t4g.small × 730 h",
  ],
  [{ kind: "nat-gateway", name: "nat", count: 2 }, 65.7, "2 × NAT gateway × 730 h"],
  [{ kind: "nat-gateway", name: "nat", count: 1, gigabytes: 100 }, 37.35, "1 × NAT gateway × 730 h + 100 GB"],
  [
    { kind: "machine", name: "nat", count: 2, instanceType: "t4g.nano", storageGiB: 8 },
    7.41,
    "2 × t4g.nano × 730 h + 16 GiB of storage",
  ],
  [
    { kind: "load-balancer", name: "alb", count: 1, capacityUnits: 1 },
    22.27,
    "1 × load balancer × 730 h + 1 capacity units",
  ],
  [{ kind: "vpc-endpoint", name: "endpoints", count: 5, zones: 2 }, 73, "5 × 2 zones × 730 h"],
  [{ kind: "public-address", name: "addresses", count: 3 }, 10.95, "3 × public IPv4 address × 730 h"],
  [{ kind: "web-acl", name: "waf", rules: 4 }, 9, "web ACL + 4 rules"],
  [{ kind: "secret", name: "secrets", count: 7 }, 2.8, "7 × secret"],
  [{ kind: "kms-key", name: "keys", count: 4 }, 4, "4 × KMS key"],
  [{ kind: "alarm", name: "alarms", count: 25 }, 2.5, "25 × alarm"],
  [{ kind: "dashboard", name: "dashboard", count: 1 }, 3, "1 × dashboard"],
  [{ kind: "logs", name: "logs", gigabytes: 10, retentionDays: 365 }, 8.6, "10 GB a month, kept 365 days"],
])("prices %j", (item, monthly, basis) => {
  expect(monthlyCost([item], "us-east-1").lines).toEqual([{ name: item.name, basis, monthly }]);
});

it("prices Ireland at its own prices", () => {
  const nat: CostItem = { kind: "nat-gateway", name: "nat", count: 1 };
  expect(monthlyCost([nat], "eu-west-1")).toMatchObject({ monthly: 35.04, region: "eu-west-1", regionIsExact: true });
});

it("says so when a region or a type has no price", () => {
  const items: CostItem[] = [
    { kind: "cache", name: "redis", nodeType: "cache.z9.large", nodes: 1, engine: "redis" },
    { kind: "database", name: "db", instanceClass: "constructor", multiAz: true, storageGiB: 100 },
    { kind: "machine", name: "nat", count: 1, instanceType: "t9g.nano", storageGiB: 8 },
    { kind: "secret", name: "secrets", count: 5 },
  ];
  const estimate = monthlyCost(items, "sa-east-1");
  expect(estimate).toMatchObject({
    monthly: 2,
    region: "us-east-1",
    regionIsExact: false,
    unpriced: ["redis", "db", "nat"],
  });
  expect(estimate.lines.map((line) => line.monthly)).toEqual([null, null, null, 2]);
});

it("adds the lines up to the cent", () => {
  const item = fc.record({
    kind: fc.constant("fargate" as const),
    name: fc.string(),
    tasks: fc.double({ min: 0, max: 50, noNaN: true }),
    cpu: fc.constantFrom(256, 1024, 4096),
    memory: fc.constantFrom(512, 8192),
    capacity: fc.constantFrom("on-demand" as const, "spot" as const),
  });
  fc.assert(
    fc.property(fc.array(item), fc.constantFrom(...PRICED_REGIONS), (items, region) => {
      const { lines, monthly } = monthlyCost(items, region);
      expect(monthly).toBeCloseTo(
        lines.reduce((sum, line) => sum + (line.monthly ?? 0), 0),
        5,
      );
      expect(Math.abs(monthly * 100 - Math.round(monthly * 100))).toBeLessThan(1e-6);
    }),
  );
});

it("knows the capacity of every class and node it has a price for", () => {
  expect(Object.keys(RDS_HOUR).filter((name) => rdsConnectionCeiling(name) === undefined)).toEqual([]);
  expect(Object.keys(ELASTICACHE_HOUR).filter((name) => redisNodeMemory(name) === undefined)).toEqual([]);
});
