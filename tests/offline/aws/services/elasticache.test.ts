import { type Properties, seal } from "../../../../offline/provider/values";
import { aws, world } from "../fresh-world";

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const PARAMETER_GROUP = "aws:elasticache/parameterGroup:ParameterGroup";
const SUBNET_GROUP = "aws:elasticache/subnetGroup:SubnetGroup";

function group(changes: Properties = {}): Properties {
  return { description: "d", engine: "redis", engineVersion: "7.1", nodeType: "cache.t4g.small", ...changes };
}

test("hosts are named as AWS names them, with and without encryption in transit, and in cluster mode", async () => {
  const encrypted = await aws.create(
    GROUP,
    "a",
    group({ replicationGroupId: "shop", numCacheClusters: 2, transitEncryptionEnabled: true }),
  );
  expect(encrypted.outputs).toMatchObject({
    primaryEndpointAddress: expect.stringMatching(/^master\.shop\.[a-z0-9]{6}\.euw1\.cache\.amazonaws\.com$/) as string,
    readerEndpointAddress: expect.stringMatching(/^replica\.shop\.[a-z0-9]{6}\.euw1\.cache\.amazonaws\.com$/) as string,
    memberClusters: ["shop-001", "shop-002"],
    arn: "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:shop",
    port: 6379,
    clusterEnabled: false,
  });
  const plain = await aws.create(GROUP, "b", group({ replicationGroupId: "open" }));
  expect(plain.outputs.primaryEndpointAddress).toMatch(/^open\.[a-z0-9]{6}\.ng\.0001\.euw1\.cache\.amazonaws\.com$/);
  const sharded = await aws.create(
    GROUP,
    "c",
    group({ replicationGroupId: "wide", numNodeGroups: 2, replicasPerNodeGroup: 1, transitEncryptionEnabled: true }),
  );
  expect(sharded.outputs).toMatchObject({
    configurationEndpointAddress: expect.stringMatching(/^clustercfg\.wide\./) as string,
    memberClusters: ["wide-0001-001", "wide-0001-002", "wide-0002-001", "wide-0002-002"],
    clusterEnabled: true,
  });
});

test("what nobody asked for names no other resource", async () => {
  const alone = await aws.create(GROUP, "alone", group({ replicationGroupId: "alone" }));
  expect(alone.outputs).toMatchObject({ globalReplicationGroupId: "", replicationGroupId: "alone" });
  const node = { engine: "redis", nodeType: "cache.t4g.small", numCacheNodes: 1 };
  const single = await aws.create("aws:elasticache/cluster:Cluster", "single", { clusterId: "single", ...node });
  expect(single.outputs).toMatchObject({ replicationGroupId: "", preferredOutpostArn: "" });
});

test("more nodes are an update", async () => {
  const made = await aws.create(GROUP, "grown", group({ replicationGroupId: "grown", numCacheClusters: 1 }));
  const inputs = group({ replicationGroupId: "grown", numCacheClusters: 3 });
  expect((await aws.diff(made, inputs)).replaces).toEqual([]);
  expect((await aws.update(made, inputs)).outputs.memberClusters).toEqual(["grown-001", "grown-002", "grown-003"]);
});

test("Valkey follows Redis in place; the way back is a new group", async () => {
  const redis = await aws.create(GROUP, "engine", group({ replicationGroupId: "engine" }));
  const inputs = group({ replicationGroupId: "engine", engine: "valkey", engineVersion: "8.0" });
  expect((await aws.diff(redis, inputs)).replaces).toEqual([]);
  const valkey = await aws.update(redis, inputs);
  expect(valkey.outputs).toMatchObject({ engine: "valkey", engineVersionActual: "8.0.0" });
  const back = group({ replicationGroupId: "engine" });
  expect((await aws.diff({ ...redis, inputs, outputs: valkey.outputs }, back)).replaces).toEqual(["engine"]);
});

