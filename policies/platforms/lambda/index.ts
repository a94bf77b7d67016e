import type { Platform } from "../../model/platform";
import { FUNCTION_URL, readUrlCors } from "./function-url";

export const lambda: Platform = {
  name: "lambda",
  types: { [FUNCTION_URL]: "judged" },
  subjects: { "cors-setting": { [FUNCTION_URL]: readUrlCors } },
};
