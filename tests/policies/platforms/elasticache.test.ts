import * as aws from "@pulumi/aws";
import { resource, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

const read = (cache: TestResource) =>
  subjectsOf("cache", [cache], "up").map(({ hosts, port, clusterMode, identifier }) =>
    [hosts, port, clusterMode, identifier].map((fact) => said<unknown>(fact)),
  );
const group = (args: Partial<aws.elasticache.ReplicationGroupArgs>) =>
  resource(
    aws.elasticache.ReplicationGroup,
    "redis",
    { description: "redis", replicationGroupId: "redis", ...args },
    { outputs: { primaryEndpointAddress: "primary", readerEndpointAddress: "reader" } },
  );

describe("a replication group", () => {
  it.each<[Partial<aws.elasticache.ReplicationGroupArgs>, boolean]>([
    [{}, false],
    [{ numNodeGroups: 1 }, false],
    [{ numNodeGroups: 3 }, true],
    [{ clusterMode: "enabled" }, true],
    [{ clusterMode: "compatible" }, false],
    [{ clusterMode: "disabled" }, false],
  ])("is in cluster mode by what it says: %j", (args, mode) => {
    expect(read(group(args))).toEqual([[["primary", "reader"], 6379, mode, "redis"]]);
  });

  it("has the port it is given", () => {
    expect(read(group({ port: 6380 }))[0]?.[1]).toBe(6380);
  });
});

describe("a single node", () => {
  const node = (args: Partial<aws.elasticache.ClusterArgs>) =>
    resource(
      aws.elasticache.Cluster,
      "redis",
      { clusterId: "redis", ...args },
      { outputs: { cacheNodes: [{ address: "node" }] } },
    );

  it("is a cache, unless it is memcached or a replica of a group", () => {
    expect(read(node({ engine: "redis" }))).toEqual([[["node"], 6379, false, "redis"]]);
    expect(read(node({ engine: "memcached" }))).toEqual([]);
    expect(read(node({ replicationGroupId: "redis" }))).toEqual([]);
  });
});

it("knows that a serverless cache and MemoryDB are always in cluster mode", () => {
  const serverless = (engine: string) =>
    resource(
      aws.elasticache.ServerlessCache,
      "redis",
      { name: "redis", engine },
      { outputs: { endpoints: [{ address: "any" }], readerEndpoints: [{ address: "read" }] } },
    );
  expect(read(serverless("valkey"))).toEqual([[["any", "read"], 6379, true, "redis"]]);
  expect(read(serverless("memcached"))).toEqual([]);
  const memory = resource(
    aws.memorydb.Cluster,
    "redis",
    { name: "redis", aclName: "open-access", nodeType: "db.t4g.small" },
    { outputs: { clusterEndpoints: [{ address: "memory" }] } },
  );
  expect(read(memory)).toEqual([[["memory"], 6379, true, "redis"]]);
});

it("does not know a host before the cache exists", () => {
  const [cache] = subjectsOf("cache", [resource(aws.elasticache.ReplicationGroup, "redis", { description: "redis" })]);
  expect(cache === undefined ? "" : said(cache.hosts)).toEqual(["not-created primaryEndpointAddress"]);
});

it("reads tokens and users' passwords, of a list each one", () => {
  const found = subjectsOf("credential", [
    group({ authToken: "a" }),
    resource(aws.elasticache.User, "u", {
      accessString: "on",
      engine: "redis",
      userId: "u",
      userName: "u",
      passwords: ["b", "c"],
    }),
    resource(aws.elasticache.User, "v", {
      accessString: "on",
      engine: "redis",
      userId: "v",
      userName: "v",
      authenticationMode: { type: "password", passwords: ["d"] },
    }),
    resource(aws.memorydb.User, "w", {
      accessString: "on",
      userName: "w",
      authenticationMode: { type: "password", passwords: ["e"] },
    }),
  ]);
  expect(found.map(({ value }) => said(value))).toEqual(["a", "b", "c", "d", "e"]);
});
