import type { Platform } from "../../model/platform";
import { ENVIRONMENT, readEnvironment } from "./environment";
import { readTemplate, TEMPLATE } from "./options";

export const beanstalk: Platform = {
  name: "beanstalk",
  types: { [ENVIRONMENT]: "starts-code", [TEMPLATE]: "settings" },
  subjects: { workload: { [ENVIRONMENT]: readEnvironment }, "plain-settings": { [TEMPLATE]: readTemplate } },
};
