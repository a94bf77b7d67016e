import type { Platform } from "../model/platform";
import { SECURITY_GROUP_TYPES } from "../wiring/security-groups";

export const securityGroups: Platform = {
  name: "security-groups",
  types: Object.fromEntries(SECURITY_GROUP_TYPES.map((type) => [type, "supports" as const])),
  subjects: {},
};
