import type { Platform } from "../../model/platform";
import { FUNCTION, PERMISSION, readFunction } from "./function";
import { FUNCTION_URL, readUrlCors } from "./function-url";

const EVENT_SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping";

export const lambda: Platform = {
  name: "lambda",
  types: {
    [FUNCTION]: "starts-code",
    [FUNCTION_URL]: "judged",
    [PERMISSION]: "supports",
    [EVENT_SOURCE]: "supports",
  },
  subjects: { workload: { [FUNCTION]: readFunction }, "cors-setting": { [FUNCTION_URL]: readUrlCors } },
};
