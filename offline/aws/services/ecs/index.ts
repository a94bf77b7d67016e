import { type ResourceType } from "../../resource-type";
import { capacityProvider, clusterCapacityProviders } from "./capacity";
import { cluster } from "./cluster";
import { service } from "./service";
import { taskDefinition } from "./task-definition";
import { taskSet } from "./task-set";

export { inCluster, requireCluster } from "./cluster";
export { SERVICE, TASK } from "./common";
export { refuseNetwork } from "./service-network";
export { containersOf, findTaskDefinition, requireTaskDefinition } from "./task-definition";

export const ECS: readonly ResourceType[] = [
  cluster,
  clusterCapacityProviders,
  taskDefinition,
  service,
  capacityProvider,
  taskSet,
];
