import type { Platform } from "../../model/platform";
import { JOB_DEFINITION, readJobDefinition } from "./job";

export const batch: Platform = {
  name: "batch",
  types: { [JOB_DEFINITION]: "starts-code" },
  subjects: { workload: { [JOB_DEFINITION]: readJobDefinition } },
};
