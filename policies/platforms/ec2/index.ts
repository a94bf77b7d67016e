import type { Platform } from "../../model/platform";
import { readLaunchSpecifications, readUserData, SPOT_FLEET, STARTED } from "./user-data";

const types = Object.keys(STARTED);

/** Machines, and what they are made from: what the pack reads of them is the text that they start with. */
export const ec2: Platform = {
  name: "ec2",
  types: Object.fromEntries([...types, SPOT_FLEET].map((type) => [type, "settings" as const])),
  subjects: {
    "plain-settings": {
      ...Object.fromEntries(types.map((type) => [type, readUserData])),
      [SPOT_FLEET]: readLaunchSpecifications,
    },
  },
};
