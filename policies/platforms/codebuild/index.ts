import type { Platform } from "../../model/platform";
import { PROJECT, readProject } from "./project";

export const codebuild: Platform = {
  name: "codebuild",
  types: { [PROJECT]: "settings" },
  subjects: { "plain-settings": { [PROJECT]: readProject } },
};
