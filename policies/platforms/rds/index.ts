import type { Platform } from "../../model/platform";
import { words } from "../../model/shown";
import { credentialReader, MASTER_PASSWORD, passwordReader } from "../credentials";
import { readCluster, readInstance } from "./database";
import {
  CLUSTER,
  CLUSTER_INSTANCE,
  CLUSTER_PARAMETER_GROUP,
  INSTANCE,
  PARAMETER_GROUP,
  PROXY,
  PROXY_TARGET,
  PROXY_TARGET_GROUP,
} from "./links";
import { ROLE } from "./limits";

const purpose = "database-password";
const label = MASTER_PASSWORD;

export const rds: Platform = {
  name: "rds",
  types: {
    [INSTANCE]: "judged",
    [CLUSTER]: "judged",
    [CLUSTER_INSTANCE]: "supports",
    [PARAMETER_GROUP]: "supports",
    [CLUSTER_PARAMETER_GROUP]: "supports",
    [PROXY]: "supports",
    [PROXY_TARGET]: "supports",
    [PROXY_TARGET_GROUP]: "supports",
    [ROLE]: "supports",
    "aws:docdb/cluster:Cluster": "judged",
    "aws:redshift/cluster:Cluster": "judged",
  },
  subjects: {
    database: { [INSTANCE]: readInstance, [CLUSTER]: readCluster },
    credential: {
      [INSTANCE]: credentialReader("databases", [
        { property: "password", label, purpose },
        { property: "passwordWo", label, purpose },
      ]),
      [CLUSTER]: credentialReader("databases", [
        { property: "masterPassword", label, purpose },
        { property: "masterPasswordWo", label, purpose },
      ]),
      "aws:docdb/cluster:Cluster": passwordReader(words("DocumentDB cluster"), [
        { property: "masterPassword", label, purpose },
        { property: "masterPasswordWo", label, purpose },
      ]),
      "aws:redshift/cluster:Cluster": passwordReader(words("Redshift cluster"), [
        { property: "masterPassword", label, purpose },
        { property: "masterPasswordWo", label, purpose },
      ]),
    },
  },
};
