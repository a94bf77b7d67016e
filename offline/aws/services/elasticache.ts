import { blocks, number, type Properties, text, texts } from "../../provider/values";
import { bareRefusal, refusal } from "../api-error";
import { between, conflicts, lengthBetween, matches, oneOf } from "../checks";
import { shortRegion, stableLower } from "../names";
import { autoname, type Place, resourceType, type ResourceType } from "../resource-type";
import { securityGroupExists, SUBNET } from "./ec2";
import { requireKeys } from "./kms";
import { only, reference, referrers } from "./support";

const REPLICATION_GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const CACHE_CLUSTER = "aws:elasticache/cluster:Cluster";
const PARAMETER_GROUP = "aws:elasticache/parameterGroup:ParameterGroup";
const SUBNET_GROUP = "aws:elasticache/subnetGroup:SubnetGroup";

const lower = (name: string) => name.toLowerCase();

/** Allowed values of the parameters a stack is likely to set. Source: ElastiCache parameters for Redis OSS and Valkey. */
const PARAMETERS: Readonly<Record<string, RegExp>> = {
  "maxmemory-policy":
    /^(volatile-lru|allkeys-lru|volatile-lfu|allkeys-lfu|volatile-random|allkeys-random|volatile-ttl|noeviction)$/,
  "reserved-memory-percent": /^(\d|[1-9]\d|100)$/,
  timeout: /^(0|[2-9]\d|[1-9]\d{2,})$/,
  "notify-keyspace-events": /^[AKEghlszxetdmn$]*$/,
  "cluster-enabled": /^(yes|no)$/,
  "slowlog-log-slower-than": /^-?\d+$/,
  "slowlog-max-len": /^\d+$/,
};

/** Parameters that exist in Redis and that ElastiCache does not let anybody set. */
const UNMODIFIABLE = new Set(["appendonly", "bind", "dir", "maxmemory", "port", "requirepass", "save"]);

const parameterGroup = resourceType(PARAMETER_GROUP, {
  api: {
    service: "ElastiCache",
    noun: "ElastiCache Parameter Group",
    create: "CreateCacheParameterGroup",
    update: "ModifyCacheParameterGroup",
    delete: "DeleteCacheParameterGroup",
  },
  replaceOn: ["name", "family", "description"],
  defaults: { description: "Managed by Pulumi" },
  autoname: autoname(255, "name", lower),
  checks: [lengthBetween("name", 1, 255)],
  unique: {
    property: "name",
    taken: (name) =>
      refusal("CacheParameterGroupAlreadyExists", `A cache parameter group with the name ${name} already exists.`),
  },
  create: (place, inputs) => {
    const family = text(inputs.family) ?? "";
    if (!/^(redis(2\.6|2\.8|3\.2|4\.0|5\.0|6\.x|7)|valkey\d+|memcached1\.\d+)$/.test(family)) {
      throw bareRefusal(
        "InvalidParameterValue",
        `CacheParameterGroupFamily ${family} is not a valid parameter group family.`,
      );
    }
    refuseParameters(inputs);
    const name = text(inputs.name) ?? "";
    return { id: name, outputs: { arn: place.arn("elasticache", `parametergroup:${name}`) } };
  },
  update: (_place, { inputs }) => {
    refuseParameters(inputs);
    return {};
  },
  delete: (place, { id }) => {
    if (
      [REPLICATION_GROUP, CACHE_CLUSTER].some((type) => referrers(place, type, "parameterGroupName", id).length > 0)
    ) {
      throw refusal(
        "InvalidCacheParameterGroupState",
        "One or more cache clusters are still members of this parameter group, so the group cannot be deleted.",
      );
    }
  },
});

function refuseParameters(inputs: Properties): void {
  for (const parameter of blocks(inputs.parameters)) {
    const name = text(parameter.name) ?? "";
    const value = text(parameter.value) ?? number(parameter.value)?.toString();
    if (UNMODIFIABLE.has(name)) {
      throw bareRefusal("InvalidParameterValue", `Parameter ${name} cannot be modified or does not exist.`);
    }
    if (value !== undefined && PARAMETERS[name]?.test(value) === false) {
      throw bareRefusal("InvalidParameterValue", `The parameter ${name} contains an invalid value (${value}).`);
    }
  }
}

