import { startText } from "../facts";
import { known, map, type Fact } from "../model/fact";
import { named, words, type Shown } from "../model/shown";
import type { Location, UnknownRecord } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import type { WrittenCommand } from "../subjects/plain-settings";
import { worstOfEach } from "./once-each";

/** What a text that is started sets and does, as plain settings; nothing while it is not known, and then unknown itself. */
export interface StartParts {
  readonly variables: Fact<readonly Variable[]>;
  /** Files that it starts: they may set more. */
  readonly open: readonly UnknownRecord[];
  readonly commands: readonly WrittenCommand[];
}

/** Settings, and beside them what a text sets over them, which may be more than what is read of it. */
export function withStartParts(own: Fact<readonly Variable[]>, text: Fact<string>, place: Shown): StartParts {
  const { variables, open, commands } = startParts(text, place);
  if (variables.state === "unknown") return { variables: own, open: variables.unknowns, commands };
  const more = variables.state === "known" ? variables.value : [];
  return { variables: map(own, (before) => worstOfEach([...before, ...more])), open, commands };
}

/** @param place completes "has a secret …" */
export function startParts(text: Fact<string>, place: Shown): StartParts {
  if (text.state !== "known") return { variables: text, open: [], commands: [] };
  const { location } = text;
  const { settings, commands, elsewhere } = startText(text.value);
  const files = new Set(elsewhere.map((file) => file.slice(file.lastIndexOf("/") + 1)));
  return {
    variables: known(worstOfEach(settings.map((setting, index) => startVariable(setting, index, location))), location),
    open: [...files].map((file) => ({
      location: { urn: location.urn, path: `${location.path} (${named(file, words("a file"))})` },
      because: "unread",
      producers: [],
    })),
    commands: commands.map((argv) => ({ place, argv: known(argv, location) })),
  };
}

/** A setting that a text holds. */
export function startVariable(
  { name, value }: { name: string; value: string },
  index: number,
  location: Location,
): Variable {
  const shown = named(name, words("a variable"));
  const at = { urn: location.urn, path: `${location.path}${shown === name ? `.${name}` : `[${index}]`}` };
  return {
    ...{ name, shown, channel: "plain", value: known(value, at) },
    ...{ reference: undefined, store: undefined, location: at },
  };
}
