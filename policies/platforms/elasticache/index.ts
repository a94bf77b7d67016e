import type { Platform } from "../../model/platform";
import { words } from "../../model/shown";
import { credentialReader } from "../credentials";
import {
  CACHE_CLUSTER,
  MEMORYDB,
  readCacheCluster,
  readMemoryDb,
  readReplicationGroup,
  readServerless,
  REPLICATION_GROUP,
  SERVERLESS,
} from "./cache";
import { PARAMETER_GROUPS } from "./parameters";

export const USER = "aws:elasticache/user:User";
const MEMORYDB_USER = "aws:memorydb/user:User";
const purpose = "cache-password";

export const elasticache: Platform = {
  name: "elasticache",
  types: {
    [REPLICATION_GROUP]: "judged",
    [CACHE_CLUSTER]: "judged",
    [SERVERLESS]: "judged",
    [MEMORYDB]: "judged",
    [USER]: "judged",
    [MEMORYDB_USER]: "judged",
    ...Object.fromEntries(PARAMETER_GROUPS.map((type) => [type, "supports" as const])),
  },
  subjects: {
    cache: {
      [REPLICATION_GROUP]: readReplicationGroup,
      [CACHE_CLUSTER]: readCacheCluster,
      [SERVERLESS]: readServerless,
      [MEMORYDB]: readMemoryDb,
    },
    credential: {
      [REPLICATION_GROUP]: credentialReader(
        "caches",
        ["authToken", "authTokenWo"].map((property) => ({ property, label: words("auth token"), purpose })),
      ),
      [USER]: credentialReader("caches", [
        { property: "passwords", label: words("password"), purpose },
        { property: "passwordsWo", label: words("password"), purpose },
        { property: "authenticationMode.passwords", label: words("password"), purpose },
      ]),
      [MEMORYDB_USER]: credentialReader("caches", [
        { property: "authenticationMode.passwords", label: words("password"), purpose },
      ]),
    },
  },
};