const subnetGroup = resourceType(SUBNET_GROUP, {
  api: {
    service: "ElastiCache",
    noun: "ElastiCache Subnet Group",
    create: "CreateCacheSubnetGroup",
    delete: "DeleteCacheSubnetGroup",
  },
  replaceOn: ["name"],
  defaults: { description: "Managed by Pulumi" },
  autoname: autoname(255, "name", lower),
  unique: {
    property: "name",
    taken: (name) => refusal("CacheSubnetGroupAlreadyExists", `Cache subnet group ${name} already exists.`),
  },
  references: [reference(["subnetIds"], SUBNET, (id) => refusal("InvalidSubnet", `The subnet ${id} does not exist.`))],
  create: (place, inputs) => {
    const name = text(inputs.name) ?? "";
    const first = texts(inputs.subnetIds)[0] ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn("elasticache", `subnetgroup:${name}`),
        vpcId: place.account.get(SUBNET, first)?.outputs.vpcId ?? "",
      },
    };
  },
  delete: (place, { id }) => {
    if ([REPLICATION_GROUP, CACHE_CLUSTER].some((type) => referrers(place, type, "subnetGroupName", id).length > 0)) {
      throw refusal("CacheSubnetGroupInUse", `Cache subnet group ${id} is currently in use by a cache cluster.`);
    }
  },
});

const replicationGroup = resourceType(REPLICATION_GROUP, {
  api: {
    service: "ElastiCache",
    noun: "ElastiCache Replication Group",
    create: "CreateReplicationGroup",
    update: "ModifyReplicationGroup",
    delete: "DeleteReplicationGroup",
  },
  replaceOn: [
    "atRestEncryptionEnabled",
    "dataTieringEnabled",
    "globalReplicationGroupId",
    "kmsKeyId",
    "networkType",
    "port",
    "preferredCacheClusterAzs",
    "replicationGroupId",
    "securityGroupNames",
    "snapshotArns",
    "snapshotName",
    "subnetGroupName",
  ],
  defaults: { automaticFailoverEnabled: false, engine: "redis", multiAzEnabled: false },
  autoname: autoname(40, "replicationGroupId", lower),
  unreadable: ["authToken"],
  checks: [
    lengthBetween("replicationGroupId", 1, 40),
    matches(
      "replicationGroupId",
      /^[a-zA-Z](?!.*--)[0-9a-zA-Z-]*(?<!-)$/,
      "must contain only alphanumeric characters and hyphens, begin with a letter, no two consecutive hyphens, and not end with a hyphen",
    ),
    oneOf("engine", ["redis", "valkey"]),
    oneOf("clusterMode", ["enabled", "disabled", "compatible"]),
    oneOf("authTokenUpdateStrategy", ["SET", "ROTATE", "DELETE"]),
    oneOf("transitEncryptionMode", ["preferred", "required"]),
    oneOf("logDeliveryConfigurations[].destinationType", ["cloudwatch-logs", "kinesis-firehose"]),
    oneOf("logDeliveryConfigurations[].logFormat", ["text", "json"]),
    oneOf("logDeliveryConfigurations[].logType", ["slow-log", "engine-log"]),
    between("snapshotRetentionLimit", 0, 35),
    matches("engineVersion", /^(\d+\.\d+(\.\d+)?|\d+\.x|[6-9]|\d{2,})$/, "must be of the form 7.1, 6.x or 5.0.6"),
    conflicts("numCacheClusters", "numNodeGroups"),
    (inputs) => {
      if (inputs.automaticFailoverEnabled !== true) return [];
      if (number(inputs.numCacheClusters) === 1) {
        return [
          {
            property: "numCacheClusters",
            reason: '"numCacheClusters": must be at least 2 if automaticFailoverEnabled is true',
          },
        ];
      }
      return [];
    },
    (inputs) =>
      inputs.multiAzEnabled === true && inputs.automaticFailoverEnabled === false
        ? [{ property: "multiAzEnabled", reason: "automaticFailoverEnabled must be true if multiAzEnabled is true" }]
        : [],
  ],
  unique: {
    property: "replicationGroupId",
    taken: (name) => refusal("ReplicationGroupAlreadyExists", `Replication group ${name} already exists.`),
  },
  references: [
    reference(["subnetGroupName"], SUBNET_GROUP, (name) =>
      refusal("CacheSubnetGroupNotFoundFault", `Cache subnet group ${name} not found.`, 404),
    ),
  ],
  create: (place, inputs) => {
    refuseReplicationGroup(place, inputs);
    const id = text(inputs.replicationGroupId) ?? "";
    const shards = number(inputs.numNodeGroups) ?? 1;
    const replicas = number(inputs.replicasPerNodeGroup);
    const nodes = number(inputs.numCacheClusters) ?? shards * ((replicas ?? 0) + 1);
    const clustered =
      inputs.clusterMode === "enabled" || shards > 1 || (text(inputs.parameterGroupName) ?? "").endsWith(".cluster.on");
    const version = text(inputs.engineVersion) ?? (inputs.engine === "valkey" ? "8.0" : "7.1");
    return {
      id,
      outputs: {
        arn: place.arn("elasticache", `replicationgroup:${id}`),
        ...endpoints(place, id, inputs, clustered),
        applyImmediately: inputs.applyImmediately ?? false,
        atRestEncryptionEnabled: inputs.atRestEncryptionEnabled ?? inputs.engine === "valkey",
        autoMinorVersionUpgrade: inputs.autoMinorVersionUpgrade ?? true,
        clusterEnabled: clustered,
        clusterMode: inputs.clusterMode ?? (clustered ? "enabled" : "disabled"),
        dataTieringEnabled: false,
        engineVersion: version,
        engineVersionActual: /^\d+\.\d+\.\d+$/.test(version) ? version : `${version.replace(".x", ".2")}.0`,
        ipDiscovery: "ipv4",
        maintenanceWindow: inputs.maintenanceWindow ?? "sun:05:00-sun:06:00",
        memberClusters: members(id, nodes, shards),
        networkType: "ipv4",
        nodeType: inputs.nodeType ?? "cache.t4g.small",
        numCacheClusters: nodes,
        numNodeGroups: shards,
        parameterGroupName:
          inputs.parameterGroupName ?? `default.${text(inputs.engine) ?? "redis"}${version.split(".")[0] ?? ""}`,
        port: inputs.port ?? 6379,
        replicasPerNodeGroup: replicas ?? nodes / shards - 1,
        securityGroupIds: inputs.securityGroupIds ?? [],
        securityGroupNames: inputs.securityGroupNames ?? [],
        snapshotWindow: inputs.snapshotWindow ?? "03:00-04:00",
        subnetGroupName: inputs.subnetGroupName ?? "default",
        transitEncryptionEnabled: inputs.transitEncryptionEnabled ?? false,
        transitEncryptionMode:
          inputs.transitEncryptionMode ?? (inputs.transitEncryptionEnabled === true ? "required" : ""),
      },
    };
  },
  update: (place, { old, inputs, changes }) => {
    refuseReplicationGroup(place, inputs);
    if (!changes("numCacheClusters", "numNodeGroups", "replicasPerNodeGroup")) return {};
    const shards = number(inputs.numNodeGroups) ?? 1;
    const nodes = number(inputs.numCacheClusters) ?? shards * ((number(inputs.replicasPerNodeGroup) ?? 0) + 1);
    return { memberClusters: members(old.id, nodes, shards), numCacheClusters: nodes, numNodeGroups: shards };
  },
  recomputed: {
    memberClusters: ["numCacheClusters", "numNodeGroups", "replicasPerNodeGroup"],
    engineVersionActual: ["engineVersion"],
  },
});

