import { requestText } from "../facts";
import { known, type Fact } from "../model/fact";
import type { Shown } from "../model/shown";
import { startVariable, type StartParts } from "./start-parts";
import { worstOfEach } from "./once-each";

/** What a request in JSON sets and starts, as plain settings; nothing while it is not known, and then unknown itself. */
export function requestParts(text: Fact<string>, place: Shown): StartParts {
  if (text.state !== "known") return { variables: text, open: [], commands: [] };
  const { location } = text;
  const { settings, commands } = requestText(text.value);
  return {
    variables: known(worstOfEach(settings.map((setting, index) => startVariable(setting, index, location))), location),
    open: [],
    commands: commands.map((argv) => ({ place, argv: known(argv, location) })),
  };
}
