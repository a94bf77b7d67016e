import type { Platform } from "../../model/platform";
import { LISTENERS } from "./balancer";
import { readListenerCors } from "./listener-cors";

/** Listeners by what they say of CORS; it makes them more than a link between balancers and services. */
export const listenerCors: Platform = {
  name: "elb-cors",
  types: Object.fromEntries(LISTENERS.map((type) => [type, "judged" as const])),
  subjects: { "cors-setting": Object.fromEntries(LISTENERS.map((type) => [type, readListenerCors])) },
};
