import type { Resource } from "../../model/resource";
import { words } from "../../model/shown";
import type { CorsSetting } from "../../subjects/cors-setting";
import { corsAt } from "../cors";

export const FUNCTION_URL = "aws:lambda/functionUrl:FunctionUrl";

/** What a function URL adds to the function's own answers. */
export function readUrlCors(url: Resource): readonly CorsSetting[] {
  return corsAt(url, words("function URL"), ["cors"], {
    origins: ["allowOrigins"],
    methods: ["allowMethods"],
    credentials: ["allowCredentials"],
  });
}
