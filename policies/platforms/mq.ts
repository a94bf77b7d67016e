import type { Platform } from "../model/platform";
import { words } from "../model/shown";
import { credentialReader } from "./credentials";

const BROKER = "aws:mq/broker:Broker";

export const mq: Platform = {
  name: "mq",
  types: { [BROKER]: "settings" },
  subjects: {
    credential: {
      [BROKER]: credentialReader("caches", [
        { property: "users[].password", label: words("user's password"), purpose: "connection" },
      ]),
    },
  },
};
