/** What a cache does with its memory and its keys, read from every kind of cache and from its parameter group. */
import * as aws from "@pulumi/aws";
import type { Fact } from "../../../policies/model";
import { ResourceGraph, Stack } from "../../../policies/model";
import { platforms } from "../../../policies/platforms";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { registered } from "../../../policies/testing/engine";

function read(...resources: readonly TestResource[]) {
  const stack = new Stack(
    new ResourceGraph(
      resources.map((one) => registered(one, "up")),
      true,
    ),
    platforms,
  );
  return stack.all("cache").map(({ clusterMode, evictionPolicy, reservedMemoryPercent }) => ({
    clusterMode: said(clusterMode),
    evictionPolicy: said(evictionPolicy),
    reserved: said(reservedMemoryPercent),
  }));
}

function said<T>(fact: Fact<T>): T | "absent" | "unknown" {
  return fact.state === "known" ? fact.value : fact.state;
}

const group = (...parameters: { name: string; value: string }[]) =>
  resource(aws.elasticache.ParameterGroup, "own", { name: "own", family: "redis7", parameters });
const replication = (args: Partial<aws.elasticache.ReplicationGroupArgs>) =>
  resource(aws.elasticache.ReplicationGroup, "redis", { description: "redis", ...args });
const own = { parameterGroupName: "own" };
const STANDARD = { clusterMode: false, evictionPolicy: "volatile-lru", reserved: 25 };

it.each([
  ["AWS's own everything", [replication({})], STANDARD],
  ["AWS's own group by name", [replication({ parameterGroupName: "default.valkey8" })], STANDARD],
  [
    "AWS's own group for clusters",
    [replication({ parameterGroupName: "default.valkey8.cluster.on" })],
    { ...STANDARD, clusterMode: true },
  ],
  [
    "a group of one's own",
    [
      group({ name: "maxmemory-policy", value: "noeviction" }, { name: "reserved-memory-percent", value: "10" }),
      replication(own),
    ],
    { clusterMode: false, evictionPolicy: "noeviction", reserved: 10 },
  ],
  [
    "a group that switches cluster mode on",
    [group({ name: "cluster-enabled", value: "yes" }), replication(own)],
    { ...STANDARD, clusterMode: true },
  ],
  [
    "a mode that is written wins over the group",
    [group({ name: "cluster-enabled", value: "yes" }), replication({ ...own, clusterMode: "disabled" })],
    STANDARD,
  ],
  ["several shards", [replication({ numNodeGroups: 3 })], { ...STANDARD, clusterMode: true }],
  [
    "a group made elsewhere",
    [replication({ parameterGroupName: "theirs" })],
    { clusterMode: "unknown", evictionPolicy: "unknown", reserved: "unknown" },
  ],
  [
    "a single node",
    [
      group({ name: "maxmemory-policy", value: "allkeys-lru" }),
      resource(aws.elasticache.Cluster, "node", { engine: "redis", ...own }),
    ],
    { clusterMode: false, evictionPolicy: "allkeys-lru", reserved: 25 },
  ],
  [
    "a serverless cache",
    [resource(aws.elasticache.ServerlessCache, "serverless", { engine: "redis", name: "serverless" })],
    { clusterMode: true, evictionPolicy: "absent", reserved: "absent" },
  ],
  [
    "MemoryDB keeps every key by itself",
    [resource(aws.memorydb.Cluster, "memory", { aclName: "open-access", nodeType: "db.t4g.small" })],
    { clusterMode: true, evictionPolicy: "noeviction", reserved: "absent" },
  ],
])("reads %s", (_, stack, expected) => {
  expect(read(...stack)).toEqual([expected]);
});

it("does not take a name that is not known yet for a group without that parameter", () => {
  const parameter = resource(aws.ssm.Parameter, "name", { type: "String" });
  const unnamed = resource(aws.elasticache.ParameterGroup, "own", {
    name: "own",
    family: "redis7",
    parameters: [{ name: ref(parameter, "insecureValue"), value: "noeviction" }],
  });
  const stack = new Stack(
    new ResourceGraph([registered(unnamed, "preview"), registered(replication(own), "preview")], true),
    platforms,
  );
  expect(stack.all("cache").map(({ evictionPolicy }) => said(evictionPolicy))).toEqual(["unknown"]);
});
