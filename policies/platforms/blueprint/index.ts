import { BLUEPRINT_TYPE } from "../../model/blueprint";
import type { Platform } from "../../model/platform";
import { declaredDeployments } from "../ecs/deployment";
import { declaredWorkloads } from "../ecs/declared-workload";
import { declaredCaches } from "../elasticache/cache";
import { declaredDatabases } from "../rds/database";
import { declaredSecrets } from "../secretsmanager";

/** What is declared and not built yet, part by part. */
export const blueprint: Platform = {
  name: "blueprint",
  types: { [BLUEPRINT_TYPE]: "judged" },
  subjects: {
    workload: { [BLUEPRINT_TYPE]: declaredWorkloads },
    deployment: { [BLUEPRINT_TYPE]: declaredDeployments },
    database: { [BLUEPRINT_TYPE]: declaredDatabases },
    cache: { [BLUEPRINT_TYPE]: declaredCaches },
    secret: { [BLUEPRINT_TYPE]: declaredSecrets },
    credential: { [BLUEPRINT_TYPE]: declaredSecrets },
  },
};
