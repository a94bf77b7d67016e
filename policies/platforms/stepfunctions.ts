import type { Platform } from "../model/platform";
import { read, text, type Resource } from "../model/resource";
import { words } from "../model/shown";
import type { PlainSettings } from "../subjects/plain-settings";
import { STATE_MACHINE } from "./ecs/machine";
import { plainSettings } from "./plain-settings";
import { requestParts } from "./request-parts";

/** What its states hand to the tasks and functions that they start: whoever may describe it reads it, and each run keeps it. */
export const stepfunctions: Platform = {
  name: "stepfunctions",
  types: { [STATE_MACHINE]: "starts-code" },
  subjects: { "plain-settings": { [STATE_MACHINE]: readDefinition } },
};

function readDefinition(machine: Resource): readonly PlainSettings[] {
  const parts = requestParts(read(machine, ["definition"], text), words("in a command of its states"));
  return [plainSettings(machine, { holder: "request", noun: words("state machine"), path: "definition", ...parts })];
}
