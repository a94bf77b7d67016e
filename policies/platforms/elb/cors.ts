import type { Platform } from "../../model/platform";
import { readListenerCors } from "./listener-cors";

const LISTENERS = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];

export const listenerCors: Platform = {
  name: "elb-cors",
  types: Object.fromEntries(LISTENERS.map((type) => [type, "judged" as const])),
  subjects: { "cors-setting": Object.fromEntries(LISTENERS.map((type) => [type, readListenerCors])) },
};
