import type { Platform } from "../../model/platform";
import { PROJECT, readProject } from "./project";
import { readSourceCredential, SOURCE_CREDENTIAL } from "./source-credential";

export const codebuild: Platform = {
  name: "codebuild",
  types: { [PROJECT]: "settings", [SOURCE_CREDENTIAL]: "settings" },
  subjects: {
    "plain-settings": { [PROJECT]: readProject },
    credential: { [SOURCE_CREDENTIAL]: readSourceCredential },
  },
};
