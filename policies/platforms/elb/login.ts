import type { Platform, Reader } from "../../model/platform";
import { words, type Shown } from "../../model/shown";
import { passwordReader } from "../credentials";
import { LISTENER_RULES, LISTENERS } from "./balancer";

const secretOf = (noun: Shown, actions: string): Reader<"credential"> =>
  passwordReader(noun, [
    { property: `${actions}[].authenticateOidc.clientSecret`, label: words("client secret"), purpose: "external" },
  ]);

/** What a load balancer logs visitors in with, at a provider of identities. */
export const listenerLogin: Platform = {
  name: "elb-login",
  types: Object.fromEntries([...LISTENERS, ...LISTENER_RULES].map((type) => [type, "judged" as const])),
  subjects: {
    credential: Object.fromEntries([
      ...LISTENERS.map((type) => [type, secretOf(words("listener"), "defaultActions")] as const),
      ...LISTENER_RULES.map((type) => [type, secretOf(words("listener rule"), "actions")] as const),
    ]),
  },
};
