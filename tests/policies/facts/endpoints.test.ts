import { storeEndpoint } from "../../../policies/facts";

it.each([
  ["shop-1a2b3c4.c9akciq32rwx.eu-west-1.rds.amazonaws.com", { kind: "database", identifier: "shop-1a2b3c4" }],
  ["Shop.C9AKCIQ32RWX.cn-north-1.rds.amazonaws.com.cn", { kind: "database", identifier: "shop" }],
  ["shop.proxy-c9akciq32rwx.eu-west-1.rds.amazonaws.com", { kind: "database", identifier: undefined }],
  ["master.shop-redis.abc123.euw1.cache.amazonaws.com", { kind: "cache", identifier: "shop-redis" }],
  ["replica.shop-redis.abc123.euw1.cache.amazonaws.com", { kind: "cache", identifier: "shop-redis" }],
  ["shop-redis.abc123.ng.0001.use1.cache.amazonaws.com", { kind: "cache", identifier: "shop-redis" }],
  ["shop-redis-ro.abc123.ng.0001.use1.cache.amazonaws.com", { kind: "cache", identifier: "shop-redis" }],
  ["shop.serverless.use1.cache.amazonaws.com", { kind: "cache", identifier: undefined }],
])("reads %s", (host, endpoint) => {
  expect(storeEndpoint(host)).toEqual(endpoint);
});

it.each(["redis", "localhost", "elsewhere.example.com", "rds.example.com", "cache-1.example.com"])(
  "knows that %s is no endpoint of AWS's",
  (host) => {
    expect(storeEndpoint(host)).toBeUndefined();
  },
);
