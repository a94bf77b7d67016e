import { environmentNames } from "../facts";
import type { Fact } from "../model/fact";
import { derivation } from "../model/platform";
import { words } from "../model/shown";
import { within, type Subject } from "../model/subject";
import type { Workload } from "./workload";

declare module "./kinds" {
  interface SubjectKinds {
    "cors-setting": CorsSetting;
  }
}

/** A setting that says which web origins may call: wherever a framework reads it from. */
export interface CorsSetting extends Subject {
  readonly name: string;
  readonly value: Fact<string>;
}

export const corsSettings = derivation({
  kind: "cors-setting",
  from: "workload",
  read: (workload: Workload): readonly CorsSetting[] => {
    const { variables, open, location } = workload.environment.matching((name) => environmentNames.isCors(name));
    const settings = variables.map(({ name, shown, value, location: at }): CorsSetting => ({
      ...within(workload, name, shown, shown, at),
      name,
      value,
    }));
    if (open.length === 0) return settings;
    const rest = within(workload, "cors", words("cors"), words("CORS"), open[0]?.location ?? location);
    return [...settings, { ...rest, name: "", value: { state: "unknown", unknowns: open } }];
  },
});
