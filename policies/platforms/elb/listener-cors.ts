import { readSwitch } from "../../facts";
import { map } from "../../model/fact";
import { read, text, type Resource } from "../../model/resource";
import { words } from "../../model/shown";
import type { CorsSetting } from "../../subjects/cors-setting";
import { corsOf, methodsIn } from "../cors";

const HEADER = "routingHttpResponseAccessControlAllow";

/** What a load balancer's listener writes into every answer, over what the target says. */
export function readListenerCors(listener: Resource): readonly CorsSetting[] {
  const value = (name: string) => read(listener, [`${HEADER}${name}HeaderValue`], text);
  const origins = value("Origin");
  if (origins.state === "absent" || (origins.state === "known" && origins.value === "")) return [];
  const path = [`${HEADER}OriginHeaderValue`];
  const methods = map(value("Methods"), methodsIn);
  const credentials = map(value("Credentials"), (written) => readSwitch(written) === true);
  return [corsOf(listener, words("listener"), path, { origins, methods, credentials })];
}
