import type { Platform } from "../../model/platform";
import { entryReaders } from "./entry";
import { ASSOCIATION, GROUP_ASSOCIATION, RULE, RULE_GROUP, WEB_ACL } from "./firewall";

/** Stages of REST APIs: nothing else is read from them. */
const STAGE = "aws:apigateway/stage:Stage";

export const wafv2: Platform = {
  name: "wafv2",
  types: {
    [WEB_ACL]: "supports",
    [RULE_GROUP]: "supports",
    [RULE]: "supports",
    [ASSOCIATION]: "supports",
    [GROUP_ASSOCIATION]: "supports",
    [STAGE]: "judged",
  },
  subjects: { "entry-point": entryReaders(STAGE) },
};
