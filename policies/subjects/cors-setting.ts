import { corsSetting, openOrigins } from "../facts";
import type { Fact } from "../model/fact";
import { derivation } from "../model/platform";
import { closed, join, words, type Shown } from "../model/shown";
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
    const { variables, open, location } = workload.environment.matching((name) => corsSetting(name) !== undefined);
    // A name that is about something else as often is a CORS setting where its value could only be one.
    const meant = variables.filter(
      ({ name, value }) =>
        corsSetting(name) !== "weak" || (value.state === "known" && opennessOf(name, value.value).open !== undefined),
    );
    const settings = meant.map(({ name, shown, value, location: at }): CorsSetting => ({
      ...within(workload, name, shown, shown, at),
      name,
      value,
    }));
    if (open.length === 0) return settings;
    const rest = within(workload, "cors", words("cors"), words("CORS"), open[0]?.location ?? location);
    return [...settings, { ...rest, name: "", value: { state: "unknown", unknowns: open } }];
  },
});

/** What is open in a CORS setting, as it may be shown. */
export interface Openness {
  /** Origins that anybody can have; undefined: none. */
  readonly open: Shown | undefined;
  /** Whether there is a part that may be sound, and nothing shows it. */
  readonly unsure: boolean;
}

export function opennessOf(name: string, value: string): Openness {
  const kind = corsSetting(name);
  const found = kind === undefined ? [] : openOrigins(kind, value);
  const certain = found.filter((origin) => origin.certain);
  // The facts show their own words and public suffixes, never a part of the value.
  const shown = [...new Set(certain.map((origin) => origin.shown))].map(closed);
  return { open: shown.length === 0 ? undefined : join(shown, ", "), unsure: found.length > certain.length };
}
