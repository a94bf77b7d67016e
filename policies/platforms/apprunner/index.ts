import type { Platform } from "../../model/platform";
import { readApprunnerService, SCALING, SERVICE, VPC_CONNECTOR } from "./service";

export const apprunner: Platform = {
  name: "apprunner",
  types: { [SERVICE]: "starts-code", [SCALING]: "supports", [VPC_CONNECTOR]: "supports" },
  subjects: { workload: { [SERVICE]: readApprunnerService } },
};