function members(id: string, nodes: number, shards: number): string[] {
  if (shards === 1) return Array.from({ length: nodes }, (_, index) => `${id}-${String(index + 1).padStart(3, "0")}`);
  const perShard = nodes / shards;
  return Array.from({ length: nodes }, (_, index) => {
    const shard = String(Math.floor(index / perShard) + 1).padStart(4, "0");
    return `${id}-${shard}-${String((index % perShard) + 1).padStart(3, "0")}`;
  });
}

/** Host names as ElastiCache forms them: with encryption in transit `master.` and `replica.`, without it the id first. */
function endpoints(place: Place, id: string, inputs: Properties, clustered: boolean): Properties {
  const suffix = `${stableLower(`${place.account.id}/${place.region}/elasticache`, 6)}.${shortRegion(place.region)}.cache.amazonaws.com`;
  if (clustered) {
    const prefix = inputs.transitEncryptionEnabled === true ? `clustercfg.${id}` : id;
    const host =
      inputs.transitEncryptionEnabled === true
        ? `${prefix}.${suffix}`
        : `${prefix}.${suffix.replace(/\./, ".clustercfg.")}`;
    return { configurationEndpointAddress: host, primaryEndpointAddress: "", readerEndpointAddress: "" };
  }
  const encrypted = inputs.transitEncryptionEnabled === true;
  return {
    configurationEndpointAddress: "",
    primaryEndpointAddress: encrypted ? `master.${id}.${suffix}` : `${id}.${suffix.replace(/\./, ".ng.0001.")}`,
    readerEndpointAddress: encrypted ? `replica.${id}.${suffix}` : `${id}-ro.${suffix.replace(/\./, ".ng.0001.")}`,
  };
}

