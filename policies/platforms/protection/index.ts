import type { Platform } from "../../model/platform";
import { CLUSTER, INSTANCE } from "../rds/links";
import { CACHE_CLUSTER, MEMORYDB, REPLICATION_GROUP, SERVERLESS } from "../elasticache/cache";
import { USER } from "../elasticache";
import { PARAMETER } from "../secretsmanager";
import { SECRET } from "../secretsmanager/entries";
import { BLUEPRINT_TYPE } from "../../model/blueprint";
import { cacheClusterAccess, declaredAccess, memoryDbAccess, replicationGroupAccess, serverlessAccess } from "./caches";
import { userAccess } from "./cache-users";
import { clusterStorage, instanceStorage, redshiftStorage } from "./databases";
import { keyOf, parameterOf, secretOf } from "./keys";

const KEY = "aws:kms/key:Key";
const DOCUMENTS = "aws:docdb/cluster:Cluster";
const GRAPHS = "aws:neptune/cluster:Cluster";
const WAREHOUSE = "aws:redshift/cluster:Cluster";

/** What protects data where it lies and on its way, on every resource that keeps some. */
export const protection: Platform = {
  name: "protection",
  types: { [KEY]: "judged", [SECRET]: "judged", [GRAPHS]: "judged" },
  subjects: {
    "kms-key": { [KEY]: keyOf },
    "kept-secret": {
      [SECRET]: secretOf,
      [PARAMETER]: parameterOf,
    },
    "stored-data": {
      [INSTANCE]: instanceStorage,
      [CLUSTER]: clusterStorage,
      [DOCUMENTS]: clusterStorage,
      [GRAPHS]: clusterStorage,
      [WAREHOUSE]: redshiftStorage,
    },
    "cache-access": {
      [REPLICATION_GROUP]: replicationGroupAccess,
      [CACHE_CLUSTER]: cacheClusterAccess,
      [SERVERLESS]: serverlessAccess,
      [MEMORYDB]: memoryDbAccess,
      [USER]: userAccess,
      [BLUEPRINT_TYPE]: declaredAccess,
    },
  },
};
