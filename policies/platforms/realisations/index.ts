import { BLUEPRINT_TYPE } from "../../model/blueprint";
import type { ResourceGraph } from "../../model/graph";
import type { Platform, Reader } from "../../model/platform";
import type { Held, Realisation } from "../../subjects/realisation";
import { SCALING_TARGET, SERVICE, TASK_DEFINITION } from "../ecs/links";
import { CACHE_CLUSTER, MEMORYDB, REPLICATION_GROUP, SERVERLESS } from "../elasticache/cache";
import { CLUSTER, INSTANCE } from "../rds/links";
import { readCache, readDatabase } from "./stores";
import { readUnbuilt } from "./unbuilt";
import { readDefinition, readScaling, readServiceOf } from "./workloads";

/** What becomes of a blueprint's parts, leaf by leaf. A blueprint knows containers, so functions and jobs elsewhere are no breach. */
export const realisations: Platform = {
  name: "realisations",
  types: {},
  subjects: {
    realisation: {
      [BLUEPRINT_TYPE]: readUnbuilt,
      [TASK_DEFINITION]: heeding(readDefinition),
      [SERVICE]: heeding(readServiceOf),
      [SCALING_TARGET]: heeding(readScaling),
      [INSTANCE]: heeding(readDatabase),
      [CLUSTER]: heeding(readDatabase),
      [REPLICATION_GROUP]: heeding(readCache),
      [CACHE_CLUSTER]: heeding(readCache),
      [SERVERLESS]: heeding(readCache),
      [MEMORYDB]: heeding(readCache),
    },
  },
};

/** What a program tells the engine to leave as it is (`ignoreChanges`) is not what it says. */
function heeding(reader: Reader<"realisation">): Reader<"realisation"> {
  return (resource, stack) =>
    reader(resource, stack).map((realisation): Realisation => ({
      ...realisation,
      promises: realisation.promises.filter((promise) => !isIgnored(stack.graph, promise)),
    }));
}

function isIgnored(graph: ResourceGraph, { kept }: Held): boolean {
  if (kept.state !== "known") return false;
  const { urn, path } = kept.location;
  const ignored = graph.get(urn)?.ignoredChanges ?? [];
  if (ignored.length === 0) return false;
  const [property] = path.split(/[.[]/);
  return ignored.some((entry) => entry === "*" || entry.split(/[.[]/)[0] === property);
}