function refuseReplicationGroup(place: Place, inputs: Properties): void {
  const token = text(inputs.authToken) ?? text(inputs.authTokenWo);
  if (token !== undefined) {
    if (inputs.transitEncryptionEnabled !== true) {
      throw bareRefusal(
        "InvalidParameterValue",
        "The AUTH token requires encryption-in-transit: TransitEncryptionEnabled must be true.",
      );
    }
    // Source: ElastiCache guide, AUTH: 16–128 printable characters, of the specials only ! & # $ ^ < > -
    if (!/^[A-Za-z0-9!&#$^<>-]{16,128}$/.test(token)) {
      throw bareRefusal(
        "InvalidParameterValue",
        "Invalid AuthToken provided. The token must be 16-128 characters of letters, digits and the special characters ! & # $ ^ < > -.",
      );
    }
  }
  for (const id of texts(inputs.securityGroupIds)) {
    if (!securityGroupExists(place, id))
      throw bareRefusal("InvalidParameterValue", `Some security group Ids do not exist: ${id}`);
  }
  requireKeys(place, only(inputs.kmsKeyId), "InvalidKMSKeyFault");
  const group = text(inputs.parameterGroupName);
  if (group !== undefined && !group.startsWith("default.")) {
    const found = place.account.get(PARAMETER_GROUP, group);
    if (found === undefined)
      throw refusal("CacheParameterGroupNotFound", `CacheParameterGroup ${group} not found.`, 404);
    refuseFamily(text(found.outputs.family) ?? "", inputs);
  }
  const nodeType = text(inputs.nodeType);
  if (nodeType !== undefined && !/^cache\.[a-z0-9]+\.[a-z0-9]+$/.test(nodeType)) {
    throw bareRefusal("InvalidParameterValue", `Invalid Cache Node Type: ${nodeType}.`);
  }
}

function refuseFamily(family: string, inputs: Properties): void {
  const engine = text(inputs.engine) ?? "redis";
  const major = text(inputs.engineVersion)?.split(".")[0];
  const wanted = major === "6" && engine === "redis" ? "redis6.x" : `${engine}${major ?? ""}`;
  if (major !== undefined && Number(major) >= 6 && family !== wanted) {
    throw bareRefusal(
      "InvalidParameterCombination",
      `Expected a parameter group of family ${wanted} but found one of family ${family}.`,
    );
  }
}

const cacheCluster = resourceType(CACHE_CLUSTER, {
  api: { service: "ElastiCache", noun: "ElastiCache Cache Cluster", create: "CreateCacheCluster" },
  replaceOn: [
    "availabilityZone",
    "azMode",
    "clusterId",
    "engine",
    "networkType",
    "port",
    "replicationGroupId",
    "snapshotArns",
    "snapshotName",
    "subnetGroupName",
    "transitEncryptionEnabled",
  ],
  autoname: autoname(50, "clusterId", lower),
  checks: [oneOf("engine", ["memcached", "redis", "valkey"]), lengthBetween("clusterId", 1, 50)],
  references: [
    reference(["replicationGroupId"], REPLICATION_GROUP, (id) =>
      refusal("ReplicationGroupNotFoundFault", `ReplicationGroup ${id} not found.`, 404),
    ),
  ],
  create: (place, inputs) => {
    const id = text(inputs.clusterId) ?? "";
    const port = number(inputs.port) ?? (inputs.engine === "memcached" ? 11211 : 6379);
    const suffix = `${stableLower(`${place.account.id}/${place.region}/elasticache`, 6)}.0001.${shortRegion(place.region)}.cache.amazonaws.com`;
    return {
      id,
      outputs: {
        arn: place.arn("elasticache", `cluster:${id}`),
        cacheNodes: [
          { address: `${id}.${suffix}`, availabilityZone: `${place.region}a`, id: "0001", outpostArn: "", port },
        ],
        port,
        numCacheNodes: inputs.numCacheNodes ?? 1,
      },
    };
  },
});

export const ELASTICACHE: readonly ResourceType[] = [parameterGroup, subnetGroup, replicationGroup, cacheCluster];