describe("a replication group is refused", () => {
  test.each<[string, () => Properties, string]>([
    [
      "with a token and no encryption in transit",
      () => group({ authToken: seal("a".repeat(32)) }),
      "TransitEncryptionEnabled must be true",
    ],
    [
      "with a token of other characters",
      () => group({ transitEncryptionEnabled: true, authToken: seal("correct/horse/battery") }),
      "InvalidParameterValue: Invalid AuthToken provided.",
    ],
    [
      "with a token that is too short",
      () => group({ transitEncryptionEnabled: true, authToken: seal("battery") }),
      "Invalid AuthToken provided. The token must be 16-128 characters",
    ],
    [
      "in a security group that is not there",
      () => group({ securityGroupIds: ["sg-0"] }),
      "Some security group Ids do not exist: sg-0",
    ],
    [
      "with a key that is not there",
      () => group({ kmsKeyId: "ghost" }),
      "InvalidKMSKeyFault: Key 'ghost' does not exist",
    ],
    [
      "in subnets that are not there",
      () => group({ subnetGroupName: "ghost" }),
      "CacheSubnetGroupNotFoundFault: Cache subnet group ghost not found.",
    ],
    [
      "with parameters that are not there",
      () => group({ parameterGroupName: "ghost" }),
      "CacheParameterGroupNotFound: CacheParameterGroup ghost not found.",
    ],
    ["on a node type that is none", () => group({ nodeType: "t4g.small" }), "Invalid Cache Node Type: t4g.small."],
  ])("%s", async (_what, inputs, message) => {
    const outcome = aws.create(GROUP, "refused", inputs());
    await expect(outcome).rejects.toThrow(message);
    await expect(outcome).rejects.not.toThrow(/battery/);
  });

  test("with parameters of another engine version, or a taken name", async () => {
    await aws.create(PARAMETER_GROUP, "six", { name: "six", family: "redis6.x" });
    await expect(aws.create(GROUP, "six", group({ parameterGroupName: "six" }))).rejects.toThrow(
      "Expected a parameter group of family redis7 but found one of family redis6.x.",
    );
    await aws.create(GROUP, "taken", group({ replicationGroupId: "taken" }));
    await expect(aws.create(GROUP, "again", group({ replicationGroupId: "taken" }))).rejects.toThrow(
      "ReplicationGroupAlreadyExists: Replication group taken already exists.",
    );
  });
});

describe("a parameter group is refused", () => {
  const policy = (name: string, value: string) => ({ family: "redis7", parameters: [{ name, value }] });
  test.each<[string, Properties, string]>([
    [
      "with an eviction policy that is none",
      policy("maxmemory-policy", "evict-all"),
      "The parameter maxmemory-policy contains an invalid value (evict-all).",
    ],
    [
      "with a parameter nobody may set",
      policy("appendonly", "yes"),
      "Parameter appendonly cannot be modified or does not exist.",
    ],
    [
      "of a family that is none",
      { family: "redis8" },
      "CacheParameterGroupFamily redis8 is not a valid parameter group family.",
    ],
  ])("%s", async (_what, inputs, message) => {
    await expect(aws.create(PARAMETER_GROUP, "refused", inputs)).rejects.toThrow(message);
  });

  test("under a taken name, and for an update", async () => {
    const made = await aws.create(PARAMETER_GROUP, "one", { ...policy("maxmemory-policy", "noeviction"), name: "one" });
    await expect(aws.create(PARAMETER_GROUP, "two", { family: "redis7", name: "one" })).rejects.toThrow(
      "CacheParameterGroupAlreadyExists",
    );
    await expect(aws.update(made, { ...policy("maxmemory-policy", "none"), name: "one" })).rejects.toThrow(
      "invalid value (none)",
    );
  });
});

test("groups in use stay, and names are taken once", async () => {
  const subnets = await aws.create(SUBNET_GROUP, "used", { name: "used", subnetIds: world.subnetIds });
  await expect(aws.create(SUBNET_GROUP, "again", { name: "used", subnetIds: world.subnetIds })).rejects.toThrow(
    "CacheSubnetGroupAlreadyExists",
  );
  await expect(aws.create(SUBNET_GROUP, "none", { subnetIds: ["subnet-0"] })).rejects.toThrow(
    "InvalidSubnet: The subnet subnet-0 does not exist.",
  );
  const parameters = await aws.create(PARAMETER_GROUP, "used", { family: "redis7" });
  const made = await aws.create(
    GROUP,
    "user",
    group({ subnetGroupName: subnets.id, parameterGroupName: parameters.id }),
  );
  await expect(aws.delete(subnets)).rejects.toThrow("Cache subnet group used is currently in use by a cache cluster.");
  await expect(aws.delete(parameters)).rejects.toThrow("One or more cache clusters are still members");
  await aws.delete(made);
  await aws.delete(parameters);
  await aws.delete(subnets);
});

test("a node of a group that is not there is refused, one of its own has an address", async () => {
  const type = "aws:elasticache/cluster:Cluster";
  await expect(aws.create(type, "n", { replicationGroupId: "ghost" })).rejects.toThrow(
    "ReplicationGroup ghost not found.",
  );
  const { outputs } = await aws.create(type, "n", { clusterId: "solo", engine: "redis", nodeType: "cache.t4g.micro" });
  expect(outputs.cacheNodes).toMatchObject([{ address: expect.stringMatching(/^solo\./) as string, port: 6379 }]);
});
