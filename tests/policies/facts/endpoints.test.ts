import { isSameStore, storeEndpoint, type StoreEndpoint } from "../../../policies/facts";

type Row = [host: string, parts: Partial<StoreEndpoint>];

it.each<Row>([
  [
    "shop-1a2b3c4.c9akciq32rwx.eu-west-1.rds.amazonaws.com",
    { service: "rds", identifier: "shop-1a2b3c4", hash: "c9akciq32rwx", region: "eu-west-1" },
  ],
  ["Shop.C9AKCIQ32RWX.cn-north-1.rds.amazonaws.com.cn.", { service: "rds", identifier: "shop", region: "cn-north-1" }],
  [
    "shop.c9akciq32rwx.rds.cn-northwest-1.amazonaws.com.cn",
    { service: "rds", identifier: "shop", region: "cn-northwest-1" },
  ],
  ["shop.cluster-c9akciq32rwx.eu-west-1.rds.amazonaws.com", { service: "aurora", role: "primary", identifier: "shop" }],
  [
    "shop.cluster-ro-c9akciq32rwx.eu-west-1.rds.amazonaws.com",
    { service: "aurora", role: "reader", hash: "c9akciq32rwx" },
  ],
  ["reports.cluster-custom-c9akciq32rwx.eu-west-1.rds.amazonaws.com", { service: "aurora", role: "custom" }],
  [
    "shop.proxy-c9akciq32rwx.eu-west-1.rds.amazonaws.com",
    { service: "rds-proxy", role: "proxy", identifier: undefined, proxy: "shop", hash: "c9akciq32rwx" },
  ],
  ["ro.endpoint.proxy-c9akciq32rwx.eu-west-1.rds.amazonaws.com", { service: "rds-proxy", identifier: undefined }],
])("%s is a database's", (host, parts) => {
  expect(storeEndpoint(host)).toMatchObject({ kind: "database", ...parts });
});

it.each<Row>([
  [
    "master.shop-redis.abc123.euw1.cache.amazonaws.com",
    { role: "primary", identifier: "shop-redis", hash: "abc123", region: "eu-west-1" },
  ],
  [
    "replica.shop-redis.abc123.apse2.cache.amazonaws.com",
    { role: "reader", identifier: "shop-redis", region: "ap-southeast-2" },
  ],
  ["clustercfg.shop-redis.abc123.ugw1.cache.amazonaws.com", { role: "configuration", region: "us-gov-west-1" }],
  [
    "shop-redis.abc123.ng.0001.use1.cache.amazonaws.com",
    { role: "primary", identifier: "shop-redis", region: "us-east-1" },
  ],
  ["shop-redis-ro.abc123.ng.0001.use1.cache.amazonaws.com", { role: "reader", identifier: "shop-redis" }],
  ["shop-redis.abc123.clustercfg.use1.cache.amazonaws.com", { role: "configuration", identifier: "shop-redis" }],
  ["single.abc123.0001.cnn1.cache.amazonaws.com.cn", { role: "node", identifier: "single", region: "cn-north-1" }],
  ["memc.abc123.cfg.euc1.cache.amazonaws.com", { role: "configuration", identifier: "memc", region: "eu-central-1" }],
  ["shop-001.shop.abc123.euw1.cache.amazonaws.com", { role: "node", identifier: "shop", hash: "abc123" }],
  [
    "my-shop-ab12cd.serverless.euw1.cache.amazonaws.com",
    { service: "elasticache-serverless", identifier: "my-shop", hash: "ab12cd" },
  ],
  [
    "clustercfg.mem.abc123.memorydb.us-west-2.amazonaws.com",
    { service: "memorydb", identifier: "mem", region: "us-west-2" },
  ],
  [
    "mem-0001-001.mem.abc123.memorydb.us-west-2.amazonaws.com",
    { service: "memorydb", role: "node", identifier: "mem" },
  ],
  ["odd.form.of.a.later.year.euw1.cache.amazonaws.com", { role: "unknown", identifier: undefined, hash: undefined }],
])("%s is a cache's", (host, parts) => {
  expect(storeEndpoint(host)).toMatchObject({ kind: "cache", ...parts });
});

it.each([
  "redis",
  "localhost",
  "elsewhere.example.com",
  "rds.example.com",
  "cache-1.example.com",
  "a.b.euw1.cache.example.com",
  "",
])("knows that %j is no endpoint of AWS's", (host) => {
  expect(storeEndpoint(host)).toBeUndefined();
});

it.each([
  ["master.shop.abc123.euw1.cache.amazonaws.com", "replica.shop.abc123.euw1.cache.amazonaws.com", true],
  ["master.shop.abc123.euw1.cache.amazonaws.com", "master.shop.xyz789.euw1.cache.amazonaws.com", false],
  ["master.shop.abc123.euw1.cache.amazonaws.com", "master.shop.abc123.use1.cache.amazonaws.com", false],
  ["shop.c9akciq32rwx.eu-west-1.rds.amazonaws.com", "shop.abc123.ng.0001.euw1.cache.amazonaws.com", false],
  ["shop.proxy-c9akciq32rwx.eu-west-1.rds.amazonaws.com", "shop.c9akciq32rwx.eu-west-1.rds.amazonaws.com", undefined],
])("%s and %s: %p", (a, b, same) => {
  const [first, second] = [storeEndpoint(a), storeEndpoint(b)];
  expect(first && second && isSameStore(first, second)).toBe(same);
});
