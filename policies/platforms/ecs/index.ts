import type { Platform } from "../../model/platform";
import { readDeployment } from "./deployment";
import { EXPRESS_SERVICE, readExpressService } from "./express";
import { SCALING_TARGET, SCHEDULED_ACTION, SERVICE, TASK_DEFINITION } from "./links";
import { STARTS_TASKS } from "./starts";
import { readDefinition, readForeignDefinition } from "./workload";

export const ecs: Platform = {
  name: "ecs",
  types: {
    [TASK_DEFINITION]: "judged",
    [SERVICE]: "starts-code",
    [EXPRESS_SERVICE]: "starts-code",
    [SCALING_TARGET]: "starts-code",
    [SCHEDULED_ACTION]: "starts-code",
    ...Object.fromEntries(STARTS_TASKS.map((type) => [type, "starts-code" as const])),
  },
  subjects: {
    workload: {
      [TASK_DEFINITION]: readDefinition,
      [SERVICE]: readForeignDefinition,
      [EXPRESS_SERVICE]: readExpressService,
    },
    deployment: { [SERVICE]: readDeployment },
  },
};
