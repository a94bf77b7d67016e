import type { Platform } from "../../model/platform";
import { EVENT_SOURCE, PERMISSION, PROVISIONED } from "./callers";
import { FUNCTION, readFunction } from "./function";
import { FUNCTION_URL, readUrlCors } from "./function-url";

export const lambda: Platform = {
  name: "lambda",
  types: {
    [FUNCTION]: "starts-code",
    [FUNCTION_URL]: "judged",
    [PERMISSION]: "supports",
    [EVENT_SOURCE]: "supports",
    [PROVISIONED]: "supports",
  },
  subjects: { workload: { [FUNCTION]: readFunction }, "cors-setting": { [FUNCTION_URL]: readUrlCors } },
};
