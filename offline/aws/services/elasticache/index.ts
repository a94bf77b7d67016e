import { type ResourceType } from "../../resource-type";
import { cacheCluster } from "./cache-cluster";
import { parameterGroup } from "./parameter-group";
import { replicationGroup } from "./replication-group";
import { subnetGroup } from "./subnet-group";

export const ELASTICACHE: readonly ResourceType[] = [parameterGroup, subnetGroup, replicationGroup, cacheCluster];
