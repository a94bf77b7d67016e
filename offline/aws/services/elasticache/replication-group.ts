import { number, type Properties, text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { between, conflicts, lengthBetween, matches, oneOf } from "../../checks";
import { shortRegion, stableLower } from "../../names";
import { autoname, type Place, resourceType } from "../../resource-type";
import { reference } from "../support";
import { dailyWindow, weeklyWindow } from "../windows";
import { lower, REPLICATION_GROUP, SUBNET_GROUP } from "./common";
import { refuseReplicationGroup } from "./replication-group-refusals";

export const replicationGroup = resourceType(REPLICATION_GROUP, {
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
  // Valkey follows Redis in place, and there is no way back (hashicorp/terraform-provider-aws, elasticache/engine_version.go).
  replaceAlsoOn: ({ engine }, old) => (old.engine === "valkey" && engine !== "valkey" ? ["engine"] : []),
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
    dailyWindow("snapshotWindow"),
    weeklyWindow("maintenanceWindow"),
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
        globalReplicationGroupId: inputs.globalReplicationGroupId ?? "",
        engineVersionActual: actualVersion(version),
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
    const engineVersion = text(inputs.engineVersion);
    const version = engineVersion === undefined ? {} : { engineVersionActual: actualVersion(engineVersion) };
    if (!changes("numCacheClusters", "numNodeGroups", "replicasPerNodeGroup")) return version;
    const shards = number(inputs.numNodeGroups) ?? 1;
    const nodes = number(inputs.numCacheClusters) ?? shards * ((number(inputs.replicasPerNodeGroup) ?? 0) + 1);
    return {
      ...version,
      memberClusters: members(old.id, nodes, shards),
      numCacheClusters: nodes,
      numNodeGroups: shards,
    };
  },
  recomputed: {
    memberClusters: ["numCacheClusters", "numNodeGroups", "replicasPerNodeGroup"],
    engineVersionActual: ["engineVersion"],
  },
});

function actualVersion(version: string): string {
  return /^\d+\.\d+\.\d+$/.test(version) ? version : `${version.replace(".x", ".2")}.0`;
}

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
