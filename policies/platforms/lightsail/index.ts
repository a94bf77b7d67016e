import type { Platform } from "../../model/platform";
import { credentialReader, MASTER_PASSWORD } from "../credentials";
import { DEPLOYMENT, readContainers, SERVICE } from "./containers";

const DATABASE = "aws:lightsail/database:Database";

export const lightsail: Platform = {
  name: "lightsail",
  types: { [DEPLOYMENT]: "starts-code", [SERVICE]: "supports", [DATABASE]: "settings" },
  subjects: {
    workload: { [DEPLOYMENT]: readContainers },
    credential: {
      [DATABASE]: credentialReader("databases", [
        { property: "masterPassword", label: MASTER_PASSWORD, purpose: "database-password" },
      ]),
    },
  },
};
