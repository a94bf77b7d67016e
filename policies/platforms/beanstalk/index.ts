import type { Platform } from "../../model/platform";
import { words } from "../../model/shown";
import { readDatabasePassword } from "./database-password";
import { ENVIRONMENT, readEnvironment } from "./environment";
import { readTemplate, TEMPLATE } from "./options";

export const beanstalk: Platform = {
  name: "beanstalk",
  types: { [ENVIRONMENT]: "starts-code", [TEMPLATE]: "settings" },
  subjects: {
    workload: { [ENVIRONMENT]: readEnvironment },
    "plain-settings": { [TEMPLATE]: readTemplate },
    credential: {
      [ENVIRONMENT]: readDatabasePassword(words("environment")),
      [TEMPLATE]: readDatabasePassword(words("configuration template")),
    },
  },
};
