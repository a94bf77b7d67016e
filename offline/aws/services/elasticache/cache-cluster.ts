import { number, text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { lengthBetween, oneOf } from "../../checks";
import { shortRegion, stableLower } from "../../names";
import { autoname, resourceType } from "../../resource-type";
import { refuseFirst } from "../refusal-table";
import { reference } from "../support";
import { dailyWindow, weeklyWindow } from "../windows";
import { CACHE_CLUSTER, lower, REPLICATION_GROUP } from "./common";
import { CACHE_VALUES } from "./values";

export const cacheCluster = resourceType(CACHE_CLUSTER, {
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
  checks: [
    oneOf("engine", ["memcached", "redis", "valkey"]),
    lengthBetween("clusterId", 1, 50),
    dailyWindow("snapshotWindow"),
    weeklyWindow("maintenanceWindow"),
  ],
  references: [
    reference(["replicationGroupId"], REPLICATION_GROUP, (id) =>
      refusal("ReplicationGroupNotFoundFault", `ReplicationGroup ${id} not found.`, 404),
    ),
  ],
  create: (place, inputs) => {
    refuseFirst(CACHE_VALUES, inputs);
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
        preferredOutpostArn: inputs.preferredOutpostArn ?? "",
        // A cluster of its own belongs to no group.
        replicationGroupId: inputs.replicationGroupId ?? "",
        numCacheNodes: inputs.numCacheNodes ?? 1,
      },
    };
  },
});
